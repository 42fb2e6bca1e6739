package io.countersign.deploy.config;

import io.countersign.device.LockOutPolicy;
import io.countersign.device.ThreatRule;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.guard.Beat;
import io.countersign.protocol.guard.HeartbeatPolicy;
import io.countersign.protocol.guard.SatelliteOperators;
import io.countersign.protocol.guard.SatellitePolicy;
import io.countersign.protocol.thresholdrsa.Octets;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What one {@code node.conf} says, with all paths made absolute. Read once by {@link
 * NodeConfigReader}; nothing below {@code deploy} sees it. It names files of secrets and holds no
 * secret. Its form is described in {@code deploy/docs/node-conf.md}.
 *
 * @param ring name of the ring
 * @param node name of this node in the ring's record
 * @param recordFile the ring's record, a compact JWS
 * @param recordPin SHA-256 of the record's payload
 * @param listen where the cluster transport is bound and reached
 * @param identity P-256 signature key, PEM
 * @param agreement P-256 agreement key, PEM
 * @param tls key and certificate of the transport
 * @param log folder of the node's log
 * @param part what the role needs besides
 */
public record NodeConfig(
    String ring,
    String node,
    Path recordFile,
    Octets recordPin,
    Endpoint listen,
    Path identity,
    Path agreement,
    TlsFiles tls,
    Path log,
    Part part) {

  /** The node's role. */
  public Role role() {
    if (part instanceof DevicePart) {
      return Role.DEVICE;
    }
    if (part instanceof HeartbeatPart) {
      return Role.HEARTBEAT;
    }
    if (part instanceof MessageServerPart) {
      return Role.MESSAGE_SERVER;
    }
    if (part instanceof SatellitePart) {
      return Role.SATELLITE;
    }
    return part instanceof AgentsPart ? Role.AGENTS : Role.COORDINATOR;
  }

  /** Whether this is a device whose message server is a node of its own: no cluster (M8). */
  public boolean isBehindMessageServer() {
    return part instanceof DevicePart device && device.split();
  }

  /** A PKCS#12 file and the file of its passphrase. */
  public record TlsFiles(Path keystore, Path passphraseFile) {}

  /** What only one role has. */
  public sealed interface Part
      permits DevicePart,
          AgentsPart,
          CoordinatorPart,
          HeartbeatPart,
          SatellitePart,
          MessageServerPart {}

  /**
   * A signing device.
   *
   * @param shares folder of its share files
   * @param passphraseFile opens them
   * @param engine {@code auto}, {@code openssl}, {@code conscrypt} or {@code java}
   * @param split whether its message server is a node of its own (M8); then {@link
   *     NodeConfig#listen} is the address at which that one calls
   * @param lockOut when a sender is locked out
   * @param guard its guard, if it has one
   */
  public record DevicePart(
      Path shares,
      Path passphraseFile,
      String engine,
      boolean split,
      LockOutPolicy lockOut,
      Optional<GuardPart> guard)
      implements Part {}

  /**
   * The guard of a device (M27).
   *
   * @param listen UDP address at which beats come in
   * @param folder of its mark
   * @param policy whom it must hear, and how long it does without
   * @param threats what it does when something happens too often (M29)
   * @param satellites whom it asks besides (M28), if anybody
   * @param webhook where alarms are posted (M29), if anywhere
   */
  public record GuardPart(
      Endpoint listen,
      Path folder,
      HeartbeatPolicy policy,
      List<ThreatRule> threats,
      Optional<SatellitePolicy> satellites,
      Optional<URI> webhook) {
    public GuardPart {
      threats = List.copyOf(threats);
    }

    /** File in the folder that says that the device is erased. */
    public static final String ERASED = "ERASED";
  }

  /**
   * A heartbeat source (M27). Its {@link NodeConfig#listen} is the UDP address from which it sends.
   *
   * @param period between two beats for one device
   * @param kinds of beats that it sends, one or both
   * @param targets the devices
   */
  public record HeartbeatPart(Duration period, List<Beat.Kind> kinds, List<Target> targets)
      implements Part {
    public HeartbeatPart {
      kinds = List.copyOf(kinds);
      targets = List.copyOf(targets);
    }
  }

  /**
   * A satellite (M28). Its {@link NodeConfig#listen} is the UDP address at which it is asked.
   *
   * @param operators who may switch devices off and on
   */
  public record SatellitePart(SatelliteOperators operators) implements Part {}

  /** A device and where its guard listens. */
  public record Target(String device, Endpoint address) {}

  /**
   * The message server of a device (M8). Which device, and where, the ring's record says.
   *
   * @param lockOut when a sender is locked out
   */
  public record MessageServerPart(LockOutPolicy lockOut) implements Part {}

  /** A node that hosts agents' cards. */
  public record AgentsPart(List<CardFiles> cards) implements Part {
    public AgentsPart {
      cards = List.copyOf(cards);
    }
  }

  /**
   * One card.
   *
   * @param agent the person's name
   * @param card PKCS#12 with the user key
   * @param pinFile opens it
   * @param policy {@code auto} or {@code refuse}
   */
  public record CardFiles(String agent, Path card, Path pinFile, String policy) {}

  /**
   * A coordinator.
   *
   * @param api where {@code /v1} is served
   * @param journal folder of its journal
   * @param voteDeadline after which a signer that has not voted is unresponsive
   */
  public record CoordinatorPart(Endpoint api, Path journal, Duration voteDeadline)
      implements Part {}
}
