package io.countersign.deploy.cli;

import io.countersign.deploy.config.ClientConfig;
import io.countersign.deploy.config.NodeConfigReader;
import io.countersign.protocol.evidence.Jws;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.thresholdrsa.CheckFailed;
import io.countersign.protocol.thresholdrsa.Octets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** Where the ring's record and its pin come from, for commands that ask no node. */
final class RecordOptions {
  private static final Pattern PIN = Pattern.compile("[0-9a-f]{64}");

  @Option(
      names = "--record",
      paramLabel = "FILE",
      description = "The ring's record (default: that of the local ring, see --ring).")
  private Path record = Path.of("");

  @Option(
      names = "--pin",
      paramLabel = "HEX",
      description = "SHA-256 of the record's payload, 64 digits; goes with --record.")
  private String pin = "";

  /**
   * The checked record.
   *
   * @throws CommandFailure local error if only one of the two options is there or the pin is none;
   *     integrity failure if the record's public values are wrong
   * @throws io.countersign.protocol.evidence.EvidenceException if it is not the pinned record
   */
  Ring ring(RingOptions options) throws IOException {
    boolean named = !record.toString().isEmpty();
    if (named == pin.isEmpty()) {
      throw new CommandFailure(
          ExitCode.LOCAL, "--record and --pin go together: the pin is in every node.conf, sha256");
    }
    if (!named) {
      ClientConfig client = NodeConfigReader.readClient(options.existing().clientConfig());
      return read(client.recordFile(), client.recordPin());
    }
    String digits = pin.toLowerCase(Locale.ROOT);
    if (!PIN.matcher(digits).matches()) {
      throw new CommandFailure(
          ExitCode.LOCAL, "--pin must be 64 hexadecimal digits, got " + pin.length() + " chars");
    }
    return read(record, Octets.ofHex(digits));
  }

  private static Ring read(Path file, Octets pin) throws IOException {
    byte[] text;
    try (InputStream in = Files.newInputStream(file)) {
      text = in.readNBytes(Jws.MAX_CHARS + 2);
    }
    try {
      return Ring.pinned(new String(text, StandardCharsets.ISO_8859_1).strip(), pin);
    } catch (CheckFailed e) {
      throw new CommandFailure(
          ExitCode.INTEGRITY,
          file + ": " + e.getMessage() + ": put back the record that the ceremony wrote");
    }
  }
}
