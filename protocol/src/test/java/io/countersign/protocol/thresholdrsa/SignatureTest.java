package io.countersign.protocol.thresholdrsa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;

/** I4 and CRYPTO.md 7, row 23: the whole representative is compared. */
class SignatureTest {
  private static final PublicRecord RECORD = TestVectors.ADD_2_3.record();
  private static final BigInteger N = RECORD.modulus();
  private static final BigInteger E = BigInteger.valueOf(RECORD.publicExponent());
  private final SignedQuadraticResidues group = new SignedQuadraticResidues(N);
  private final SessionHeader header =
      TestVectors.ADD_2_3.header(TestVectors.ADD_2_3.sessions().get(0));
  private final EncodedMessage em = RECORD.encode(header);
  private final BigInteger s =
      TestVectors.number(TestVectors.ADD_2_3.sessions().get(0).get("signature"));

  @Test
  void onlyTheRootItselfIsASignature() {
    assertThat(Signature.ifVerifies(em, E, s, group)).isPresent();
    assertThat(Signature.ifVerifies(em, E, N.subtract(s), group)).isEmpty();
    assertThat(Signature.ifVerifies(em, E, s.add(BigInteger.ONE), group)).isEmpty();
    assertThat(Signature.ifVerifies(em, E, s.add(N), group)).isEmpty();
    assertThat(Signature.ifVerifies(em, E, s.subtract(N), group)).isEmpty();
    assertThat(Signature.ifVerifies(em, E, BigInteger.ZERO, group)).isEmpty();
  }

  @Test
  void everyOctetOfTheRepresentativeCounts() {
    byte[] octets = em.octets().toByteArray();
    for (int i = 0; i < octets.length; i++) {
      byte[] changed = octets.clone();
      changed[i] ^= 1;
      BigInteger x = BigEndian.decode(changed);
      if (x.compareTo(N) < 0) {
        EncodedMessage other =
            new EncodedMessage(em.algorithm(), em.dochash(), em.salt(), N, Octets.of(changed));
        assertThat(Signature.ifVerifies(other, E, s, group)).as("octet %d", i).isEmpty();
      }
    }
  }

  @Test
  void theVerifierRefusesOtherLengthsAndRepresentatives() {
    Octets right = Octets.of(BigEndian.encode(s, 256));

    assertThat(verify(right)).isTrue();
    assertThat(verify(Octets.of(BigEndian.encode(s, 257)))).isFalse();
    assertThat(verify(Octets.EMPTY)).isFalse();
    assertThat(verify(Octets.of(new byte[256]))).isFalse();
    assertThat(verify(Octets.of(BigEndian.encode(N.subtract(s), 256)))).isFalse();
    BigInteger beyond = s.add(N);
    if (beyond.bitLength() <= 2048) {
      assertThat(verify(Octets.of(BigEndian.encode(beyond, 256)))).isFalse();
    }
    assertThat(verify(Octets.of(BigEndian.encode(N, 256)))).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> SignatureVerifier.verify(N, E, header.alg(), Octets.of(new byte[31]), right));
  }

  @Test
  void theVerifierRefusesASignatureBeyondTheModulus() {
    // RSASP1 of a small exponent-3 key with s + N still of k octets.
    BigInteger n = BigInteger.ONE.shiftLeft(1023).add(BigInteger.valueOf(1));
    BigInteger root = BigInteger.ONE;
    assertThat(
            SignatureVerifier.verify(
                n,
                BigInteger.valueOf(3),
                header.alg(),
                header.dochash(),
                Octets.of(BigEndian.encode(root.add(n), 128))))
        .isFalse();
  }

  private boolean verify(Octets signature) {
    return SignatureVerifier.verify(N, E, header.alg(), header.dochash(), signature);
  }
}
