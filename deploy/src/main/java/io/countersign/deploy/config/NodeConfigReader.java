package io.countersign.deploy.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import io.countersign.coordinator.journal.FileJournalStore;
import io.countersign.deploy.config.NodeConfig.AgentsPart;
import io.countersign.deploy.config.NodeConfig.CardFiles;
import io.countersign.deploy.config.NodeConfig.CoordinatorPart;
import io.countersign.deploy.config.NodeConfig.DevicePart;
import io.countersign.deploy.config.NodeConfig.GuardPart;
import io.countersign.deploy.config.NodeConfig.HeartbeatPart;
import io.countersign.deploy.config.NodeConfig.MessageServerPart;
import io.countersign.deploy.config.NodeConfig.Part;
import io.countersign.deploy.config.NodeConfig.TlsFiles;
import io.countersign.device.LockOutPolicy;
import io.countersign.protocol.evidence.Name;
import io.countersign.protocol.guard.Beat;
import io.countersign.protocol.thresholdrsa.Octets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Reads a {@code node.conf}: HOCON without includes, substitutions from the environment or system
 * properties, so that what is in the file is what rules.
 */
public final class NodeConfigReader {
  private static final Duration LEAST_DEADLINE = Duration.ofMillis(100);
  private static final Duration MOST_DEADLINE = Duration.ofMinutes(1);
  private static final int VERSION = 1;

  private NodeConfigReader() {}

  /**
   * @throws ConfigException naming everything that is wrong with the file and with the files it
   *     names
   */
  public static NodeConfig read(Path file) {
    Problems problems = new Problems();
    if (problems.trusted("configuration", file)) {
      Config config = parse(file, problems);
      if (problems.isEmpty()) {
        Path base = file.toAbsolutePath().normalize().resolveSibling("");
        NodeConfig read = read(new Fields(config, "", base, problems), problems);
        if (problems.isEmpty()) {
          refuseErased(read, file);
          checkFiles(read, problems);
          problems.throwIfAny(heading(file));
          return read;
        }
      }
    }
    problems.throwIfAny(heading(file));
    throw new IllegalStateException("a problem was found and not named");
  }

  /**
   * Reads the configuration of a requester.
   *
   * @throws ConfigException naming everything that is wrong with the file and with the files it
   *     names
   */
  public static ClientConfig readClient(Path file) {
    Problems problems = new Problems();
    String heading = "Requests cannot be made with " + file;
    if (problems.trusted("configuration", file)) {
      Config config = parse(file, problems);
      if (problems.isEmpty()) {
        Path base = file.toAbsolutePath().normalize().resolveSibling("");
        ClientConfig read = client(new Fields(config, "", base, problems), base, problems);
        if (problems.isEmpty()) {
          problems.trusted("ring record", read.recordFile());
          problems.secret("identity key", read.identity());
          problems.secret("TLS key", read.tls().keystore());
          problems.secret("passphrase of the TLS key", read.tls().passphraseFile());
          problems.throwIfAny(heading);
          return read;
        }
      }
    }
    problems.throwIfAny(heading);
    throw new IllegalStateException("a problem was found and not named");
  }

  private static ClientConfig client(Fields fields, Path base, Problems problems) {
    version(fields, problems);
    String ring = name(fields, "ring", problems);
    String requester = name(fields, "requester", problems);
    Fields record = fields.object("record");
    Path recordFile = record.path("file");
    Octets pin = pin(record.text("sha256"), problems);
    record.close();
    Fields api = fields.object("api");
    String coordinator = name(api, "coordinator", problems);
    Endpoint endpoint = api.endpoint();
    api.close();
    Path identity = fields.path("identity");
    TlsFiles tls = tls(fields);
    fields.close();
    return new ClientConfig(
        ring, requester, recordFile, pin, coordinator, endpoint, identity, tls, base);
  }

  private static String heading(Path file) {
    return "This node cannot start with " + file;
  }

  private static void version(Fields fields, Problems problems) {
    int version = fields.number("version");
    if (version != VERSION) {
      problems.add("version is " + version + ", this program knows " + VERSION);
    }
  }

  private static TlsFiles tls(Fields fields) {
    Fields tls = fields.object("tls");
    TlsFiles files = new TlsFiles(tls.path("keystore"), tls.path("passphrase-file"));
    tls.close();
    return files;
  }

  private static Config parse(Path file, Problems problems) {
    try {
      return ConfigFactory.parseFile(
              file.toFile(),
              ConfigParseOptions.defaults().setAllowMissing(false).setIncluder(new NoIncludes()))
          .resolve(com.typesafe.config.ConfigResolveOptions.noSystem());
    } catch (com.typesafe.config.ConfigException e) {
      problems.add("it is not HOCON: " + e.getMessage());
      return ConfigFactory.empty();
    }
  }

  private static NodeConfig read(Fields fields, Problems problems) {
    version(fields, problems);
    String ring = name(fields, "ring", problems);
    String node = name(fields, "node", problems);
    Fields record = fields.object("record");
    Path recordFile = record.path("file");
    Octets pin = pin(record.text("sha256"), problems);
    record.close();
    Endpoint listen = fields.endpoint("listen");
    Path identity = fields.path("identity");
    Path agreement = fields.path("agreement");
    TlsFiles tls = tls(fields);
    Path log = fields.path("log");
    Part part = part(fields, problems);
    fields.close();
    return new NodeConfig(ring, node, recordFile, pin, listen, identity, agreement, tls, log, part);
  }

  /** No guard, no vault (M27): who wants none says so. */
  private static Optional<GuardPart> guard(Fields device, Problems problems) {
    boolean none = device.oneOf("unguarded", "off", List.of("on", "off")).equals("on");
    if (none == device.has("guard")) {
      problems.add(
          none
              ? "device.guard and device.unguarded = on: leave one of them out"
              : "device.guard is missing: without one the shares are open whatever happens; give the"
                  + " device a guard, or say unguarded = on");
    }
    return device.has("guard")
        ? Optional.of(GuardReader.guard(device.object("guard"), problems))
        : Optional.empty();
  }

  private static Part part(Fields fields, Problems problems) {
    String role = fields.text("role");
    switch (role) {
      case "device" -> {
        Fields device = fields.object("device");
        Part part =
            new DevicePart(
                device.path("shares"),
                device.path("passphrase-file"),
                device.oneOf("engine", "auto", List.of("auto", "openssl", "conscrypt", "java")),
                device.oneOf("split", "off", List.of("on", "off")).equals("on"),
                lockOut(device, problems),
                guard(device, problems));
        device.close();
        return part;
      }
      case "agents" -> {
        return new AgentsPart(
            fields.objects("cards").stream().map(card -> card(card, problems)).toList());
      }
      case "coordinator" -> {
        Fields coordinator = fields.object("coordinator");
        Part part =
            new CoordinatorPart(
                coordinator.endpoint("api"),
                coordinator.path("journal"),
                coordinator.duration(
                    "vote-deadline", Duration.ofSeconds(2), LEAST_DEADLINE, MOST_DEADLINE));
        coordinator.close();
        return part;
      }
      case "message-server" -> {
        Fields server = fields.object("message-server");
        Part part = new MessageServerPart(lockOut(server, problems));
        server.close();
        return part;
      }
      case "heartbeat" -> {
        Fields heartbeat = fields.object("heartbeat");
        Part part =
            new HeartbeatPart(
                heartbeat.duration("period", Duration.ofSeconds(1), LEAST_DEADLINE, MOST_DEADLINE),
                kinds(heartbeat.oneOf("kind", "signed", List.of("signed", "sequence", "both"))),
                heartbeat.objects("targets").stream()
                    .map(target -> target(target, problems))
                    .toList());
        heartbeat.close();
        return part;
      }
      case "satellite" -> {
        return SatelliteReader.part(fields.object("satellite"), problems);
      }
      default -> {
        problems.add(
            "role must be device, agents, coordinator, heartbeat, satellite or message-server, got '"
                + role
                + "'");
        return new AgentsPart(List.of());
      }
    }
  }

  private static LockOutPolicy lockOut(Fields part, Problems problems) {
    return part.has("lock-out")
        ? GuardReader.lockOut(part.object("lock-out"), problems)
        : LockOutPolicy.DEFAULT;
  }

  private static List<Beat.Kind> kinds(String word) {
    return switch (word) {
      case "sequence" -> List.of(Beat.Kind.SEQUENCE);
      case "both" -> List.of(Beat.Kind.SIGNED, Beat.Kind.SEQUENCE);
      default -> List.of(Beat.Kind.SIGNED);
    };
  }

  private static NodeConfig.Target target(Fields fields, Problems problems) {
    NodeConfig.Target target =
        new NodeConfig.Target(name(fields, "device", problems), fields.endpoint());
    fields.close();
    return target;
  }

  private static CardFiles card(Fields fields, Problems problems) {
    CardFiles card =
        new CardFiles(
            name(fields, "agent", problems),
            fields.path("card"),
            fields.path("pin-file"),
            fields.oneOf("policy", "auto", List.of("auto", "refuse")));
    fields.close();
    return card;
  }

  private static String name(Fields fields, String key, Problems problems) {
    String name = fields.text(key);
    if (!name.equals("?") && !Name.isValid(name)) {
      problems.add(
          key + " must be 1 to 32 of a-z, 0-9 and '-', got '" + Name.printable(name) + "'");
    }
    return name;
  }

  private static Octets pin(String hex, Problems problems) {
    if (!hex.matches("[0-9a-f]{64}")) {
      problems.add("record.sha256 must be 64 lower-case hex digits");
      return Octets.EMPTY;
    }
    return Octets.ofHex(hex);
  }

  /** What an erased device lacks is not named one by one: it is meant to be gone. */
  private static boolean isErased(NodeConfig config) {
    return config.part() instanceof DevicePart device
        && device
            .guard()
            .filter(guard -> Files.exists(guard.folder().resolve(GuardPart.ERASED)))
            .isPresent();
  }

  private static void refuseErased(NodeConfig config, Path file) {
    if (isErased(config)) {
      throw new ConfigException(
          heading(file),
          List.of(
              "this device is erased by its guard, and its log says why; deal it"
                  + " new shares with a new identity"),
          false,
          config);
    }
  }

  private static void checkFiles(NodeConfig config, Problems problems) {
    problems.trusted("ring record", config.recordFile());
    problems.secret("identity key", config.identity());
    problems.secret("agreement key", config.agreement());
    problems.secret("TLS key", config.tls().keystore());
    problems.secret("passphrase of the TLS key", config.tls().passphraseFile());
    problems.writableFolder("log folder", config.log());
    if (config.part() instanceof DevicePart device) {
      if (device.guard().isPresent()) {
        problems.writableFolder("guard folder", device.guard().get().folder());
        problems.itself("agreement key", config.agreement());
        problems.itself("passphrase of the shares", device.passphraseFile());
      }
      problems.privateFolder("share folder", device.shares());
      problems.secret("passphrase of the shares", device.passphraseFile());
    } else if (config.part() instanceof AgentsPart agents) {
      for (CardFiles card : agents.cards()) {
        problems.secret("card of " + card.agent(), card.card());
        problems.secret("PIN of " + card.agent(), card.pinFile());
      }
    } else if (config.part() instanceof CoordinatorPart coordinator) {
      if (problems.writableFolder("journal folder", coordinator.journal())) {
        // A coordinator without its journal would have forgotten what it accepted (I6).
        problems.secret("journal", coordinator.journal().resolve(FileJournalStore.NAME));
      }
    }
  }
}
