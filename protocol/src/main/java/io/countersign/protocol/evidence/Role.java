package io.countersign.protocol.evidence;

import java.util.Locale;

/** What a party of the ring is. */
public enum Role {
  DEVICE,
  AGENTS,
  COORDINATOR,
  REQUESTER,
  /** A heartbeat source (M27): no node of the cluster. */
  HEARTBEAT,
  /** A device's message server, where that is a node of its own (M8). */
  MESSAGE_SERVER,
  /** A satellite (M28): no node of the cluster. */
  SATELLITE;

  /**
   * The word in {@code node.conf} and in the ring's record: {@code device}, {@code agents}, {@code
   * coordinator}, {@code requester}, {@code heartbeat}, {@code message-server}, {@code satellite}.
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * @throws EvidenceException check {@code role} for any other word
   */
  public static Role ofLabel(String label) {
    for (Role role : values()) {
      if (role.label().equals(label)) {
        return role;
      }
    }
    throw new EvidenceException(
        "role",
        "must be device, agents, coordinator, requester, heartbeat, message-server or satellite,"
            + " got '"
            + Name.printable(label)
            + "'");
  }
}
