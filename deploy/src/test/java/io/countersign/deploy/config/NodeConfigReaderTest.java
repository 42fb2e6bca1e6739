package io.countersign.deploy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.device.LockOutPolicy;
import io.countersign.device.ThreatEvent;
import io.countersign.device.ThreatRule;
import io.countersign.protocol.guard.SatelliteOperators;
import io.countersign.protocol.guard.SatellitePolicy;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeConfigReaderTest {
  private static final String GOOD =
      """
      version = 1
      ring = local
      node = amber
      role = device
      record { file = ring.jws, sha256 = %s }
      listen { host = "127.0.0.1", port = 25520 }
      identity = identity.pem
      agreement = agreement.pem
      tls { keystore = tls.p12, passphrase-file = tls.passphrase }
      log = log
      device { shares = shares, passphrase-file = shares.passphrase, unguarded = on }
      """
          .formatted("0".repeat(64));

  /** A device of which nothing is said of its guard. */
  private static final String GUARDABLE = GOOD.replace(", unguarded = on", "");

  @TempDir private Path folder = Path.of("");

  @Test
  void readsADevice() throws IOException {
    NodeConfig config = NodeConfigReader.read(node(GOOD));

    assertThat(config.node()).isEqualTo("amber");
    assertThat(config.listen()).hasToString("127.0.0.1:25520");
    assertThat(config.part())
        .isInstanceOfSatisfying(
            NodeConfig.DevicePart.class, part -> assertThat(part.engine()).isEqualTo("auto"));
  }

  @Test
  void readsWhenADeviceLocksASenderOut() throws IOException {
    assertThat(lockOut(NodeConfigReader.read(node(GOOD)))).isEqualTo(LockOutPolicy.DEFAULT);
    String own =
        GOOD.replace(
            "device {", "device { lock-out { failures = 3, within = 1 minute, most = 2 h }, ");
    Path conf = Files.writeString(folder.resolve("node.conf"), own);
    assertThat(lockOut(NodeConfigReader.read(conf)))
        .isEqualTo(
            new LockOutPolicy(
                3, Duration.ofMinutes(1), LockOutPolicy.DEFAULT.first(), Duration.ofHours(2)));
    Files.writeString(conf, own.replace("most = 2 h", "most = 2 s, moost = 2 h"));
    assertThat(
            catchThrowableOfType(ConfigException.class, () -> NodeConfigReader.read(conf))
                .problems())
        .anyMatch(p -> p.contains("device.lock-out") && p.contains("less than first"))
        .anyMatch(p -> p.contains("moost is not a setting"));
  }

  private static LockOutPolicy lockOut(NodeConfig config) {
    return ((NodeConfig.DevicePart) config.part()).lockOut();
  }

  /** M27: no guard, no vault. */
  @Test
  void aDeviceHasAGuardOrSaysThatItHasNone() throws IOException {
    Path conf = node(GUARDABLE);
    assertThat(
            catchThrowableOfType(ConfigException.class, () -> NodeConfigReader.read(conf))
                .problems())
        .singleElement()
        .asString()
        .contains("device.guard is missing", "unguarded = on");
    Files.createDirectory(
        folder.resolve("guard"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.writeString(
        conf,
        GOOD.replace(
            "device {",
            """
            device { guard {
              listen { host = "127.0.0.1", port = 26001 }, folder = guard, sources = [ "pulse-1" ], need = 1 }
            """));
    assertThat(
            catchThrowableOfType(ConfigException.class, () -> NodeConfigReader.read(conf))
                .problems())
        .singleElement()
        .asString()
        .contains("leave one of them out");
  }

  @Test
  void readsWhatAGuardDoesWhenItIsThreatened() throws IOException {
    String guarded =
        GUARDABLE.replace(
            "device {",
            """
            device { guard {
              listen { host = "127.0.0.1", port = 26001 }, folder = guard, sources = [ "pulse-1" ], need = 1
              threats = [
                { event = locked-out, count = 3, within = 1 h, action = disarm, hold = 30 minutes }
                { event = forged-beat, count = 9 } ]
              alarms { webhook = "https://hooks.example/countersign" } }
            """);
    Path conf = node(guarded);
    Files.createDirectory(
        folder.resolve("guard"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    assertThat(NodeConfigReader.read(conf).part())
        .isInstanceOfSatisfying(
            NodeConfig.DevicePart.class,
            part ->
                assertThat(part.guard().orElseThrow().threats())
                    .containsExactly(
                        new ThreatRule(
                            ThreatEvent.LOCKED_OUT,
                            3,
                            Duration.ofHours(1),
                            ThreatRule.Action.DISARM,
                            Duration.ofMinutes(30)),
                        new ThreatRule(
                            ThreatEvent.FORGED_BEAT,
                            9,
                            Duration.ofMinutes(1),
                            ThreatRule.Action.ALARM,
                            Duration.ofHours(1))));
    assertThat(NodeConfigReader.read(conf).part())
        .isInstanceOfSatisfying(
            NodeConfig.DevicePart.class,
            part ->
                assertThat(part.guard().orElseThrow().webhook())
                    .contains(URI.create("https://hooks.example/countersign")));
    for (String wrong :
        List.of("ftp://hooks.example", "https:///a", "https://u:p@hooks.example", "not a uri")) {
      Files.writeString(conf, guarded.replace("https://hooks.example/countersign", wrong));
      assertThat(
              catchThrowableOfType(ConfigException.class, () -> NodeConfigReader.read(conf))
                  .problems())
          .as(wrong)
          .anyMatch(p -> p.contains("alarms.webhook must be"));
    }
    Files.writeString(
        conf,
        guarded.replace("event = locked-out", "event = rain").replace("count = 9", "count = 0"));
    assertThat(
            catchThrowableOfType(ConfigException.class, () -> NodeConfigReader.read(conf))
                .problems())
        .anyMatch(p -> p.contains("event must be one of") && p.contains("rain"))
        .anyMatch(p -> p.contains("forged-beat: count must be 1 to"));
  }

  /** M27: else the link would be destroyed and the secret stay. */
  @Test
  void refusesLinksInThePlaceOfWhatAGuardMustDestroy() throws IOException {
    Path conf = node(GOOD);
    Path elsewhere =
        Files.createDirectory(
            folder.resolve("elsewhere"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    for (String name : List.of("agreement.pem", "shares.passphrase")) {
      Path moved = Files.move(folder.resolve(name), elsewhere.resolve(name));
      Files.createSymbolicLink(folder.resolve(name), moved);
    }
    NodeConfigReader.read(conf);
    Files.createDirectory(
        folder.resolve("guard"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.writeString(
        conf,
        GUARDABLE.replace(
            "device {",
            """
            device { guard {
              listen { host = "127.0.0.1", port = 26001 }, folder = guard, sources = [ "pulse-1" ], need = 1 }
            """));
    assertThat(
            catchThrowableOfType(ConfigException.class, () -> NodeConfigReader.read(conf))
                .problems())
        .hasSize(2)
        .allMatch(p -> p.contains("is a link") && p.contains("put the file itself there"));
  }

  @Test
  void readsWhichSatellitesAGuardAsksAndNoneWithoutAHeartbeat() throws IOException {
    String guarded =
        GUARDABLE.replace(
            "device {",
            """
            device { guard {
              listen { host = "127.0.0.1", port = 26001 }, folder = guard, sources = [ "pulse-1" ], need = 1
              satellites { names = [ "sat-1", "sat-2" ], need = 2, within = 9 s, erase-when-off = true } }
            """);
    Path conf = node(guarded);
    Files.createDirectory(
        folder.resolve("guard"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    assertThat(NodeConfigReader.read(conf).part())
        .isInstanceOfSatisfying(
            NodeConfig.DevicePart.class,
            part ->
                assertThat(part.guard().orElseThrow().satellites())
                    .contains(
                        new SatellitePolicy(
                            2,
                            List.of("sat-1", "sat-2"),
                            Duration.ofSeconds(9),
                            Duration.ofSeconds(1),
                            true)));
    Files.writeString(
        conf, guarded.replace("need = 2", "need = 3").replace("[ \"pulse-1\" ]", "[]"));
    assertThat(
            catchThrowableOfType(ConfigException.class, () -> NodeConfigReader.read(conf))
                .problems())
        .anyMatch(p -> p.contains("satellites: need must be 1 to the number of satellites"))
        .anyMatch(p -> p.contains("satellites come beside heartbeat sources"));
  }

  @Test
  void readsWhoMaySwitchAtASatellite() throws IOException {
    String satellite =
        GOOD.replace("role = device", "role = satellite")
            .replaceFirst(
                "device \\{.*", "satellite { operators = [ada, ben], operators-needed = 2 }");
    Path conf = node(satellite);
    assertThat(NodeConfigReader.read(conf).part())
        .isEqualTo(new NodeConfig.SatellitePart(new SatelliteOperators(List.of("ada", "ben"), 2)));
    Files.writeString(conf, satellite.replace("needed = 2", "needed = 3"));
    assertThat(
            catchThrowableOfType(ConfigException.class, () -> NodeConfigReader.read(conf))
                .problems())
        .anyMatch(p -> p.contains("operators-needed must be 1 to the number of operators"));
  }

  @Test
  void namesEverythingThatIsWrongAtOnce() throws IOException {
    String bad =
        GOOD.replace("version = 1", "version = 2")
            .replace("node = amber", "node = \"Amber!\"")
            .replace("port = 25520", "port = 99999")
            .replace("log = log\n", "logg = log\n");

    ConfigException failure = refusal(bad);

    assertThat(failure.problems())
        .anyMatch(p -> p.contains("version is 2"))
        .anyMatch(p -> p.contains("node must be"))
        .anyMatch(p -> p.contains("port must be in 1..65535"))
        .anyMatch(p -> p.contains("log is missing"))
        .anyMatch(p -> p.contains("logg is not a setting"));
    assertThat(failure.permissionsOnly()).isFalse();
  }

  @Test
  void refusesSecretsThatOthersMayRead() throws IOException {
    Path conf = node(GOOD);
    Files.setPosixFilePermissions(
        folder.resolve("identity.pem"), PosixFilePermissions.fromString("rw-r-----"));

    ConfigException failure =
        catchThrowableOfType(ConfigException.class, () -> NodeConfigReader.read(conf));

    assertThat(failure.problems()).singleElement().asString().contains("chmod 600");
    assertThat(failure.permissionsOnly()).isTrue();
  }

  @Test
  void refusesSecretsInAFolderThatOthersMayEnter() throws IOException {
    Path conf = node(GOOD.replace("identity = identity.pem", "identity = keys/identity.pem"));
    Path keys = Files.createDirectory(folder.resolve("keys"));
    Files.move(folder.resolve("identity.pem"), keys.resolve("identity.pem"));
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rwxrwxrwx"));

    ConfigException failure =
        catchThrowableOfType(ConfigException.class, () -> NodeConfigReader.read(conf));

    assertThat(failure.problems())
        .singleElement()
        .asString()
        .contains("folder of the identity key")
        .contains("chmod 700");
    assertThat(failure.permissionsOnly()).isTrue();
  }

  /** The pin is in node.conf: who can write it says which record is believed. */
  @Test
  void refusesAConfigurationOrARecordThatOthersMayWrite() throws IOException {
    for (String name : new String[] {"node.conf", "ring.jws"}) {
      Path conf = folder.resolve("node.conf");
      if (!Files.exists(conf)) {
        node(GOOD);
      }
      Files.setPosixFilePermissions(
          folder.resolve(name), PosixFilePermissions.fromString("rw-rw-rw-"));

      ConfigException failure =
          catchThrowableOfType(ConfigException.class, () -> NodeConfigReader.read(conf));

      assertThat(failure.problems()).singleElement().asString().contains("chmod go-w");
      Files.setPosixFilePermissions(
          folder.resolve(name), PosixFilePermissions.fromString("rw-r--r--"));
    }
  }

  /** I6: what was accepted must not be forgotten because a disk was not mounted. */
  @Test
  void refusesACoordinatorWhoseJournalOrLogIsGone() throws IOException {
    Path journal =
        Files.createDirectory(
            folder.resolve("journal"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));

    assertThat(refusal(coordinator("")).problems())
        .singleElement()
        .asString()
        .contains("events.journal is missing: put it back");
    assertThat(journal).isEmptyDirectory();
    Files.delete(journal);
    Files.delete(folder.resolve("log"));
    ConfigException failure =
        catchThrowableOfType(
            ConfigException.class, () -> NodeConfigReader.read(folder.resolve("node.conf")));
    assertThat(failure.problems()).hasSize(2).allMatch(p -> p.contains("is missing: put it back"));
    assertThat(journal).doesNotExist();
  }

  @Test
  void refusesADeadlineThatNoDeviceCouldMeet() throws IOException {
    assertThat(refusal(coordinator(", vote-deadline = 0 s")).problems())
        .anyMatch(p -> p.contains("vote-deadline must be 100 ms to 60000 ms, got 0 ms"));
  }

  @Test
  void refusesIncludes() throws IOException {
    assertThat(refusal("include \"other.conf\"\n" + GOOD).getMessage()).contains("include");
  }

  private static String coordinator(String more) {
    return GOOD.replace("role = device", "role = coordinator")
        .replace(
            "device { shares = shares, passphrase-file = shares.passphrase, unguarded = on }",
            "coordinator { api { host = \"127.0.0.1\", port = 1 }, journal = journal"
                + more
                + " }");
  }

  private ConfigException refusal(String text) throws IOException {
    Path conf = node(text);
    return catchThrowableOfType(ConfigException.class, () -> NodeConfigReader.read(conf));
  }

  private Path node(String text) throws IOException {
    for (String name :
        new String[] {
          "ring.jws",
          "identity.pem",
          "agreement.pem",
          "tls.p12",
          "tls.passphrase",
          "shares.passphrase"
        }) {
      Files.writeString(folder.resolve(name), "x");
      Files.setPosixFilePermissions(
          folder.resolve(name), PosixFilePermissions.fromString("rw-------"));
    }
    for (String name : new String[] {"shares", "log"}) {
      Files.createDirectory(
          folder.resolve(name),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    return Files.writeString(folder.resolve("node.conf"), text);
  }
}
