package io.countersign.protocol.guard;

import io.countersign.protocol.evidence.EvidenceException;
import io.countersign.protocol.evidence.Name;

/**
 * What an operator wants of one satellite for one device (M28): the payload of a {@link
 * SignedSatelliteOrder}. It names the satellite, so that an order for one is none for another.
 *
 * @param v version, 1
 * @param ring name of the ring
 * @param satellite name of the satellite
 * @param device name of the device
 * @param wish {@code on} or {@code off}, signed with an agent's card; {@code ask}, signed by a
 *     requester, changes nothing
 * @param by name of the agent or requester
 * @param number greater than that of every order for this device before it; milliseconds since 1970
 *     where nothing speaks against it
 * @param issued seconds since 1970
 * @param expires seconds since 1970, at most a day after {@code issued}
 */
public record SatelliteOrder(
    int v,
    String ring,
    String satellite,
    String device,
    String wish,
    String by,
    long number,
    long issued,
    long expires) {
  public static final String TYPE = "countersign-satellite-order+jws";
  public static final int VERSION = 1;
  public static final String ON = "on";
  public static final String OFF = "off";
  public static final String ASK = "ask";

  private static final long LONGEST_SECONDS = 86_400;

  /**
   * Checks it.
   *
   * @throws EvidenceException check {@code order}
   */
  public SatelliteOrder {
    check(v == VERSION, "version " + v + ", this program knows " + VERSION);
    Name.require("ring", ring);
    Name.require("satellite", satellite);
    Name.require("device", device);
    Name.require("by", by);
    check(
        wish.equals(ON) || wish.equals(OFF) || wish.equals(ASK),
        "wish must be on, off or ask, got '" + Name.printable(wish) + "'");
    check(number > 0, "number must be positive, got " + number);
    check(
        issued > 0 && expires > issued && expires - issued <= LONGEST_SECONDS,
        "validity must be positive and at most " + LONGEST_SECONDS + " s");
  }

  /** Whether it only asks. */
  public boolean asks() {
    return wish.equals(ASK);
  }

  /** Whether the device shall go on; not for an order that only asks. */
  public boolean on() {
    return wish.equals(ON);
  }

  private static void check(boolean holds, String detail) {
    if (!holds) {
      throw new EvidenceException("order", detail);
    }
  }
}
