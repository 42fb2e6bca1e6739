package io.countersign.device;

import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.thresholdrsa.BigEndian;
import io.countersign.protocol.thresholdrsa.Enc;
import io.countersign.protocol.thresholdrsa.Hop;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.ProofOfCorrectness;
import io.countersign.protocol.thresholdrsa.PublicRecord;
import io.countersign.protocol.thresholdrsa.SignedOctets;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.Refusal.Code;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What every device, the last included, makes sure of before the arithmetic of a hop: each earlier
 * hop carries the signature of a signer's identity key over exactly what it says (A4). The proofs
 * and the release check are the {@link io.countersign.protocol.thresholdrsa.SerialSigner}'s.
 */
final class HopGate {
  private final Sessions sessions;

  HopGate(Sessions sessions) {
    this.sessions = sessions;
  }

  /**
   * The earlier hops, each with its input, which is never taken from outside: u for the first, what
   * the one before made for the others.
   *
   * @param u the base, from this device's own encoding of the document
   * @throws Refusing {@code hop:signature}, {@code hop:devices}, {@code hop:length}
   * @throws io.countersign.protocol.thresholdrsa.CheckFailed {@code proof:length}
   */
  List<Hop> verified(
      Ring.KeySet key,
      PublicRecord record,
      Attempt attempt,
      BigInteger u,
      List<DeviceProtocol.Hop> earlier) {
    checkDevices(attempt, earlier);
    List<Hop> hops = new ArrayList<>();
    BigInteger yIn = u;
    for (DeviceProtocol.Hop told : earlier) {
      Hop hop = read(record, hops.size() + 1, yIn, told);
      Ring.Party maker = sessions.party(key, told.device());
      byte[] signed = SignedOctets.hop(record, attempt.header(), hop).toByteArray();
      if (!maker.verify(signed, told.signature().toByteArray())) {
        throw new Refusing(
            Code.BAD_CONTRIBUTION,
            "hop:signature",
            "hop " + hop.position() + " is not signed by " + maker.name()); // A4
      }
      hops.add(hop);
      yIn = hop.y();
    }
    return hops;
  }

  /** Different signers, not this device, and fewer than t. */
  private static void checkDevices(Attempt attempt, List<DeviceProtocol.Hop> earlier) {
    List<Integer> left = new ArrayList<>(attempt.plan().signers());
    left.remove(Integer.valueOf(attempt.index()));
    for (DeviceProtocol.Hop hop : earlier) {
      if (!left.remove(Integer.valueOf(hop.device()))) {
        throw new Refusing(
            Code.BAD_REQUEST,
            "hop:devices",
            "need different signers of "
                + attempt.plan().signers()
                + " before device "
                + attempt.index()
                + ", got "
                + earlier.stream().map(DeviceProtocol.Hop::device).toList());
      }
    }
  }

  private static Hop read(
      PublicRecord record, int position, BigInteger yIn, DeviceProtocol.Hop told) {
    if (told.y().length() != record.modulusOctets()) {
      throw new Refusing(
          Code.BAD_REQUEST,
          "hop:length",
          "hop "
              + position
              + " has "
              + told.y().length()
              + " octets, need "
              + record.modulusOctets());
    }
    Optional<ProofOfCorrectness> proof =
        told.proof().length() == 0
            ? Optional.empty()
            : Optional.of(ProofOfCorrectness.decode(record, told.proof()));
    return new Hop(position, told.device(), yIn, BigEndian.decode(told.y().toByteArray()), proof);
  }

  /**
   * Names the earlier hops of a chain: what they made and proved, not how they are signed, for an
   * ECDSA signature has a twin.
   */
  static Octets digest(List<DeviceProtocol.Hop> earlier) {
    Enc enc = new Enc().text("countersign/earlier-hops");
    for (DeviceProtocol.Hop hop : earlier) {
      enc.nested(new Enc().number(hop.device()).octets(hop.y()).octets(hop.proof()));
    }
    return enc.sha256();
  }
}
