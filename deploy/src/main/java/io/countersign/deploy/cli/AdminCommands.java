package io.countersign.deploy.cli;

import io.countersign.deploy.config.NodeConfig;
import io.countersign.deploy.config.NodeConfigReader;
import io.countersign.deploy.local.RenewedTls;
import io.countersign.deploy.local.RingFolder;
import io.countersign.protocol.evidence.Name;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.RingChange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code countersign admin}: changes of the ring while it runs (I3). Each is its next record,
 * signed by the swa key as any document is, so that people at t devices have to say yes.
 */
@Command(
    name = "admin",
    description = "Change the ring while it runs: every change is signed by the swa key.",
    mixinStandardHelpOptions = true)
final class AdminCommands {
  private static final String EXITS =
      "Exit codes: 0 done, 2 not reached, 3 refused, 4 waits for people, 5 cannot succeed, 6 integrity.";

  private final Clock clock = Clock.systemUTC();

  @Command(
      name = "revoke",
      description = {
        "Revoke a node, requester, agent, heartbeat source or satellite, for good.",
        "It is refused from the moment the record is in force, also in the middle of an attempt.",
        EXITS
      },
      mixinStandardHelpOptions = true)
  int revoke(
      @Mixin RingOptions options,
      @Mixin AdminOptions admin,
      @Parameters(paramLabel = "NAME", description = "Whom.") String name)
      throws IOException, InterruptedException {
    return changed(options, admin, ring -> RingChange.of(ring).revoke(name), name + " is revoked");
  }

  @Command(
      name = "renew",
      description = {
        "Give a party a new TLS key and certificate; the node takes it without a restart.",
        "Without --certificate the key is made here, in the folder of the local ring's node.",
        EXITS
      },
      mixinStandardHelpOptions = true)
  int renew(
      @Mixin RingOptions options,
      @Mixin AdminOptions admin,
      @Option(
              names = "--certificate",
              paramLabel = "PEM",
              description = "The certificate that 'node new-certificate' made where the node runs.")
          @Nullable Path certificate,
      @Option(
              names = "--days",
              paramLabel = "N",
              defaultValue = "825",
              description = "How long a certificate made here lasts (default: 825).")
          int days,
      @Option(
              names = "--stolen",
              description = {
                "The key before is not believed any more, from this moment on. (Without this it is",
                "until the next renewal, so that the party hears of the new one over it.)"
              })
          boolean stolen,
      @Parameters(paramLabel = "NAME", description = "Whose.") String name)
      throws IOException, InterruptedException {
    X509Certificate renewed =
        certificate == null ? made(options.existing(), name, days) : read(certificate);
    return changed(
        options,
        admin,
        ring -> RingChange.of(ring).renew(name, renewed, !stolen),
        name + " has a new certificate until " + renewed.getNotAfter().toInstant());
  }

  @Command(
      name = "record",
      description = {
        "Fetch what is new of the ring's record and show the one in force.",
        "Exit codes: 0 done, 2 not reached, 6 integrity."
      },
      mixinStandardHelpOptions = true)
  int record(@Mixin RingOptions options) throws IOException, InterruptedException {
    try (Session session = Session.open(options.existing())) {
      Administration administration = new Administration(session, options.existing(), clock);
      administration.fetch();
      Ring ring = session.ring();
      List<String> revoked = Administration.revoked(ring);
      if (options.json()) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("ring", ring.name());
        result.put("record", ring.sequence());
        result.put("hash", ring.hash().hex());
        result.put("revoked", revoked);
        Map<String, String> expiries = new LinkedHashMap<>();
        ring.parties()
            .forEach(p -> expiries.put(p.name(), p.tls().getNotAfter().toInstant().toString()));
        result.put("certificates", expiries);
        Console.json(result);
      } else {
        Console.print("ring %s, record %d".formatted(ring.name(), ring.sequence()));
        Console.print("  hash     " + ring.hash().hex());
        Console.print("  revoked  " + (revoked.isEmpty() ? "nobody" : String.join(", ", revoked)));
        ring.parties().stream()
            .filter(p -> !p.revoked())
            .forEach(
                p ->
                    Console.print(
                        "  %-16s certificate until %s"
                            .formatted(p.name(), p.tls().getNotAfter().toInstant())));
      }
    }
    return ExitCode.DONE.code();
  }

  @Command(
      name = "take",
      description = {
        "Take records of the ring from files, where the coordinator cannot be asked.",
        "Exit codes: 0 done, 1 a file cannot be read, 6 one is not the next record."
      },
      mixinStandardHelpOptions = true)
  int take(
      @Mixin RingOptions options,
      @Parameters(paramLabel = "FILE", arity = "1..*", description = "In the records' order.")
          List<Path> files)
      throws IOException {
    try (Session session = Session.open(options.existing())) {
      Administration administration = new Administration(session, options.existing(), clock);
      for (Path file : files) {
        administration.obey(Files.readString(file).strip());
      }
      Console.say(
          "record %d of ring %s".formatted(session.ring().sequence(), session.ring().name()));
    }
    return ExitCode.DONE.code();
  }

  private int changed(
      RingOptions options, AdminOptions admin, Administration.Change change, String done)
      throws IOException, InterruptedException {
    try (Session session = Session.open(options.existing())) {
      Administration administration = new Administration(session, options.existing(), clock);
      administration.fetch();
      Administration.Result result = administration.change(change, admin.patience());
      if (result.exit() == ExitCode.DONE) {
        administration.awaitObeyed();
        Console.say(
            "record %d of ring %s is in force: %s"
                .formatted(session.ring().sequence(), session.ring().name(), done));
      } else {
        Console.say(result.sentence());
      }
      if (options.json()) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("exit", result.exit().code());
        json.put("record", session.ring().sequence());
        json.put("hash", session.ring().hash().hex());
        json.put("behind", administration.behind());
        Console.json(json);
      }
      return result.exit().code();
    }
  }

  private X509Certificate made(RingFolder folder, String name, int days) throws IOException {
    return RenewedTls.make(files(folder, name), name, clock.instant(), Duration.ofDays(days));
  }

  /** Where a party of the local ring has its TLS key. */
  static NodeConfig.TlsFiles files(RingFolder folder, String name) {
    if (!Name.isValid(name)) {
      throw new CommandFailure(ExitCode.LOCAL, "'" + Name.printable(name) + "' is no name");
    }
    if (folder.nodeNames().contains(name)) {
      return NodeConfigReader.read(folder.node(name).config()).tls();
    }
    var client = NodeConfigReader.readClient(folder.clientConfig());
    if (client.requester().equals(name)) {
      return client.tls();
    }
    throw new CommandFailure(
        ExitCode.LOCAL,
        "there is no folder of "
            + name
            + " here: make the certificate where it runs with 'countersign node new-certificate'"
            + " and name it with --certificate");
  }

  static X509Certificate read(Path pem) throws IOException {
    try (InputStream in = Files.newInputStream(pem)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    } catch (CertificateException e) {
      throw new CommandFailure(ExitCode.LOCAL, pem + " is no certificate: " + e.getMessage());
    }
  }
}
