package io.countersign.protocol.evidence;

/**
 * One agent's signed yes to one request at one device. It names the request and the device and
 * never an attempt, so that it stays good when a device is replaced (A6).
 *
 * @param v version, 1
 * @param request id of the request, 64 hex digits
 * @param device name of the device
 * @param deviceSerial serial of the device's identity key, 32 hex digits
 * @param digest hash of the document, lower-case hex
 * @param key name of the key set
 * @param purpose purpose of the key
 * @param agent name of the agent
 * @param issued seconds since 1970
 * @param expires seconds since 1970
 */
public record Approval(
    int v,
    String request,
    String device,
    String deviceSerial,
    String digest,
    String key,
    String purpose,
    String agent,
    long issued,
    long expires) {
  public static final String TYPE = "countersign-approval+jws";
  public static final int VERSION = 1;

  public Approval {
    check(v == VERSION, "version " + v + ", this program knows " + VERSION);
    check(request.matches("[0-9a-f]{64}"), "request id must be 32 octets in lower-case hex");
    Name.require("device", device);
    check(
        deviceSerial.matches("[0-9a-f]{32}"), "device serial must be 16 octets in lower-case hex");
    check(digest.matches("([0-9a-f]{2}){1,64}"), "digest must be lower-case hex");
    Name.require("key", key);
    Name.require("purpose", purpose);
    Name.require("agent", agent);
    check(
        issued > 0 && expires > issued && expires <= SigningRequest.LAST_SECOND,
        "validity must be positive and end before the year 10000");
  }

  private static void check(boolean holds, String detail) {
    if (!holds) {
      throw new EvidenceException("approval", detail);
    }
  }
}
