package io.countersign.protocol.thresholdrsa;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The hops of one serial attempt so far, from position 1 on, and what binds them to the document
 * (CRYPTO.md 3.3, S1 and S2). Public values only.
 */
final class HopChain {
  private final SignedQuadraticResidues group;
  private final PublicRecord record;
  private final SessionHeader header;
  private final EncodedMessage em;
  private final List<Hop> hops;

  /**
   * Takes the hops of an attempt.
   *
   * @throws CheckFailed {@code hop:devices} if positions do not count from 1, a device is twice or
   *     no signer; {@code hop:input} if what a device says it was given is not what the one before
   *     made
   */
  HopChain(
      SignedQuadraticResidues group,
      PublicRecord record,
      SessionHeader header,
      EncodedMessage em,
      List<Hop> hops) {
    this.group = group;
    this.record = record;
    this.header = header;
    this.em = em;
    this.hops = List.copyOf(hops);
    checkDevices();
    checkInputs();
  }

  int size() {
    return hops.size();
  }

  /** What the next device is given: u, or what the last one made. */
  BigInteger output() {
    return hops.isEmpty() ? em.u() : hops.get(hops.size() - 1).y();
  }

  /** S1: the next device has not taken part yet; so a finished chain, too, is refused. */
  void checkNext(int device) {
    if (hops.stream().anyMatch(hop -> hop.device() == device)) {
      throw new CheckFailed("hop:devices", "device " + device + " has made its hop");
    }
  }

  /** S2: every value lies in G. */
  void checkMembership() {
    for (Hop hop : hops) {
      group.check("hop", hop.y(), hop.device());
    }
  }

  /**
   * S2, a middle hop: every earlier proof, from u on, so that the output is u raised to the product
   * of the earlier shares, exactly (CRYPTO.md 7, row 1).
   */
  void checkProofs() {
    for (Hop hop : hops) {
      ProofOfCorrectness proof =
          hop.proof()
              .orElseThrow(
                  () ->
                      new CheckFailed(
                          "hop:no-proof", "hop " + hop.position() + " has none", hop.device()));
      verify(hop, proof).ifPresent(HopChain::raise);
    }
  }

  /** The devices whose own proof fails, and those that gave none. */
  Blame blame() {
    List<Culprit> culprits = new ArrayList<>();
    List<Integer> unproven = new ArrayList<>();
    for (Hop hop : hops) {
      hop.proof()
          .ifPresentOrElse(
              proof ->
                  verify(hop, proof)
                      .ifPresent(failed -> culprits.add(new Culprit(hop.device(), failed.check()))),
              () -> unproven.add(hop.device()));
    }
    return new Blame(culprits, unproven);
  }

  private Optional<CheckFailed> verify(Hop hop, ProofOfCorrectness proof) {
    CorrectnessStatement statement =
        CorrectnessStatement.ofSession(
            group, record, header, hop.device(), hop.position(), input(hop), hop.y());
    try {
      statement.verify(proof);
      return Optional.empty();
    } catch (CheckFailed failed) {
      return Optional.of(new CheckFailed(failed.check(), failed.detail(), hop.device()));
    }
  }

  private static void raise(CheckFailed failed) {
    throw failed;
  }

  /** What a hop must have been given; for the first the own u, whatever the hop says. */
  private BigInteger input(Hop hop) {
    return hop.position() == 1 ? em.u() : hops.get(hop.position() - 2).y();
  }

  private void checkDevices() {
    Set<Integer> devices = new HashSet<>();
    for (int i = 0; i < hops.size(); i++) {
      Hop hop = hops.get(i);
      if (hop.position() != i + 1) {
        throw new CheckFailed(
            "hop:devices", "need hop " + (i + 1) + " next, got hop " + hop.position());
      }
      if (!header.signers().contains(hop.device()) || !devices.add(hop.device())) {
        throw new CheckFailed(
            "hop:devices",
            "hop %d is of device %d, signers are %s, hops so far %s"
                .formatted(hop.position(), hop.device(), header.signers(), devices));
      }
    }
  }

  private void checkInputs() {
    for (Hop hop : hops) {
      if (!hop.yIn().equals(input(hop))) {
        throw new CheckFailed(
            "hop:input",
            "hop " + hop.position() + " does not continue the one before",
            hop.device());
      }
    }
  }
}
