package io.countersign.deploy.cli;

import io.countersign.deploy.local.RingFolder;
import io.countersign.protocol.evidence.Name;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which ring a command is about, and how it answers. */
final class RingOptions {
  static final String DEFAULT_RING = "local";

  @Option(
      names = "--home",
      paramLabel = "DIR",
      description = "Where rings are kept (default: $COUNTERSIGN_HOME, or ~/.countersign).")
  private Path home = Path.of("");

  @Option(
      names = "--ring",
      paramLabel = "NAME",
      defaultValue = "${env:COUNTERSIGN_RING:-" + DEFAULT_RING + "}",
      description = "Name of the ring (default: $COUNTERSIGN_RING, or local).")
  private String ring = DEFAULT_RING;

  @Option(
      names = "--format",
      paramLabel = "text|json",
      defaultValue = "text",
      description = "Form of the result on standard output (default: text).")
  private Format format = Format.text;

  @Option(
      names = "--non-interactive",
      description = "Never ask anything. (No command of this release asks.)")
  private boolean nonInteractive;

  /** Forms of a result. */
  @SuppressWarnings("checkstyle:ConstantName")
  enum Format {
    text,
    json
  }

  String ring() {
    if (!Name.isValid(ring)) {
      throw new CommandFailure(
          ExitCode.LOCAL,
          "a ring's name has 1 to 32 of a-z, 0-9 and '-', got '" + Name.printable(ring) + "'");
    }
    return ring;
  }

  boolean json() {
    return format == Format.json;
  }

  Path home() {
    if (!home.toString().isEmpty()) {
      return home.toAbsolutePath().normalize();
    }
    String set = System.getenv("COUNTERSIGN_HOME");
    Path chosen =
        set == null || set.isBlank()
            ? Path.of(System.getProperty("user.home"), ".countersign")
            : Path.of(set);
    return chosen.toAbsolutePath().normalize();
  }

  RingFolder folder() {
    return RingFolder.of(home(), ring());
  }

  /** The folder of a ring that must be there. */
  RingFolder existing() {
    RingFolder folder = folder();
    if (!folder.exists()) {
      throw new CommandFailure(
          ExitCode.LOCAL,
          "there is no ring "
              + ring()
              + " in "
              + home()
              + ": make and start it with countersign up");
    }
    return folder;
  }

  @Override
  public String toString() {
    return "RingOptions[" + ring + ", nonInteractive=" + nonInteractive + "]";
  }
}
