package io.countersign.deploy.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code countersign key}: what is public about the ring's keys. */
@Command(
    name = "key",
    description = "Show what is public about the ring's keys.",
    mixinStandardHelpOptions = true)
final class KeyCommands {
  @Command(
      name = "public",
      description = "Print a key's public key as PEM, from the pinned record.",
      mixinStandardHelpOptions = true)
  int publicKey(
      @Mixin RingOptions options,
      @Parameters(paramLabel = "NAME", description = "Name of the key, such as main.")
          String name) {
    try (Session session = Session.open(options.existing())) {
      String pem = PublicKeyFile.pem(session.key(name));
      if (options.json()) {
        Console.json(java.util.Map.of("key", name, "pem", pem));
      } else {
        Console.print(pem.stripTrailing());
      }
    }
    return ExitCode.DONE.code();
  }
}
