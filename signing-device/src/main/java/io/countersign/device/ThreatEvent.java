package io.countersign.device;

import java.util.Arrays;
import java.util.Optional;

/** What may threaten a device, as its guard counts it (M29). */
public enum ThreatEvent {
  /** A listed sender asked for what is malformed or not authorized. */
  REFUSED("refused"),
  /** Something came that no listed sender sealed for this device, repeats apart. */
  BAD_MESSAGE("bad-message"),
  /** A message came again or out of order; a restart brings a few that waited. */
  REPLAY("replay"),
  /** A sender was locked out. */
  LOCKED_OUT("locked-out"),
  /** A datagram that no source or satellite made for this device. */
  FORGED_BEAT("forged-beat"),
  /** A source expects other software than this device runs. */
  WRONG_SOFTWARE("wrong-software");

  private final String label;

  ThreatEvent(String label) {
    this.label = label;
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
    return check.equals("envelope:replay") || check.equals("envelope:expired")
        ? REPLAY
        : BAD_MESSAGE;
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
