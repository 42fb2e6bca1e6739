package io.countersign.coordinator;

import java.util.List;

/**
 * How the ring is, as this coordinator sees it; the JSON of {@code GET /v1/status}.
 *
 * @param ring name of the ring
 * @param record sequence of the ring's record
 * @param coordinator name of the answering coordinator
 * @param time seconds since 1970
 * @param open requests that are not ended
 * @param requests the caller's requests, newest first, at most 100
 */
public record StatusView(
    String ring,
    long record,
    String coordinator,
    long time,
    List<DeviceView> devices,
    List<AgentView> agents,
    List<KeyView> keys,
    int open,
    List<RequestView> requests) {
  /** Copies the lists. */
  public StatusView {
    devices = List.copyOf(devices);
    agents = List.copyOf(agents);
    keys = List.copyOf(keys);
    requests = List.copyOf(requests);
  }

  /**
   * @param state {@code up}, {@code down}, {@code no-shares}, {@code record-differs} or {@code
   *     revoked}
   * @param keys {@code name/family} of each share it could use now
   * @param eraseGuarantee false is shown as "no erase guarantee"
   * @param lastAnswerMillis milliseconds since its last answer, -1 when it never answered
   * @param lockedOut senders whom it has locked out (M8)
   * @param alarms those that it raised since its process began (M29)
   */
  public record DeviceView(
      String name,
      String state,
      List<String> keys,
      String engine,
      boolean eraseGuarantee,
      long logRecords,
      String logHead,
      int inFlight,
      int capacity,
      long residentBytes,
      long lastAnswerMillis,
      List<LockedOutView> lockedOut,
      List<AlarmView> alarms) {
    /** Copies the lists. */
    public DeviceView {
      keys = List.copyOf(keys);
      lockedOut = List.copyOf(lockedOut);
      alarms = List.copyOf(alarms);
    }
  }

  /**
   * @param event what happened
   * @param severity {@code notice}, {@code warning} or {@code critical}
   * @param count how often since the device's process began
   */
  public record AlarmView(String event, String severity, long count) {}

  /**
   * @param times how often by now
   * @param leftMillis how long it lasts yet
   */
  public record LockedOutView(String sender, int times, long leftMillis) {}

  /**
   * @param state {@code up}, {@code down}, {@code locked} (his node is up, his card is not
   *     unlocked), {@code revoked} or {@code expired}
   * @param policy what his node says of him, such as {@code auto}; empty when not known
   */
  public record AgentView(String name, String device, String node, String state, String policy) {}

  /**
   * @param usable devices that could sign with this key now
   * @param text such as {@code devices 3 of 5 (down: cobalt)}
   */
  public record KeyView(
      String name, String purpose, int bits, int threshold, int of, int usable, String text) {}
}
