package io.countersign.deploy.local;

import io.countersign.deploy.config.Endpoint;
import io.countersign.deploy.config.NodeConfig;
import io.countersign.protocol.thresholdrsa.Octets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The text of a local ring's configuration files. Names stand in quotation marks, for {@code true},
 * {@code null} and {@code 1e5} are names too.
 */
final class ConfigText {
  private static final String SPLIT =
      """
        # Its message server is a node of its own; listen is where that one calls.
        split = on
      """;

  /** A device asks its satellites at least so often while their word lasts. */
  private static final int LEAST_PART = 50;

  private ConfigText() {}

  static String messageServer(String ring, String node, Octets pin, Endpoint listen) {
    return common(ring, node, "message-server", pin, listen)
        + """
        # Its device and where that one listens are in the ring's record.
        message-server {}
        """;
  }

  static String device(
      String ring, String node, Octets pin, Endpoint listen, boolean split, String guard) {
    return common(ring, node, "device", pin, listen)
        + """
        device {
          shares = shares
          passphrase-file = keys/shares.passphrase
          # auto, openssl, conscrypt or java
          engine = auto
        %s%s}
        """
            .formatted(split ? SPLIT : "", guard);
  }

  /** The guard of a device; that it has none where the ring has no heartbeat sources. */
  static String guard(RingPlan.Guarding guarding, Optional<Endpoint> listen) {
    return listen
        .map(
            at ->
                """
                  # Beats of so many of these sources must come, or the device signs nothing, then destroys its shares.
                  guard {
                    listen { host = "%s", port = %d }
                    folder = guard
                    sources = [%s]
                    need = %d
                    disarm-after = %d ms
                    erase-after = %d ms
                %s  }
                """
                    .formatted(
                        at.host(),
                        at.port(),
                        quoted(guarding.names()),
                        guarding.need(),
                        guarding.disarmAfter().toMillis(),
                        guarding.eraseAfter().toMillis(),
                        satellites(guarding)))
        .orElse(
            """
              # No guard: its shares are open whatever it hears.
              unguarded = on
            """);
  }

  private static String satellites(RingPlan.Guarding guarding) {
    if (guarding.satellites() == 0) {
      return "";
    }
    Duration least = guarding.disarmAfter().dividedBy(LEAST_PART);
    Duration period = guarding.period().compareTo(least) > 0 ? guarding.period() : least;
    return """
            # So many of these satellites must have said within that time that the device may go on.
            satellites {
              names = [%s]
              need = %d
              within = %d ms
              period = %d ms
            }
        """
        .formatted(
            quoted(guarding.satelliteNames()),
            guarding.needSatellites(),
            guarding.disarmAfter().toMillis(),
            period.toMillis());
  }

  static String satellite(
      String ring, String node, Octets pin, Endpoint listen, List<String> operators) {
    return common(ring, node, "satellite", pin, listen)
        + """
        # Agents who may switch devices off and on with their cards, and how many of them it takes.
        satellite { operators = [%s], operators-needed = 1 }
        """
            .formatted(quoted(operators));
  }

  private static String quoted(List<String> names) {
    return names.stream().map(name -> '"' + name + '"').collect(Collectors.joining(", "));
  }

  static String heartbeat(
      String ring,
      String node,
      Octets pin,
      Endpoint from,
      Duration period,
      List<NodeConfig.Target> targets) {
    StringBuilder text = new StringBuilder(common(ring, node, "heartbeat", pin, from));
    text.append(
        """
        heartbeat {
          period = %d ms
          # signed, sequence or both
          kind = both
          targets = [
        """
            .formatted(period.toMillis()));
    targets.forEach(
        target ->
            text.append(
                "    { device = \"%s\", host = \"%s\", port = %d }\n"
                    .formatted(target.device(), target.address().host(), target.address().port())));
    return text.append("  ]\n}\n").toString();
  }

  static String agents(String ring, String node, Octets pin, Endpoint listen, List<String> agents) {
    StringBuilder text = new StringBuilder(common(ring, node, "agents", pin, listen));
    text.append("cards = [\n");
    for (String agent : agents) {
      text.append(
          "  { agent = \"%s\", card = \"keys/%s.p12\", pin-file = \"keys/%s.pin\", policy = auto }\n"
              .formatted(agent, agent, agent));
    }
    return text.append("]\n").toString();
  }

  static String coordinator(String ring, String node, Octets pin, Endpoint listen, Endpoint api) {
    return common(ring, node, "coordinator", pin, listen)
        + """
        coordinator {
          api { host = "%s", port = %d }
          journal = journal
          vote-deadline = 2 s
        }
        """
            .formatted(api.host(), api.port());
  }

  static String client(
      String ring, String requester, Octets pin, String coordinator, Endpoint api) {
    return """
        # Speaks for requester %s of ring %s. Paths are relative to this folder.
        version = 1
        ring = "%s"
        requester = "%s"
        record { file = ring.jws, sha256 = "%s" }
        api { coordinator = "%s", host = "%s", port = %d }
        identity = keys/identity.pem
        tls { keystore = keys/tls.p12, passphrase-file = keys/tls.passphrase }
        """
        .formatted(
            requester, ring, ring, requester, pin.hex(), coordinator, api.host(), api.port());
  }

  private static String common(String ring, String node, String role, Octets pin, Endpoint listen) {
    return """
        # Node %s of ring %s. Paths are relative to this folder; see deploy/docs/node-conf.md.
        version = 1
        ring = "%s"
        node = "%s"
        role = %s
        # The ring's record, pinned by the SHA-256 of its payload.
        record { file = ring.jws, sha256 = "%s" }
        listen { host = "%s", port = %d }
        identity = keys/identity.pem
        agreement = keys/agreement.pem
        tls { keystore = keys/tls.p12, passphrase-file = keys/tls.passphrase }
        log = log
        """
        .formatted(node, ring, ring, node, role, pin.hex(), listen.host(), listen.port());
  }
}
