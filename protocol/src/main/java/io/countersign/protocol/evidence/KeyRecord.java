package io.countersign.protocol.evidence;

import io.countersign.protocol.thresholdrsa.SignatureAlgorithm;
import io.countersign.protocol.thresholdrsa.SigningMode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The administrative record of one key set (A1): its payload octets' SHA-256 is the recordId that
 * every session id binds, and with it every vote, proof and partial signature binds purpose, policy
 * and people. Signed by the {@code swa} key, the {@code swa} key's own record by itself.
 *
 * @param v version, 1
 * @param name name of the key set
 * @param version counts changes of this record from 1
 * @param purpose {@code document}, {@code admin}, ...
 * @param threshold t
 * @param families {@code add} and/or {@code mult} to the hex keyId of their public record, all over
 *     one N
 * @param algorithms mode ({@code parallel}, {@code serial}) to the allowed algorithm labels (A8); a
 *     mode that is missing is not allowed
 * @param devices ascending by index, from 1, without gaps
 * @param quorums device name to the number of agents needed there, at least 2 (M24)
 * @param digestOnly whether a digest alone may be signed, without the content, where the request
 *     says that the document is too large to travel. Nobody but the requester sees then what is
 *     signed, and he can lie about the size: a key that has this signs whatever its requesters want
 */
public record KeyRecord(
    int v,
    String name,
    int version,
    String purpose,
    int threshold,
    Map<String, String> families,
    Map<String, List<String>> algorithms,
    List<Device> devices,
    Map<String, Integer> quorums,
    boolean digestOnly) {
  public static final String TYPE = "countersign-key+jws";
  public static final int VERSION = 1;
  public static final int MAX_CHARS = 256 * 1024;

  /** Fewest agents that any device asks (M24): no single person's card is enough. */
  public static final int MIN_QUORUM = 2;

  /** Purposes that exist (DESIGN.md "Decided now" 7). */
  public static final Set<String> PURPOSES =
      Set.of("document", "admin", "x509", "crl", "cms", "jws", "timestamp");

  /**
   * A device of this key. The index belongs to the key, not to the ring.
   *
   * @param index 1 to n
   * @param serial serial of the identity key, 32 hex digits
   * @param identity SubjectPublicKeyInfo of the identity key, DER in hex
   */
  public record Device(int index, String name, String serial, String identity) {}

  public KeyRecord {
    families = Map.copyOf(families);
    algorithms = Map.copyOf(algorithms);
    devices = List.copyOf(devices);
    quorums = Map.copyOf(quorums);
    check(v == VERSION, "version " + v + ", this program knows " + VERSION);
    Name.require("key", name);
    check(version >= 1, "record version must be at least 1, got " + version);
    check(PURPOSES.contains(purpose), "unknown purpose '" + Name.printable(purpose) + "'");
    int n = devices.size();
    check(threshold >= 2 && threshold <= n, "need 2 <= t <= n, got t=" + threshold + " n=" + n);
    check(!families.isEmpty(), "no sharing family");
    Set<String> names = new HashSet<>();
    Set<String> serials = new HashSet<>();
    for (int i = 0; i < n; i++) {
      Device device = devices.get(i);
      Name.require("device", device.name());
      check(device.index() == i + 1, "device indices must be 1.." + n + " in order");
      check(names.add(device.name()), "device " + device.name() + " twice");
      check(serials.add(device.serial()), "device serial " + device.serial() + " twice");
      Integer need = quorums.get(device.name());
      check(
          need != null && need >= MIN_QUORUM,
          device.name() + " needs " + need + " agents, never below " + MIN_QUORUM);
    }
    check(quorums.keySet().equals(names), "quorums must name exactly the devices");
    Set<String> dealt = families.keySet();
    algorithms.forEach((mode, labels) -> checkMode(mode, labels, dealt));
  }

  private static void checkMode(String mode, List<String> labels, Set<String> families) {
    try {
      String family = SigningMode.fromLabel(mode).family().label();
      check(families.contains(family), mode + " needs family " + family);
      labels.forEach(SignatureAlgorithm::fromLabel);
    } catch (IllegalArgumentException e) {
      throw new EvidenceException("key-record", Name.printable(String.valueOf(e.getMessage())));
    }
  }

  private static void check(boolean holds, String detail) {
    if (!holds) {
      throw new EvidenceException("key-record", detail);
    }
  }
}
