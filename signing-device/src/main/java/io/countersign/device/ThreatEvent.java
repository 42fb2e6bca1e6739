package io.countersign.device;

import java.util.Arrays;
import java.util.Optional;

/** What may threaten a device, as its guard counts it (M29). */
public enum ThreatEvent {
  /** A listed sender asked for what is malformed or not authorized. */
  REFUSED("refused", Severity.NOTICE),
  /** A signature did not verify: of a message, an approval, a vote, a request or a record. */
  WRONG_SIGNATURE("wrong-signature", Severity.WARNING),
  /** Something came that no listed sender sealed for this device, repeats apart. */
  BAD_MESSAGE("bad-message", Severity.NOTICE),
  /** A message came again or out of order; a restart brings a few that waited. */
  REPLAY("replay", Severity.NOTICE),
  /** A sender was locked out. */
  LOCKED_OUT("locked-out", Severity.WARNING),
  /** A datagram that no source or satellite made for this device. */
  FORGED_BEAT("forged-beat", Severity.NOTICE),
  /** An armed device heard too few heartbeat sources. */
  MISSING_BEATS("missing-beats", Severity.CRITICAL),
  /** An armed device has not the word of enough satellites, or they say that it is switched off. */
  SWITCHED_OFF("switched-off", Severity.CRITICAL),
  /** A source expects other software than this device runs. */
  WRONG_SOFTWARE("wrong-software", Severity.CRITICAL),
  /** The log cannot be written. */
  LOG_UNWRITABLE("log-unwritable", Severity.CRITICAL);

  private static final String SIGNATURE = ":signature";

  private final String label;
  private final Severity severity;

  ThreatEvent(String label, Severity severity) {
    this.label = label;
    this.severity = severity;
  }

  /** How serious one of them is. */
  public Severity severity() {
    return severity;
  }

  /** As it stands in node.conf and in the log. */
  public String label() {
    return label;
  }

  /** The event with that label. */
  public static Optional<ThreatEvent> labelled(String label) {
    return Arrays.stream(values()).filter(event -> event.label.equals(label)).findFirst();
  }

  /** What a message that was not taken is. */
  static ThreatEvent ofMessage(String check) {
    if (check.endsWith(SIGNATURE)) {
      return WRONG_SIGNATURE;
    }
    return check.equals("envelope:replay") || check.equals("envelope:expired")
        ? REPLAY
        : BAD_MESSAGE;
  }

  /** What a request that was refused to a listed sender is. */
  static ThreatEvent ofRefusal(String check) {
    return check.endsWith(SIGNATURE) ? WRONG_SIGNATURE : REFUSED;
  }

  /**
   * What a beat that was refused is. A late or repeated one is the network's, and one under another
   * record comes while a new record is brought to the nodes: no threats.
   */
  static Optional<ThreatEvent> ofBeat(String check) {
    return switch (check) {
      case "beat:software" -> Optional.of(WRONG_SOFTWARE);
      case "beat:form",
          "beat:source",
          "beat:seal",
          "beat:signature",
          "satellite:form",
          "satellite:source",
          "satellite:seal",
          "satellite:signature" ->
          Optional.of(FORGED_BEAT);
      default -> Optional.empty();
    };
  }
}
