package io.countersign.protocol.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.protocol.thresholdrsa.SecretArithmetic;
import io.countersign.protocol.thresholdrsa.SecretInteger;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The nonces of proofs (CRYPTO.md 3.5). */
class NonceTest {
  private static final long SEED = 42;

  private final Random random = new Random(SEED);

  @Test
  void nativeDerivationEqualsTheOneOnTheHeap() {
    Ci.require(Engines.report().get(0).usable(), "libcrypto");
    OpensslEngine engine = (OpensslEngine) Engines.named("openssl");
    for (int bits : new int[] {1, 7, 8, 9, 2048, 2431, 3072}) {
      byte[] share = octets(Operands.octets(bits));
      share[0] &= (byte) Operands.topMask(bits);
      byte[] statement = octets(random.nextInt(2000));
      byte[] fresh = octets(Nonces.FRESH_OCTETS);

      try (SecretInteger secret = engine.load(share, bits);
          SecureBuffer native64 = SecureBuffer.of(fresh);
          SecretInteger nonce = engine.nonce(secret, statement, native64, bits + 384)) {
        assertThat(valueOf(secret, nonce))
            .as("seed %d, bits %d", SEED, bits)
            .isEqualTo(
                new BigInteger(1, Nonces.derive(share, statement, fresh.clone(), bits + 384)));
      }
    }
  }

  @Test
  void everyNonceIsFreshAndWithinItsBits() {
    for (SecretArithmetic engine : Engines.available()) {
      Set<BigInteger> seen = new HashSet<>();
      int highest = 0;
      try (SecretInteger share = engine.load(new byte[] {77}, 8)) {
        for (int i = 0; i < 100; i++) {
          try (SecretInteger nonce = engine.nonce(share, new byte[] {1, 2}, 393)) {
            assertThat(nonce.bits()).isEqualTo(393);
            BigInteger r = valueOf(share, nonce);
            assertThat(r.bitLength()).isLessThanOrEqualTo(393);
            highest = Math.max(highest, r.bitLength());
            seen.add(r);
          }
        }
      }
      assertThat(seen).as(engine.name()).hasSize(100);
      assertThat(highest).as(engine.name()).isEqualTo(393);
    }
  }

  @Test
  void shareStatementAndFreshOctetsEachChangeIt() {
    byte[] share = octets(32);
    byte[] statement = octets(32);
    byte[] fresh = octets(64);
    byte[] nonce = Nonces.derive(share, statement, fresh.clone(), 640);

    assertThat(Nonces.derive(share, statement, fresh.clone(), 640)).isEqualTo(nonce);
    assertThat(Nonces.derive(octets(32), statement, fresh.clone(), 640)).isNotEqualTo(nonce);
    assertThat(Nonces.derive(share, octets(32), fresh.clone(), 640)).isNotEqualTo(nonce);
    assertThat(Nonces.derive(share, statement, octets(64), 640)).isNotEqualTo(nonce);
  }

  @Test
  void printsNothingOfSecrets() {
    for (SecretArithmetic engine : Engines.available()) {
      try (SecretInteger secret = engine.load(new byte[] {77}, 8)) {
        assertThat(secret.toString())
            .isEqualTo("SecretInteger[" + engine.name() + ", 8 bits, redacted]");
      }
    }
  }

  /** With challenge 0 the response is the nonce itself. */
  private static BigInteger valueOf(SecretInteger share, SecretInteger nonce) {
    return share.multiplyAdd(BigInteger.ZERO, nonce);
  }

  private byte[] octets(int count) {
    byte[] octets = new byte[count];
    random.nextBytes(octets);
    return octets;
  }
}
