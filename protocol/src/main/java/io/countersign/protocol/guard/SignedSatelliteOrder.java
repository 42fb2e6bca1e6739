package io.countersign.protocol.guard;

import io.countersign.protocol.evidence.EvidenceException;
import io.countersign.protocol.evidence.Json;
import io.countersign.protocol.evidence.Jws;
import io.countersign.protocol.evidence.Name;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.thresholdrsa.Octets;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An order with the octets that were signed (M28). An instance made by {@link #authentic} was
 * signed by the agent or requester that it names, for that satellite of this ring; whether he may,
 * and whether it is fresh, is the {@link SatelliteBook}'s to say.
 */
public record SignedSatelliteOrder(Jws jws, SatelliteOrder order) {
  /**
   * Octets of a datagram with an order: the text, then spaces. Every answer is shorter, and it fits
   * the least MTU of IPv6.
   */
  public static final int OCTETS = 1232;

  /**
   * Signs a switch with a card's RSA user key.
   *
   * @param serial of that key
   */
  public static SignedSatelliteOrder byCard(SatelliteOrder order, String serial, Jws.Signer card) {
    return new SignedSatelliteOrder(
        Jws.sign("RS256", SatelliteOrder.TYPE, serial, Json.write(order), card), order);
  }

  /**
   * Signs a question with a requester's identity key.
   *
   * @param serial of that key
   */
  public static SignedSatelliteOrder byRequester(
      SatelliteOrder order, String serial, Jws.Signer identity) {
    return new SignedSatelliteOrder(
        Jws.sign("ES256", SatelliteOrder.TYPE, serial, Json.write(order), identity), order);
  }

  /**
   * Reads what came to a satellite.
   *
   * @param datagram {@link #OCTETS} octets
   * @throws EvidenceException {@code jws}, {@code order} if it cannot be read; {@code order:ring},
   *     {@code order:satellite}, {@code order:device} if it is for another; {@code order:signer},
   *     {@code order:signature} if nobody of this ring signed it
   */
  public static SignedSatelliteOrder authentic(byte[] datagram, Ring ring, String satellite) {
    if (datagram.length != OCTETS) {
      throw new EvidenceException("order", datagram.length + " octets, want " + OCTETS);
    }
    return authentic(
        new String(datagram, StandardCharsets.US_ASCII).stripTrailing(), ring, satellite);
  }

  private static SignedSatelliteOrder authentic(String text, Ring ring, String satellite) {
    Jws jws = Jws.parse(text, SatelliteOrder.TYPE, OCTETS);
    SatelliteOrder order = Json.read("order", jws.payload().toByteArray(), SatelliteOrder.class);
    if (!order.ring().equals(ring.name())) {
      throw new EvidenceException("order:ring", "is for ring " + order.ring());
    }
    if (!order.satellite().equals(satellite)) {
      throw new EvidenceException("order:satellite", "is for satellite " + order.satellite());
    }
    if (ring.party(order.device()).filter(p -> p.role() == Role.DEVICE).isEmpty()) {
      throw new EvidenceException("order:device", "the ring has no device " + order.device());
    }
    if (order.asks()) {
      Ring.Party requester =
          ring.party(order.by())
              .filter(p -> p.role() == Role.REQUESTER)
              .orElseThrow(() -> nobody(order));
      jws.verify("ES256", requester.serial(), requester::verify, "order:signature");
    } else {
      Ring.Agent agent = ring.agent(order.by()).orElseThrow(() -> nobody(order));
      jws.verify("RS256", agent.serial(), agent::verify, "order:signature");
    }
    return new SignedSatelliteOrder(jws, order);
  }

  private static EvidenceException nobody(SatelliteOrder order) {
    return new EvidenceException(
        "order:signer",
        "the ring has nobody named " + Name.printable(order.by()) + " who may sign");
  }

  /** SHA-256 of the whole text: what its receipt names. */
  public Octets id() {
    return jws.textSha256();
  }

  /**
   * As it is sent.
   *
   * @throws IllegalArgumentException if the key that signed it is too long for a datagram
   */
  public byte[] datagram() {
    byte[] text = jws.text().getBytes(StandardCharsets.US_ASCII);
    if (text.length > OCTETS) {
      throw new IllegalArgumentException(
          "the order has "
              + text.length
              + " octets, at most "
              + OCTETS
              + " fit a datagram: use a card with a key of 4096 bits at most");
    }
    byte[] padded = Arrays.copyOf(text, OCTETS);
    Arrays.fill(padded, text.length, OCTETS, (byte) ' ');
    return padded;
  }
}
