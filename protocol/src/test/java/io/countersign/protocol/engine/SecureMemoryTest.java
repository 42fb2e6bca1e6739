package io.countersign.protocol.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.guard.Beat;
import io.countersign.protocol.guard.BeatOpener;
import io.countersign.protocol.guard.BeatRefused;
import io.countersign.protocol.guard.BeatSealer;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.thresholdrsa.Octets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What heartbeats take of libcrypto's secure memory, which is small, they give back. */
class SecureMemoryTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final byte[] ANY = new byte[12];

  /** Named as in libcrypto. */
  @SuppressWarnings("MemberName")
  private static final class Natives {
    private static final boolean BOUND = Libcrypto.bind(Natives.class);

    private Natives() {}

    static native long CRYPTO_secure_used();
  }

  @BeforeEach
  void needsLibcrypto() {
    Ci.require(LibcryptoAgreement.USABLE && Natives.BOUND, "libcrypto");
  }

  @Test
  void beatsLeaveNothingBehind() throws BeatRefused {
    TestRing ring = TestRing.of(2, 3);
    Ring.Party source = ring.ring().party("coordinator-1").orElseThrow();
    IdentitySigner identity = ring.identity(source.name());
    Octets hash = Octets.of(new byte[32]);
    Octets life = Octets.of(new byte[16]);
    long before = Natives.CRYPTO_secure_used();
    try (BeatSealer sealer =
            new BeatSealer(source.name(), source.serial(), life, 1, hash, identity::sign);
        BeatOpener opener = new BeatOpener("device-1")) {
      sealer.add("device-1", DerivedKey.of(new byte[32]));
      opener.add(source, DerivedKey.of(new byte[32]));
      opener.open(sealer.beat("device-1", Beat.Kind.SEQUENCE, NOW));
      long running = Natives.CRYPTO_secure_used();
      assertThat(running - before).as("four keys of the sealer, two of the opener").isEqualTo(384);
      for (int i = 1; i < 600; i++) {
        byte[] sequence = sealer.beat("device-1", Beat.Kind.SEQUENCE, NOW + i);
        byte[] signed = sealer.beat("device-1", Beat.Kind.SIGNED, NOW + i);
        if (i % 100 == 0) {
          opener.open(sequence);
          opener.open(signed);
        }
        for (byte[] datagram : List.of(sequence, signed)) {
          datagram[datagram.length - 1 - i % 60] ^= 1;
          assertThatThrownBy(() -> opener.open(datagram)).isInstanceOf(BeatRefused.class);
        }
        assertThat(Natives.CRYPTO_secure_used()).isEqualTo(running);
      }
    }
    assertThat(Natives.CRYPTO_secure_used()).isEqualTo(before);
  }

  @Test
  void aUseThatFailsLeavesNothingBehind() {
    long before = Natives.CRYPTO_secure_used();
    DerivedKey closed = DerivedKey.of(new byte[32]);
    closed.close();
    failsAtAll(closed);
    assertThat(Natives.CRYPTO_secure_used()).isEqualTo(before);

    Deque<SecureBuffer> filling = new ArrayDeque<>();
    try (DerivedKey key = DerivedKey.of(new byte[32]);
        AgreementKey own = AgreementKey.fresh()) {
      byte[] peer = own.spki();
      long held = Natives.CRYPTO_secure_used();
      try {
        for (int size = 1 << 21; size >= 64; size /= 2) {
          fill(filling, size);
        }
        failsAtAll(key);
        // With room for one buffer more each time it gets further before it fails.
        int failures = 0;
        while (!agrees(own, peer)) {
          failures++;
          filling.removeLast().close();
        }
        assertThat(failures).isBetween(1, 100);
      } finally {
        filling.forEach(SecureBuffer::close);
      }
      assertThat(Natives.CRYPTO_secure_used()).isEqualTo(held);
    }
    assertThat(Natives.CRYPTO_secure_used()).isEqualTo(before);
  }

  private static boolean agrees(AgreementKey own, byte[] peer) {
    long before = Natives.CRYPTO_secure_used();
    try (DerivedKey secret = own.secretWith(peer, ANY, ANY)) {
      assertThat(secret.hmac(ANY)).hasSize(32);
      return true;
    } catch (IllegalStateException full) {
      return false;
    } finally {
      assertThat(Natives.CRYPTO_secure_used()).isEqualTo(before);
    }
  }

  private static void fill(Deque<SecureBuffer> filling, int size) {
    try {
      while (filling.size() < 100_000) {
        filling.add(new SecureBuffer(size));
      }
    } catch (IllegalStateException full) {
      assertThat(full).hasMessageContaining("CRYPTO_secure_zalloc");
    }
  }

  private static void failsAtAll(DerivedKey key) {
    assertThatIllegalStateException().isThrownBy(() -> key.derive(ANY, ANY));
    assertThatIllegalStateException().isThrownBy(() -> key.next(ANY));
    assertThatIllegalStateException().isThrownBy(key::copy);
    assertThatIllegalStateException().isThrownBy(() -> key.hmac(ANY));
  }
}
