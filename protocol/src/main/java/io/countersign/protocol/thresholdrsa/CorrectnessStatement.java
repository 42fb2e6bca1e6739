package io.countersign.protocol.thresholdrsa;

import java.math.BigInteger;
import java.util.List;

/**
 * What a proof of correctness states (CRYPTO.md 3.5; Chaum and Pedersen, Shoup 2000): {@code v_s =
 * v^a} and {@code y = h^a} for one and the same share a, bound to key, session, device, row, colour
 * and hop. A statement is public; only {@link #prove} meets the share.
 *
 * <p>Timing: verification handles public values only; proving does what the engine's {@link
 * SecretInteger} does.
 *
 * @param group G
 * @param keyId the record
 * @param context H of the session, or what stands in its place for the dealer's chain (A12)
 * @param label device, row, colour, hop, in this order
 * @param shareBits B: {@code 0 <= a < 2^B}
 * @param v the base of verification values
 * @param vs the verification value of the share
 * @param h the base that was exponentiated
 * @param y what came of it
 */
record CorrectnessStatement(
    SignedQuadraticResidues group,
    KeyId keyId,
    Octets context,
    List<Integer> label,
    int shareBits,
    BigInteger v,
    BigInteger vs,
    BigInteger h,
    BigInteger y) {

  /** T1 and T2. */
  record Commitments(BigInteger t1, BigInteger t2) {}

  /** The statement about one device's value in one session. Parallel mode counts as hop 0. */
  static CorrectnessStatement ofSession(
      SignedQuadraticResidues group,
      PublicRecord record,
      SessionHeader header,
      int device,
      int hop,
      BigInteger h,
      BigInteger y) {
    int row = header.row();
    return new CorrectnessStatement(
        group,
        header.keyId(),
        header.hash().octets(),
        List.of(device, row, record.phf().colour(row, device), hop),
        record.shareBits(),
        record.v(),
        record.verificationValue(row, device),
        h,
        y);
  }

  /**
   * Verifies a proof. Membership of h and y is tested before anything is exponentiated, range
   * before Jacobi (CRYPTO.md 7, rows 4 and 22).
   *
   * @throws CheckFailed {@code base:range}, {@code base:jacobi}, {@code partial:range}, {@code
   *     partial:jacobi}, {@code proof:range}, {@code proof:challenge}
   */
  void verify(ProofOfCorrectness proof) {
    group.check("base", h);
    group.check("partial", y);
    proof.checkRange(shareBits);
    Commitments t = commitments(proof);
    // Rows 2, 3 and 5 of CRYPTO.md 7: any other context, value or share gives another challenge.
    if (!challenge(t).equals(proof.c())) {
      throw new CheckFailed("proof:challenge", "the challenge is not that of the statement");
    }
  }

  /** {@code T1 = v^z v_s^-c, T2 = h^z y^-c}. */
  Commitments commitments(ProofOfCorrectness proof) {
    BigInteger minusC = proof.c().negate();
    return new Commitments(
        group.multiply(group.pow(v, proof.z()), group.pow(vs, minusC)),
        group.multiply(group.pow(h, proof.z()), group.pow(y, minusC)));
  }

  /**
   * Proves the statement and verifies the proof before it is returned (CRYPTO.md 7, row 20).
   *
   * @param share a
   * @throws CheckFailed {@code proof:own} if the own proof does not verify: a fault
   */
  ProofOfCorrectness prove(SecretInteger share, SecretArithmetic engine) {
    int responseBits = shareBits + ProofOfCorrectness.SLACK_BITS;
    byte[] octets = encoding().toOctets().toByteArray();
    while (true) {
      // The nonce comes from share, statement and fresh randomness, full width: row 7.
      try (SecretInteger nonce = engine.nonce(share, octets, responseBits)) {
        BigInteger n = group.modulus();
        BigInteger c =
            challenge(new Commitments(group.abs(nonce.pow(v, n)), group.abs(nonce.pow(h, n))));
        BigInteger z = share.multiplyAdd(c, nonce);
        if (z.bitLength() <= responseBits) {
          return verified(new ProofOfCorrectness(c, z));
        }
      }
    }
  }

  private ProofOfCorrectness verified(ProofOfCorrectness proof) {
    try {
      verify(proof);
    } catch (CheckFailed failed) {
      throw new CheckFailed("proof:own", "this device computed wrongly: " + failed.check());
    }
    return proof;
  }

  /** {@code c = OS2IP(SHA-256(Enc("trsa1/dleq", ..., T1, T2)))}. */
  private BigInteger challenge(Commitments t) {
    int k = octetsOfModulus();
    Octets hash = encoding().element(t.t1(), k).element(t.t2(), k).sha256();
    return BigEndian.decode(hash.toByteArray());
  }

  private Enc encoding() {
    int k = octetsOfModulus();
    Enc enc = new Enc().text("trsa1/dleq").octets(keyId.octets()).octets(context);
    label.forEach(enc::number);
    return enc.element(group.modulus(), k).element(v, k).element(vs, k).element(h, k).element(y, k);
  }

  private int octetsOfModulus() {
    return (group.modulus().bitLength() + 7) / 8;
  }
}
