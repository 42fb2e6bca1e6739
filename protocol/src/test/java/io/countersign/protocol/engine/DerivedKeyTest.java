package io.countersign.protocol.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class DerivedKeyTest {
  private final Random random = new Random(5);

  /** With libcrypto and without; both must compute the same. */
  private static <T> void both(byte[] octets, BiFunction<DerivedKey, String, T> use) {
    try (DerivedKey heap = new HeapDerivedKey(octets.clone());
        DerivedKey best = DerivedKey.of(octets)) {
      assertThat(use.apply(best, "best")).isEqualTo(use.apply(heap, "heap"));
    }
  }

  @Test
  void derivesTheSameWithAndWithoutLibcrypto() {
    Ci.require(LibcryptoAgreement.USABLE, "libcrypto");
    for (int i = 0; i < 200; i++) {
      byte[] salt = octets(i % 40);
      byte[] info = octets(i);
      both(
          octets(32),
          (key, which) -> {
            try (DerivedKey derived = key.derive(salt, info);
                DerivedKey next = derived.next(info);
                DerivedKey same = next.copy()) {
              return same.hmac(info);
            }
          });
    }
  }

  @Test
  void derivesAsHkdfDoes() {
    byte[] octets = octets(32);
    byte[] salt = octets(16);
    byte[] info = octets(50);
    try (DerivedKey key = DerivedKey.of(octets);
        DerivedKey derived = key.derive(salt, info);
        DerivedKey wanted = new HeapDerivedKey(Hkdf.derive(octets, salt, info))) {
      assertThat(derived.hmac(salt)).isEqualTo(wanted.hmac(salt));
    }
  }

  @Test
  void opensWhatItSealedAndNothingElse() {
    byte[] nonce = octets(12);
    byte[] header = octets(42);
    byte[] plain = octets(112);
    byte[] octets = octets(32);
    both(
        octets,
        (key, which) -> {
          byte[] sealed = key.seal(nonce, header, plain);
          assertThat(key.open(nonce, header, sealed)).as(which).hasValue(plain);
          assertThat(key.open(nonce, plain, sealed)).as(which).isEmpty();
          assertThat(key.open(nonce, header, new byte[15])).as(which).isEmpty();
          sealed[3] ^= 1;
          assertThat(key.open(nonce, header, sealed)).as(which).isEmpty();
          return sealed;
        });
  }

  @Test
  void whatFollowsFromAKeyOutlivesIt() {
    for (DerivedKey key :
        new DerivedKey[] {DerivedKey.of(octets(32)), new HeapDerivedKey(octets(32))}) {
      byte[] shown = key.hmac(new byte[1]);
      try (DerivedKey same = key.copy();
          DerivedKey next = key.next(new byte[1])) {
        key.close();
        assertThat(same.hmac(new byte[1])).isEqualTo(shown);
        assertThat(next.hmac(new byte[1])).hasSize(32);
      }
    }
  }

  @Test
  void refusesANonceOfAnotherLength() {
    try (DerivedKey key = DerivedKey.of(octets(32))) {
      for (byte[] nonce : new byte[][] {octets(11), octets(13)}) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> key.seal(nonce, octets(1), octets(1)));
        assertThatIllegalArgumentException()
            .isThrownBy(() -> key.open(nonce, octets(1), octets(17)));
      }
    }
  }

  @Test
  void isUselessWhenClosed() {
    for (DerivedKey key :
        new DerivedKey[] {DerivedKey.of(octets(32)), new HeapDerivedKey(octets(32))}) {
      key.close();
      key.close();
      byte[] any = octets(12);
      assertThatIllegalStateException().isThrownBy(() -> key.hmac(any));
      assertThatIllegalStateException().isThrownBy(() -> key.next(any));
      assertThatIllegalStateException().isThrownBy(() -> key.derive(any, any));
      assertThatIllegalStateException().isThrownBy(key::copy);
      assertThatIllegalStateException().isThrownBy(() -> key.seal(any, any, any));
      assertThatIllegalStateException().isThrownBy(() -> key.open(any, any, octets(16)));
      assertThat(key).hasToString("DerivedKey[redacted]");
    }
    assertThatIllegalArgumentException().isThrownBy(() -> DerivedKey.of(new byte[31]));
  }

  private byte[] octets(int count) {
    byte[] octets = new byte[count];
    random.nextBytes(octets);
    return octets;
  }
}
