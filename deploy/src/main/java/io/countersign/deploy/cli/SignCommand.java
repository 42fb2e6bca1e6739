package io.countersign.deploy.cli;

import io.countersign.coordinator.RequestView;
import io.countersign.deploy.client.Document;
import io.countersign.deploy.client.Requests;
import io.countersign.deploy.client.Signing;
import io.countersign.deploy.client.SigningOutcome;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.SignatureAlgorithm;
import io.countersign.protocol.thresholdrsa.SignatureVerifier;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign sign}. */
@Command(
    name = "sign",
    description = {
      "Sign a file, or standard input when FILE is '-' (the signature goes to standard output then).",
      "Writes FILE.sig, an ordinary RSA signature. Asking again after a lost answer is the same",
      "request. Example: countersign sign release.jar --mode serial",
      "Exit codes: 0 signed, 1 local error, 2 remote error, 3 refused, 4 pending (the id is",
      "printed; ask again later), 5 cannot succeed as things stand (it stays accepted),",
      "6 the answer is no signature of this file."
    },
    mixinStandardHelpOptions = true)
final class SignCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";

  @Mixin private RingOptions options = new RingOptions();

  @Parameters(paramLabel = "FILE", description = "What to sign; '-' is standard input.")
  private String file = "";

  @Option(
      names = "--mode",
      paramLabel = "serial|parallel|any",
      defaultValue = "parallel",
      description = "One device after another, or all at once (default: parallel).")
  private String mode = "parallel";

  @Option(
      names = "--scheme",
      paramLabel = "pkcs1-v1_5|pss",
      defaultValue = "pkcs1-v1_5",
      description = "Signature scheme (default: pkcs1-v1_5).")
  private String scheme = "";

  @Option(
      names = "--hash",
      paramLabel = "sha256|sha384|sha512",
      defaultValue = "sha256",
      description = "Hash function (default: sha256).")
  private String hash = "";

  @Option(
      names = "--key",
      paramLabel = "NAME",
      defaultValue = "main",
      description = "Name of the key (default: main).")
  private String key = "";

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "How long to wait for the signature (default: 60).")
  private int wait;

  @Option(names = "--force", description = "Replace a differing signature file.")
  private boolean force;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT",
      description = "Where to write the signature (default: FILE.sig; '-' is standard output).")
  private String output = "";

  @Override
  public Integer call() throws IOException, InterruptedException {
    SignatureAlgorithm algorithm = Algorithms.of(scheme, hash);
    if (!List.of("serial", "parallel", "any").contains(mode)) {
      throw new CommandFailure(
          ExitCode.LOCAL, "--mode is serial, parallel or any, got '" + mode + "'");
    }
    if (wait < 0) {
      throw new CommandFailure(ExitCode.LOCAL, "--wait must not be negative, got " + wait);
    }
    if (toStandardOutput() && options.json()) {
      throw new CommandFailure(
          ExitCode.LOCAL, "--format json and the signature both want standard output: use -o FILE");
    }
    try (Session session = Session.open(options.existing())) {
      Requests.Wish wish =
          new Requests.Wish(read(algorithm), name(), session.key(key), algorithm, mode);
      if (!toStandardOutput()) {
        SignatureFile.requireWritable(
            Path.of(target()), force, octets -> isSignature(wish, octets));
      }
      Requests requests = session.requests();
      Signing signing =
          new Signing(session.api(), requests, Clock.systemUTC(), new Progress(Console::say));
      SigningOutcome outcome = signing.run(wish, Duration.ofSeconds(wait));
      if (outcome instanceof SigningOutcome.Signed signed) {
        deliver(signed);
        requests.ended(wish);
      }
      return report(outcome);
    }
  }

  private Document read(SignatureAlgorithm algorithm) throws IOException {
    try (InputStream in =
        file.equals(STANDARD_INPUT) ? System.in : Files.newInputStream(regular(file))) {
      Document document = Document.read(in, List.of(algorithm.hashAlgorithm()));
      if (document.size() == 0) {
        throw new CommandFailure(
            ExitCode.LOCAL, printable() + " is empty: there is nothing to sign");
      }
      return document;
    }
  }

  static Path regular(String file) {
    Path path = Path.of(file);
    if (Files.isDirectory(path)) {
      throw new CommandFailure(ExitCode.LOCAL, path + " is a folder: name a file");
    }
    return path;
  }

  private String name() {
    return file.equals(STANDARD_INPUT)
        ? "standard-input"
        : String.valueOf(Path.of(file).toAbsolutePath().getFileName());
  }

  private String printable() {
    return Requests.printable(name());
  }

  private static boolean isSignature(Requests.Wish wish, Octets octets) {
    return SignatureVerifier.verify(
        wish.key().modulus(),
        wish.key().publicExponent(),
        wish.algorithm(),
        wish.document().digest(wish.algorithm()),
        octets);
  }

  private void deliver(SigningOutcome.Signed signed) throws IOException {
    if (toStandardOutput()) {
      Console.octets(signed.signature().toByteArray());
      return;
    }
    try {
      SignatureFile.write(Path.of(target()), signed.signature(), force);
    } catch (IOException e) {
      Console.say(
          "request "
              + signed.view().id()
              + " is signed and "
              + target()
              + " could not be written: ask again the same way, nobody is asked twice");
      throw e;
    }
  }

  private String target() {
    if (!output.isEmpty()) {
      return output;
    }
    return file.equals(STANDARD_INPUT) ? STANDARD_INPUT : file + ".sig";
  }

  private boolean toStandardOutput() {
    return target().equals(STANDARD_INPUT);
  }

  private int report(SigningOutcome outcome) {
    RequestView view = outcome.view();
    ExitCode exit = Outcomes.exit(outcome);
    String written = exit == ExitCode.DONE ? target() : "";
    Console.say(Outcomes.sentence(view, exit, printable()));
    if (toStandardOutput()) {
      if (exit != ExitCode.DONE) {
        Console.say(view.id());
      }
      return exit.code();
    }
    if (options.json()) {
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("exit", exit.code());
      result.put("id", view.id());
      result.put("state", view.state());
      result.put("signature", written);
      result.put("request", view);
      Console.json(result);
    } else if (exit == ExitCode.DONE) {
      Console.print(written);
    } else {
      Console.print(view.id());
    }
    return exit.code();
  }
}
