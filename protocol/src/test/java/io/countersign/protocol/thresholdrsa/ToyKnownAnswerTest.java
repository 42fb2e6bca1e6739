package io.countersign.protocol.thresholdrsa;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.protocol.thresholdrsa.CombineResult.Combined;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Signatures that a reader can make again on paper, with the key of {@link Toy}. */
class ToyKnownAnswerTest {
  private final PlainArithmetic engine = PlainArithmetic.constant();

  @Test
  void theBaseOfVerificationValuesHasFullOrder() {
    assertThat(Toy.add().v()).isEqualTo(197);
    // 197^100 = 861 = -220 and 197^69 = 518 modulo 1081.
    assertThat(Toy.add().verificationValues().get(0)).containsExactly(big(220), big(518));
    // 197^7 = +-221 and 197^241 = +-16.
    assertThat(Toy.mult().verificationValues().get(0)).containsExactly(big(221), big(16));
  }

  @Test
  void twoExponentsMakeTheRootInParallel() {
    // x = 5, u = 25: y_1 = |25^100| = 393, y_2 = |25^69| = 330, W = |393 * 330| = 30, 30^3 = 25.
    // a = -1, b = 1: 30^-1 * 5 = 901, and 901^3 = 1076 = -5, so the signature is 1081 - 901 = 180.
    assertThat(parallel(5)).containsExactly(393, 330, 30, 180);
    // x = 6, u = 36: here W^-1 x itself is the signature.
    assertThat(parallel(6)).containsExactly(59, 518, 294, 353);
  }

  @Test
  void twoExponentsMakeTheSameRootOneAfterTheOther() {
    // x = 5: y_1 = |25^7| = 450, y_2 = |450^241| = 30 = W, the signature is 180 again.
    assertThat(serial(5, 1, 2)).containsExactly(450, 30, 180);
    assertThat(serial(6, 1, 2)).containsExactly(313, 294, 353);
  }

  @Test
  void theOrderOfHopsDoesNotMatter() {
    assertThat(serial(5, 2, 1)).endsWith(30, 180);
  }

  @Test
  void theExponentsOfTheFinishAreThoseOfTheEquation() {
    assertThat(RsaRoot.of(big(3), BigInteger.ONE)).isEqualTo(new RsaRoot(big(-1), big(1)));
    assertThat(RsaRoot.of(big(65537), BigInteger.ONE)).isEqualTo(new RsaRoot(big(-32768), big(1)));
    // 2 * 5 * a + 7 b = 1: a = -2, b = 3.
    assertThat(RsaRoot.of(big(7), big(5))).isEqualTo(new RsaRoot(big(-2), big(3)));
  }

  private int[] parallel(int x) {
    PublicRecord record = Toy.add();
    EncodedMessage em = Toy.message(x);
    SessionHeader header = Toy.header(record, 0, 1, 2);
    List<PartialSignature> partials = new ArrayList<>();
    for (int device : header.signers()) {
      KeyShare share = Toy.share(record, device, engine);
      partials.add(
          new PartialSigner(record, share, engine, new SecureRandom()).partial(header, em));
    }
    Combiner combiner = new Combiner(record);
    CombineResult result = combiner.combine(header, em, partials);
    return new int[] {
      partials.get(0).y().intValue(),
      partials.get(1).y().intValue(),
      combiner.product(partials).intValue(),
      signature(result)
    };
  }

  private int[] serial(int x, int... devices) {
    PublicRecord record = Toy.mult();
    EncodedMessage em = Toy.message(x);
    SessionHeader header = Toy.header(record, 0, 1, 2);
    List<Hop> hops = new ArrayList<>();
    for (int device : devices) {
      KeyShare share = Toy.share(record, device, engine);
      hops.add(new SerialSigner(record, share, engine, new SecureRandom()).hop(header, em, hops));
    }
    return new int[] {
      hops.get(0).y().intValue(),
      hops.get(1).y().intValue(),
      signature(new Combiner(record).finish(header, em, hops))
    };
  }

  private static int signature(CombineResult result) {
    return BigEndian.decode(((Combined) result).signature().octets().toByteArray()).intValue();
  }

  private static BigInteger big(int value) {
    return BigInteger.valueOf(value);
  }
}
