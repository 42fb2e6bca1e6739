package io.countersign.deploy.cli;

import io.countersign.agent.Card;
import io.countersign.agent.CardException;
import io.countersign.agent.PinFile;
import io.countersign.protocol.evidence.Ring;
import java.nio.file.Path;
import java.util.Arrays;
import picocli.CommandLine.Option;

/** A person's software card, and who he is. Secrets: the PIN is read from its file and wiped. */
final class CardOptions {
  private static final String SUFFIX = ".p12";

  @Option(
      names = "--card",
      required = true,
      paramLabel = "FILE",
      defaultValue = "${env:COUNTERSIGN_CARD}",
      description = "The operator's card, PKCS#12 (or $COUNTERSIGN_CARD).")
  private Path card = Path.of("");

  @Option(
      names = "--pin-file",
      required = true,
      paramLabel = "FILE",
      defaultValue = "${env:COUNTERSIGN_PIN_FILE}",
      description = "File of its PIN (or $COUNTERSIGN_PIN_FILE).")
  private Path pinFile = Path.of("");

  @Option(
      names = "--agent",
      paramLabel = "NAME",
      description = "Name of the agent (default: that of the card's file without .p12).")
  private String agent = "";

  /**
   * The card, which the caller closes.
   *
   * @throws CommandFailure if it cannot be opened, or the ring's record has another card of him
   */
  Card open(Ring ring) {
    String file = card.getFileName().toString();
    String name =
        !agent.isEmpty() || !file.endsWith(SUFFIX)
            ? agent
            : file.substring(0, file.length() - SUFFIX.length());
    Ring.Agent known =
        ring.agent(name)
            .orElseThrow(
                () ->
                    new CommandFailure(
                        ExitCode.REFUSED,
                        "ring "
                            + ring.name()
                            + " has no agent '"
                            + name
                            + "': name him with --agent"));
    try {
      char[] pin = PinFile.read(pinFile);
      try {
        Card opened = Card.open(card, name, pin);
        if (!opened.serial().equals(known.serial())) {
          opened.close();
          throw new CommandFailure(
              ExitCode.REFUSED, "this is not the card of " + name + " in the ring's record");
        }
        return opened;
      } finally {
        Arrays.fill(pin, '\0');
      }
    } catch (CardException e) {
      throw new CommandFailure(ExitCode.LOCAL, String.valueOf(e.getMessage()));
    }
  }
}
