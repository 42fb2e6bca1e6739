package io.countersign.deploy.cli;

import io.countersign.coordinator.RequestView;
import io.countersign.deploy.client.Requests;
import io.countersign.deploy.client.Signing;
import io.countersign.deploy.client.SigningOutcome;
import io.countersign.deploy.local.NodeProcess;
import io.countersign.deploy.local.RingFolder;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.thresholdrsa.Octets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What the demo shows, once its ring runs. */
final class DemoSteps {
  private static final Duration WAIT = Duration.ofSeconds(120);
  private static final Duration SHORT_WAIT = Duration.ofSeconds(12);
  private static final String KEY = "main";

  private final Session session;
  private final RingFolder ring;
  private final DemoFiles files;
  private final Ring.KeySet key;
  private final List<String> killed = new ArrayList<>();

  DemoSteps(Session session, RingFolder ring, DemoFiles files) {
    this.session = session;
    this.ring = ring;
    this.files = files;
    this.key = session.key(KEY);
  }

  void run() throws IOException, InterruptedException {
    Console.say("== 3. signing " + name() + " in parallel mode: all signers at the same time");
    Octets parallel = signed(sign("parallel", name(), WAIT, view -> {}));
    Console.say("== 4. signing it in serial mode: one signer after another");
    Octets serial = signed(sign("serial", name(), WAIT, view -> {}));
    if (!parallel.equals(serial)) {
      throw new CommandFailure(ExitCode.INTEGRITY, "the two modes gave different signatures");
    }
    Console.say(
        "   both modes gave the same " + parallel.length() + " octets: one key, one signature");
    SignatureFile.write(files.signature(), parallel, true);
    SignatureFile.write(
        files.publicKey(),
        Octets.of(PublicKeyFile.pem(key).getBytes(StandardCharsets.US_ASCII)),
        true);
    loseDevices(parallel);
    verify();
  }

  private void loseDevices(Octets expected) throws IOException, InterruptedException {
    int spare = key.n() - key.record().threshold();
    if (spare > 0) {
      Console.say("== 5. killing " + spare + " devices (SIGKILL) while it signs once more");
      Octets again =
          signed(sign("parallel", name() + " (again)", WAIT, view -> killUpTo(spare, view)));
      if (!again.equals(expected)) {
        throw new CommandFailure(ExitCode.INTEGRITY, "the signature differs");
      }
      Console.say("   signed all the same, without " + String.join(" and ", killed));
    }
    Console.say("== 6. killing one device more: too few are left");
    killUpTo(spare + 1, null);
    SigningOutcome outcome = sign("parallel", name() + " (too few)", SHORT_WAIT, view -> {});
    ExitCode exit = Outcomes.exit(outcome);
    if (exit != ExitCode.CANNOT_SUCCEED) {
      throw new CommandFailure(
          ExitCode.REMOTE,
          "with too few devices the answer must be exit 5, it is exit " + exit.code());
    }
    Console.say("   refused as it must be (exit 5): " + outcome.view().missing());
  }

  private SigningOutcome sign(
      String mode, String name, Duration wait, Consumer<RequestView> watching)
      throws IOException, InterruptedException {
    Progress progress = new Progress(line -> Console.say("   " + line));
    Signing signing =
        new Signing(
            session.api(),
            session.requests(),
            Clock.systemUTC(),
            view -> {
              watching.accept(view);
              progress.accept(view);
            });
    return signing.run(
        new Requests.Wish(files.document(), name, key, DemoFiles.ALGORITHM, mode), wait);
  }

  private static Octets signed(SigningOutcome outcome) {
    if (outcome instanceof SigningOutcome.Signed signed) {
      return signed.signature();
    }
    ExitCode exit = Outcomes.exit(outcome);
    throw new CommandFailure(
        ExitCode.REMOTE, Outcomes.sentence(outcome.view(), exit, outcome.view().name()));
  }

  /** Kills devices until so many are dead, those that sign just now first. */
  private void killUpTo(int count, @org.jspecify.annotations.Nullable RequestView view) {
    List<String> candidates = new ArrayList<>();
    if (view != null) {
      candidates.addAll(view.signers());
    }
    key.record().devices().forEach(device -> candidates.add(device.name()));
    for (String device : candidates) {
      if (killed.size() < count && !killed.contains(device)) {
        kill(device);
      }
    }
  }

  private void kill(String device) {
    NodeProcess process = new NodeProcess(ring.node(device));
    try {
      process.hold();
      process.kill();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    killed.add(device);
    Console.say("   " + device + " is killed");
  }

  private void verify() throws IOException, InterruptedException {
    String[] command = {
      "openssl",
      "dgst",
      "-sha256",
      "-verify",
      DemoFiles.argument(files.publicKey()),
      "-signature",
      DemoFiles.argument(files.signature()),
      DemoFiles.argument(files.file())
    };
    Console.say("== 7. anybody verifies it:");
    Console.print(Shell.line(command));
    Process openssl;
    try {
      openssl = new ProcessBuilder(command).inheritIO().start();
    } catch (IOException e) {
      Console.say("   openssl is not there; countersign verify does the same");
      return;
    }
    if (openssl.waitFor() != 0) {
      throw new CommandFailure(ExitCode.INTEGRITY, "openssl does not verify the signature");
    }
  }

  private String name() {
    return String.valueOf(files.file().toAbsolutePath().getFileName());
  }
}
