package io.countersign.protocol.thresholdrsa;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a header must be before anything is raised to a share (CRYPTO.md 3.1; 7, rows 10 and 12).
 */
class HeaderCheckTest {
  private final PlainArithmetic engine = PlainArithmetic.constant();
  private final PublicRecord record = Toy.add();
  private final EncodedMessage em = Toy.message(5);
  private final PartialSigner signer =
      new PartialSigner(record, Toy.share(record, 1, engine), engine, new SecureRandom());

  @Test
  void aFittingHeaderPasses() {
    record.checkHeader(Toy.header(record, 0, 1, 2));
    record.checkHeader(Toy.header(record, 1, 1, 3));
  }

  @Test
  void refusesAnotherKey() {
    assertRefused("header:key", Toy.header(Toy.mult(), 0, 1, 2));
  }

  @Test
  void refusesAnotherEpoch() {
    SessionHeader header = Toy.header(record, 0, 1, 2);
    assertRefused("header:epoch", with(header, 1, header.mode(), header.alg()));
  }

  @Test
  void refusesAModeThatTheFamilyDoesNotServe() {
    SessionHeader header = Toy.header(record, 0, 1, 2);
    assertRefused("header:mode", with(header, 0, SigningMode.SERIAL, header.alg()));
  }

  @Test
  void refusesSignersThatAreTooFewTooManyUnorderedDoubledOrUnknown() {
    assertRefused("header:signers", Toy.header(record, 0, 1));
    assertRefused("header:signers", Toy.header(record, 0));
    assertRefused("header:signers", Toy.header(record, 0, 1, 2, 3));
    assertRefused("header:signers", Toy.header(record, 0, 2, 1));
    assertRefused("header:signers", Toy.header(record, 0, 1, 1));
    assertRefused("header:signers", Toy.header(record, 0, 0, 1));
    assertRefused("header:signers", Toy.header(record, 0, 1, 4));
    assertRefused("header:signers", Toy.header(record, 0, -1, 1));
  }

  @Test
  void refusesARowThatDoesNotExistOrDoesNotSeparateTheSigners() {
    assertRefused("header:row", Toy.header(record, 2, 1, 2));
    assertRefused("header:row", Toy.header(record, -1, 1, 2));
    // Row 0 is 010: devices 1 and 3 hold the same part.
    assertRefused("header:row", Toy.header(record, 0, 1, 3));
  }

  @Test
  void refusesToSignWhereItIsNotAmongTheSigners() {
    SessionHeader header = Toy.header(record, 0, 2, 3);

    record.checkHeader(header);
    Checks.assertFails("header:signers", () -> signer.partial(header, em));
    assertThat(engine.basesRaised).isEmpty();
  }

  @Test
  void refusesAMessageThatIsNotTheHeaders() {
    SessionHeader header = Toy.header(record, 0, 1, 2);
    List<EncodedMessage> others = new ArrayList<>();
    Octets otherHash = Octets.of(new byte[] {1}).sha256();
    Octets octets = em.octets();
    SignatureAlgorithm algorithm = em.algorithm();
    others.add(new EncodedMessage(algorithm, otherHash, Octets.EMPTY, Toy.N, octets));
    others.add(new EncodedMessage(algorithm, em.dochash(), otherHash, Toy.N, octets));
    others.add(
        new EncodedMessage(
            SignatureAlgorithm.RSASSA_PSS_SHA256, em.dochash(), Octets.EMPTY, Toy.N, octets));
    others.add(
        new EncodedMessage(
            algorithm, em.dochash(), Octets.EMPTY, Toy.N.add(BigInteger.TWO), octets));

    for (EncodedMessage other : others) {
      Checks.assertFails("header:document", () -> signer.partial(header, other));
      Checks.assertFails("header:document", () -> signer.prove(header, other));
    }
    assertThat(engine.basesRaised).isEmpty();
  }

  private void assertRefused(String check, SessionHeader header) {
    Checks.assertFails(check, () -> record.checkHeader(header));
    Checks.assertFails(check, () -> signer.partial(header, em));
    Checks.assertFails(check, () -> new Combiner(record).combine(header, em, List.of()));
    assertThat(engine.basesRaised).isEmpty();
  }

  private static SessionHeader with(
      SessionHeader header, int epoch, SigningMode mode, SignatureAlgorithm algorithm) {
    return new SessionHeader(
        header.keyId(),
        epoch,
        header.sessionId(),
        algorithm,
        header.dochash(),
        header.salt(),
        mode,
        header.row(),
        header.signers());
  }
}
