package io.countersign.protocol.thresholdrsa;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** CRYPTO.md 3.5, and 7 rows 2, 5, 6, 7, 20 and 22. */
class ProofOfCorrectnessTest {
  private final PlainArithmetic engine = PlainArithmetic.constant();
  private final PublicRecord record = TestVectors.ADD_2_3.record();
  private final SignedQuadraticResidues group = new SignedQuadraticResidues(record.modulus());
  private final KeyShare share = TestVectors.ADD_2_3.share(1, engine);
  private final SessionHeader header =
      TestVectors.ADD_2_3.header(TestVectors.ADD_2_3.sessions().get(0));
  private final BigInteger u = record.encode(header).u();
  private final BigInteger y = group.abs(share.secret(0).pow(u, record.modulus()));
  private final CorrectnessStatement statement =
      CorrectnessStatement.ofSession(group, record, header, 1, 0, u, y);

  @Test
  void aProofVerifiesForItsStatementAndIsBoundToEveryFieldOfIt() {
    ProofOfCorrectness proof = statement.prove(share.secret(0), engine);
    statement.verify(proof);

    BigInteger four = BigInteger.valueOf(4);
    List<CorrectnessStatement> others = new ArrayList<>();
    others.add(with(new KeyId(Octets.of(new byte[32])), statement.context(), statement.label()));
    others.add(with(statement.keyId(), statement.context().sha256(), statement.label()));
    for (int field = 0; field < 4; field++) {
      List<Integer> label = new ArrayList<>(statement.label());
      label.set(field, label.get(field) + 1);
      others.add(with(statement.keyId(), statement.context(), label));
    }
    others.add(with(group.multiply(statement.v(), four), statement.vs(), u, y));
    others.add(with(statement.v(), group.multiply(statement.vs(), four), u, y));
    others.add(with(statement.v(), statement.vs(), group.multiply(u, four), y));
    others.add(with(statement.v(), statement.vs(), u, group.multiply(y, four)));
    for (CorrectnessStatement other : others) {
      Checks.assertFails("proof:challenge", () -> other.verify(proof));
    }
  }

  @Test
  void refusesNegativeNumbersAndMultiplesOfTheOrder() {
    ProofOfCorrectness proof = statement.prove(share.secret(0), engine);
    BigInteger order = TestVectors.ADD_2_3.key("m");
    BigInteger limit = BigInteger.ONE.shiftLeft(record.shareBits() + 384);
    BigInteger below = proof.z().mod(order).subtract(order);
    BigInteger beyond = proof.z().add(order.shiftLeft(386));
    assertThat(below).isNegative();
    assertThat(beyond).isGreaterThan(limit);

    // Both satisfy the equations, for v, v_s, h and y have order m.
    assertThat(statement.commitments(new ProofOfCorrectness(proof.c(), below)))
        .isEqualTo(statement.commitments(proof));
    assertRange(proof.c(), below);
    assertRange(proof.c(), beyond);
    assertRange(proof.c(), limit);
    assertRange(BigInteger.ONE.negate(), proof.z());
    assertRange(BigInteger.ONE.shiftLeft(256), proof.z());
  }

  @Test
  void everyProofDrawsAFreshNonceOfFullWidthForItsStatement() {
    statement.prove(share.secret(0), engine);
    statement.prove(share.secret(0), engine);

    assertThat(engine.nonceRequests).hasSize(2);
    assertThat(engine.nonceRequests).allMatch(r -> r.bits() == record.shareBits() + 384);
    assertThat(engine.nonceRequests.get(0).statement())
        .isEqualTo(
            Octets.of(
                Arrays.copyOf(
                    new Enc()
                        .text("trsa1/dleq")
                        .octets(record.keyId().octets())
                        .octets(header.hash().octets())
                        .number(1)
                        .number(0)
                        .number(record.phf().colour(0, 1))
                        .number(0)
                        .element(record.modulus(), record.modulusOctets())
                        .toOctets()
                        .toByteArray(),
                    PlainArithmetic.STATEMENT_OCTETS)));
  }

  @Test
  void aResponseOutOfRangeIsDrawnAgainWithAnotherNonce() {
    int bits = record.shareBits() + 384;
    engine.nextNonces.add(BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE));

    ProofOfCorrectness proof = statement.prove(share.secret(0), engine);

    assertThat(engine.nonceRequests).hasSize(2);
    assertThat(proof.z().bitLength()).isLessThanOrEqualTo(bits);
  }

  @Test
  void aNonceIsErasedAfterItsProof() {
    int before = engine.open;
    statement.prove(share.secret(0), engine);
    assertThat(engine.open).isEqualTo(before);
  }

  @Test
  void doesNotGiveAwayAProofThatDoesNotVerify() {
    CorrectnessStatement wrong =
        with(statement.v(), statement.vs(), u, group.multiply(y, BigInteger.valueOf(4)));
    Checks.assertFails("proof:own", () -> wrong.prove(share.secret(0), engine));
  }

  @Test
  void nothingIsExponentiatedForAValueOutOfTheGroup() {
    ProofOfCorrectness proof = statement.prove(share.secret(0), engine);
    AtomicInteger powers = new AtomicInteger();
    SignedQuadraticResidues counting =
        new SignedQuadraticResidues(
            record.modulus(),
            (base, exponent, modulus) -> {
              powers.incrementAndGet();
              return base.modPow(exponent, modulus);
            });
    BigInteger negative = record.modulus().subtract(y);
    CorrectnessStatement bad =
        CorrectnessStatement.ofSession(counting, record, header, 1, 0, u, negative);
    CorrectnessStatement badProof =
        CorrectnessStatement.ofSession(counting, record, header, 1, 0, u, y);

    Checks.assertFails("partial:range", () -> bad.verify(proof));
    Checks.assertFails(
        "proof:range",
        () -> badProof.verify(new ProofOfCorrectness(proof.c(), proof.z().shiftLeft(3000))));
    assertThat(powers).hasValue(0);
  }

  @Test
  void encodesToFixedLengthsAndRefusesOthers() {
    ProofOfCorrectness proof = new ProofOfCorrectness(BigInteger.ONE, BigInteger.TWO);
    Octets encoded = proof.encode(record);

    // 32 + ceil((2048 + 384) / 8) octets.
    assertThat(encoded.length()).isEqualTo(32 + 304);
    assertThat(ProofOfCorrectness.decode(record, encoded)).isEqualTo(proof);
    for (int length : new int[] {0, 32, 335, 337}) {
      Checks.assertFails(
          "proof:length", () -> ProofOfCorrectness.decode(record, Octets.of(new byte[length])));
    }
  }

  private void assertRange(BigInteger c, BigInteger z) {
    ProofOfCorrectness proof = new ProofOfCorrectness(c, z);
    Checks.assertFails("proof:range", () -> statement.verify(proof));
    Checks.assertFails("proof:range", () -> proof.encode(record));
  }

  private CorrectnessStatement with(KeyId keyId, Octets context, List<Integer> label) {
    return new CorrectnessStatement(
        group, keyId, context, label, record.shareBits(), statement.v(), statement.vs(), u, y);
  }

  private CorrectnessStatement with(
      BigInteger v, BigInteger vs, BigInteger base, BigInteger value) {
    return new CorrectnessStatement(
        group,
        statement.keyId(),
        statement.context(),
        statement.label(),
        record.shareBits(),
        v,
        vs,
        base,
        value);
  }
}
