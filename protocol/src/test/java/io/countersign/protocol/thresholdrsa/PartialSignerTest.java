package io.countersign.protocol.thresholdrsa;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class PartialSignerTest {
  private final PublicRecord record = TestVectors.ADD_3_5.record();
  private final SessionHeader header =
      TestVectors.ADD_3_5.header(TestVectors.ADD_3_5.sessions().get(0));
  private final EncodedMessage em = record.encode(header);

  @Test
  void aLeakingEngineNeverSeesTheSameBaseTwice() {
    PlainArithmetic engine = PlainArithmetic.leaking();
    PartialSigner signer = signer(engine);

    PartialSignature first = signer.partial(header, em);
    PartialSignature second = signer.partial(header, em);

    assertThat(second).isEqualTo(first);
    assertThat(engine.basesRaised).hasSize(2).doesNotContain(em.u()).doesNotHaveDuplicates();
  }

  @Test
  void aConstantTimeEngineRaisesTheMessageItself() {
    PlainArithmetic engine = PlainArithmetic.constant();

    PartialSignature partial = signer(engine).partial(header, em);

    assertThat(engine.basesRaised).containsExactly(em.u());
    assertThat(partial).isEqualTo(signer(PlainArithmetic.leaking()).partial(header, em));
  }

  @Test
  void aDeviceThatComputesWronglyDoesNotProveIt() {
    PlainArithmetic engine = PlainArithmetic.constant();
    engine.fault = y -> y.shiftLeft(2);

    Checks.assertFails("proof:own", () -> signer(engine).prove(header, em));
  }

  @Test
  void theProofIsThatOfThePartialSignature() {
    PlainArithmetic engine = PlainArithmetic.constant();
    PartialSigner signer = signer(engine);
    BigInteger y = signer.partial(header, em).y();

    CorrectnessStatement.ofSession(
            new SignedQuadraticResidues(record.modulus()), record, header, 1, 0, em.u(), y)
        .verify(signer.prove(header, em));
  }

  @Test
  void encodesToTheLengthOfTheModulusAndRefusesOthers() {
    PartialSignature partial = new PartialSignature(1, BigInteger.TEN);
    Octets octets = partial.encode(record);

    assertThat(octets.length()).isEqualTo(256);
    assertThat(PartialSignature.decode(record, 1, octets)).isEqualTo(partial);
    for (int length : new int[] {0, 1, 255, 257}) {
      Checks.assertFails(
          "partial:length", () -> PartialSignature.decode(record, 1, Octets.of(new byte[length])));
    }
  }

  private PartialSigner signer(PlainArithmetic engine) {
    return new PartialSigner(
        record, TestVectors.ADD_3_5.share(1, engine), engine, new SecureRandom());
  }
}
