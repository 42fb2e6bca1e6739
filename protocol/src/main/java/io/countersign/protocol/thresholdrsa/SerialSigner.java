package io.countersign.protocol.thresholdrsa;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/**
 * Makes a device's hop in serial mode (CRYPTO.md 3.3, S1 to S4, A4, A5). It binds what comes in: a
 * middle hop verifies every earlier proof from u on, the last hop releases nothing unless y_t^e =
 * u.
 *
 * <p>It does not verify identity signatures, approvals or votes: the device's core does, before it
 * calls (I2, A2, A4).
 *
 * <p>Secrets: the device's share, inside its engine. Timing: the engine's, with blinded bases where
 * that is not constant and at the last hop always. Thread: safe for concurrent use.
 */
public final class SerialSigner {
  private final PublicRecord record;
  private final HeaderCheck headerCheck;
  private final ShareExponentiation share;
  private final boolean blinding;

  /**
   * A signer. The last hop's base is always blinded (A5), others when the engine's timing shows the
   * secret.
   *
   * @param record a checked record of family {@code mult}
   * @param share the device's share of that record
   * @param engine the engine that holds the share
   * @param random for blinding
   * @throws CheckFailed {@code share:key} if the share is another record's
   */
  public SerialSigner(
      PublicRecord record, KeyShare share, SecretArithmetic engine, SecureRandom random) {
    this.record = record;
    this.headerCheck = new HeaderCheck(record);
    this.share = new ShareExponentiation(record, share, engine, random);
    this.blinding = !engine.constantTime();
  }

  /**
   * This device's hop, at position {@code earlierHops.size() + 1}, with a proof unless it is the
   * last.
   *
   * @param earlierHops the hops before, in order; their identity signatures verified by the caller
   * @throws CheckFailed {@code header:*}, {@code hop:devices}, {@code hop:input}, {@code
   *     hop:no-proof}, {@code hop:range}, {@code hop:jacobi}, {@code proof:*}, {@code hop:release}
   *     with the culprit where the earlier proofs name one, {@code proof:own}
   */
  public Hop hop(SessionHeader header, EncodedMessage em, List<Hop> earlierHops) {
    headerCheck.checkSigner(header, share.device()); // S1
    headerCheck.checkMessage(header, em);
    HopChain chain = new HopChain(share.group(), record, header, em, earlierHops);
    chain.checkNext(share.device());
    chain.checkMembership(); // S2
    int position = chain.size() + 1;
    return position < record.threshold().t()
        ? middleHop(header, chain, position)
        : lastHop(header, em, chain, position);
  }

  private Hop middleHop(SessionHeader header, HopChain chain, int position) {
    chain.checkProofs(); // S2: without this the device is an oracle for b -> b^a.
    BigInteger yIn = chain.output();
    BigInteger y = share.raise(yIn, header.row(), blinding); // S3
    ProofOfCorrectness proof = share.prove(header, position, yIn, y); // S4
    return new Hop(position, share.device(), yIn, y, Optional.of(proof));
  }

  private Hop lastHop(SessionHeader header, EncodedMessage em, HopChain chain, int position) {
    BigInteger yIn = chain.output();
    BigInteger y = share.raise(yIn, header.row(), true); // S3; A5: others chose this base.
    // S4: b -> b^(ae) is a permutation of G, so this holds for the right yIn only.
    if (!share.group().pow(y, BigInteger.valueOf(record.publicExponent())).equals(em.u())) {
      throw release(chain);
    }
    return new Hop(position, share.device(), yIn, y, Optional.empty());
  }

  private static CheckFailed release(HopChain chain) {
    List<Culprit> culprits = chain.blame().culprits();
    String detail = "y_t^e differs from u; the earlier proofs name " + culprits;
    return culprits.isEmpty()
        ? new CheckFailed("hop:release", detail)
        : new CheckFailed("hop:release", detail, culprits.get(0).device());
  }
}
