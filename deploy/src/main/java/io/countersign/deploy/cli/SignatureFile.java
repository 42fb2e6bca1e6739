package io.countersign.deploy.cli;

import io.countersign.protocol.thresholdrsa.Octets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;

/** Writes a result beside a document, as one act, and never over something else unasked. */
final class SignatureFile {
  private SignatureFile() {}

  /**
   * @param force whether a differing file is replaced
   * @throws CommandFailure if a differing file is there
   */
  static void write(Path file, Octets octets, boolean force) throws IOException {
    byte[] fresh = octets.toByteArray();
    Optional<byte[]> there = read(file, fresh.length + 1);
    if (there.isPresent() && Arrays.equals(there.get(), fresh)) {
      return;
    }
    if (there.isPresent() && !force) {
      throw new CommandFailure(
          ExitCode.LOCAL,
          file + " is there and differs: it is left as it is; use --force or --output");
    }
    Path folder = file.toAbsolutePath().resolveSibling("");
    Path temporary = Files.createTempFile(folder, ".countersign-", ".tmp");
    try {
      Files.write(temporary, fresh);
      readableAsUsual(temporary);
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** Signatures and public keys are for everybody. */
  private static void readableAsUsual(Path file) throws IOException {
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(
          file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
    }
  }

  private static Optional<byte[]> read(Path file, int most) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return Optional.of(in.readNBytes(most));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
