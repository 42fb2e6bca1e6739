package io.countersign.protocol.guard;

import io.countersign.protocol.evidence.EvidenceException;
import io.countersign.protocol.evidence.Json;
import io.countersign.protocol.evidence.Jws;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.thresholdrsa.Octets;

/**
 * A satellite's signed answer to an order (M28).
 *
 * @param v version, 1
 * @param satellite its name
 * @param device the device that the order names
 * @param order SHA-256 of the order's text, hex
 * @param result {@code done}: it is so, and durable; {@code pending}: more operators are needed;
 *     {@code told}; else the check that refused it, {@code order:...}
 * @param on whether the device is on
 * @param number of the order that it obeys, 0 if there was none
 * @param votes operators who want it switched over now and are not enough
 * @param needed operators that are needed
 */
public record SatelliteReceipt(
    int v,
    String satellite,
    String device,
    String order,
    String result,
    boolean on,
    long number,
    int votes,
    int needed) {
  public static final String TYPE = "countersign-satellite-receipt+jws";
  public static final int VERSION = 1;
  public static final String DONE = "done";
  public static final String PENDING = "pending";
  public static final String TOLD = "told";

  /** The check that refuses an order which is not newer than what is known. */
  public static final String OLD = "order:old";

  /** Signs it with the satellite's identity key. */
  public Jws sign(String serial, Jws.Signer identity) {
    return Jws.sign("ES256", TYPE, serial, Json.write(this), identity);
  }

  /**
   * Reads and verifies the receipt of one order.
   *
   * @param order id of the order
   * @throws EvidenceException {@code jws}, {@code receipt} if it cannot be read or is for another
   *     order, {@code receipt:signature}
   */
  public static SatelliteReceipt verified(String text, Ring.Party satellite, Octets order) {
    Jws jws = Jws.parse(text, TYPE, SignedSatelliteOrder.OCTETS);
    jws.verify("ES256", satellite.serial(), satellite::verify, "receipt:signature");
    SatelliteReceipt receipt =
        Json.read("receipt", jws.payload().toByteArray(), SatelliteReceipt.class);
    if (receipt.v() != VERSION
        || !receipt.satellite().equals(satellite.name())
        || !receipt.order().equals(order.hex())) {
      throw new EvidenceException("receipt", "is for another order or of another version");
    }
    return receipt;
  }
}
