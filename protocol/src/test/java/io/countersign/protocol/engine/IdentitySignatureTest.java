package io.countersign.protocol.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IdentitySignatureTest {
  private static final long SEED = 20261121;

  /** RFC 6979, A.2.5. */
  private static final byte[] RFC_SCALAR =
      hex("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721");

  private static final byte[] RFC_POINT =
      hex(
          "0460FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
              + "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299");

  private static final String ORDER =
      "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";

  @Test
  void signsTheKnownAnswersOfRfc6979() {
    for (IdentitySigner signer : signersOf(RFC_SCALAR)) {
      assertThat(signer.publicKey().point()).isEqualTo(RFC_POINT);
      assertThat(signer.sign("sample".getBytes(US_ASCII)))
          .as(signer.toString())
          .isEqualTo(
              hex(
                  "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
                      + "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"));
      assertThat(signer.sign("test".getBytes(US_ASCII)))
          .isEqualTo(
              hex(
                  "F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367"
                      + "019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083"));
    }
  }

  @Test
  void allImplementationsSignTheSameOctetsAndAcceptThem() {
    Random random = new Random(SEED);
    for (int round = 0; round < 50; round++) {
      byte[] scalar = new byte[32];
      random.nextBytes(scalar);
      scalar[0] &= 0x7f;
      byte[] message = new byte[random.nextInt(300)];
      random.nextBytes(message);

      List<byte[]> signatures = new ArrayList<>();
      for (IdentitySigner signer : signersOf(scalar)) {
        try (signer) {
          signatures.add(signer.sign(message));
          assertAllVerify(signer.publicKey(), message, signatures.get(0), true);
        }
      }

      assertThat(signatures)
          .as("seed %d, round %d", SEED, round)
          .allSatisfy(signature -> assertThat(signature).isEqualTo(signatures.get(0)));
    }
  }

  @Test
  void refusesScalarsOutsideOneToOrderLessOne() {
    for (String scalar : List.of("00".repeat(32), ORDER, "ff".repeat(32))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new HeapIdentitySigner(hex(scalar)))
          .withMessage("private scalar must be in 1..q-1");
      if (LibcryptoCurves.BOUND) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> new OpensslIdentitySigner(hex(scalar)))
            .withMessage("private scalar must be in 1..q-1");
      }
    }
  }

  @Test
  void refusesAnyFlippedBitOfSignatureOrMessage() {
    IdentitySigner signer = signersOf(RFC_SCALAR).get(0);
    byte[] message = "sample".getBytes(US_ASCII);
    byte[] signature = signer.sign(message);
    for (int bit = 0; bit < 8 * signature.length; bit += 5) {
      assertAllVerify(signer.publicKey(), message, flipped(signature, bit), false);
    }
    for (int bit = 0; bit < 8 * message.length; bit++) {
      assertAllVerify(signer.publicKey(), flipped(message, bit), signature, false);
    }
  }

  @Test
  void refusesHalvesThatAreZeroOrNotBelowTheOrder() {
    IdentitySigner signer = signersOf(RFC_SCALAR).get(0);
    byte[] message = "sample".getBytes(US_ASCII);
    byte[] right = signer.sign(message);
    for (String half : List.of("00".repeat(32), ORDER, "ff".repeat(32))) {
      for (int at : new int[] {0, 32}) {
        byte[] wrong = right.clone();
        System.arraycopy(hex(half), 0, wrong, at, 32);
        assertAllVerify(signer.publicKey(), message, wrong, false);
      }
    }
  }

  @Test
  void refusesSignaturesOfAnotherLength() {
    IdentitySigner signer = signersOf(RFC_SCALAR).get(0);
    byte[] message = "sample".getBytes(US_ASCII);
    byte[] right = signer.sign(message);
    for (int length : new int[] {0, 1, 32, 63, 65, 128}) {
      assertThat(IdentityVerifier.verify(signer.publicKey(), message, Arrays.copyOf(right, length)))
          .isFalse();
    }
  }

  @Test
  void refusesToSignAfterClosing() {
    for (IdentitySigner signer : signersOf(RFC_SCALAR)) {
      signer.close();
      signer.close();
      assertThatIllegalStateException()
          .isThrownBy(() -> signer.sign(new byte[1]))
          .withMessage("identity signer was closed");
    }
  }

  @Test
  void showsNothingOfTheScalar() {
    assertThat(signersOf(RFC_SCALAR))
        .allSatisfy(
            signer ->
                assertThat(signer.toString())
                    .isEqualTo("IdentitySigner[" + signer.publicKey().serial() + ", redacted]"));
  }

  private static void assertAllVerify(
      IdentityPublicKey key, byte[] message, byte[] signature, boolean right) {
    List<VerifyingKey> verifiers = new ArrayList<>();
    verifiers.add(new JcaVerifyingKey(key.spki(), Optional.empty()));
    FastProvider.forVerification()
        .ifPresent(fast -> verifiers.add(new JcaVerifyingKey(key.spki(), Optional.of(fast))));
    if (LibcryptoCurves.BOUND) {
      verifiers.add(new OpensslVerifyingKey(key.point()));
    }
    assertThat(verifiers)
        .allSatisfy(
            verifier ->
                assertThat(verifier.verify(message, signature))
                    .as(verifier.toString())
                    .isEqualTo(right));
    assertThat(IdentityVerifier.verify(key, message, signature)).isEqualTo(right);
  }

  private static List<IdentitySigner> signersOf(byte[] scalar) {
    List<IdentitySigner> signers = new ArrayList<>();
    if (LibcryptoCurves.BOUND) {
      signers.add(new OpensslIdentitySigner(scalar));
    }
    signers.add(new HeapIdentitySigner(scalar));
    return signers;
  }

  private static byte[] flipped(byte[] octets, int bit) {
    byte[] flipped = octets.clone();
    flipped[bit / 8] ^= (byte) (1 << (bit % 8));
    return flipped;
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
