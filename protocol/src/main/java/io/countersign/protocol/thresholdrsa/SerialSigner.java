package io.countersign.protocol.thresholdrsa;

import java.security.SecureRandom;
import java.util.List;

/**
 * Makes a device's hop in serial mode (CRYPTO.md 3.3, S1 to S4, A4, A5). It binds what comes in: a
 * middle hop verifies every earlier proof from u on, the last hop releases nothing unless y_t^e =
 * u.
 *
 * <p>It does not verify identity signatures, approvals or votes: the device's core does, before it
 * calls (I2, A2, A4).
 */
public final class SerialSigner {
  /**
   * A signer. The last hop's base is always blinded (A5), others when the engine's timing shows the
   * secret.
   *
   * @param record a checked record of family {@code mult}
   * @param share the device's share of that record
   * @param engine the engine that holds the share
   * @param random for blinding
   */
  public SerialSigner(
      PublicRecord record, KeyShare share, SecretArithmetic engine, SecureRandom random) {}

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
    return Pending.value();
  }
}
