package io.countersign.deploy.cli;

import io.countersign.protocol.thresholdrsa.Octets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;

/** Writes a result beside a document, as one act, and never over something else unasked. */
final class SignatureFile {
  /** Longer than any signature, so that what is longer is none. */
  private static final int LONGEST = 4096;

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
      throw differs(file);
    }
    Path temporary = temporary(file);
    try {
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        ByteBuffer left = ByteBuffer.wrap(fresh);
        while (left.hasRemaining()) {
          channel.write(left);
        }
        channel.force(true);
      }
      readableAsUsual(temporary);
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /**
   * Finds out before people are asked whether a result could be written there.
   *
   * @param good whether the octets that are there are what would be written
   * @throws CommandFailure if something else is there
   * @throws IOException if nothing can be written there
   */
  static void requireWritable(Path file, boolean force, Predicate<Octets> good) throws IOException {
    Optional<byte[]> there = read(file, LONGEST);
    if (there.isPresent() && !force && !good.test(Octets.of(there.get()))) {
      throw differs(file);
    }
    Files.delete(temporary(file));
  }

  private static Path temporary(Path file) throws IOException {
    return Files.createTempFile(file.toAbsolutePath().resolveSibling(""), ".countersign-", ".tmp");
  }

  private static CommandFailure differs(Path file) {
    return new CommandFailure(
        ExitCode.LOCAL,
        file + " is there and differs: it is left as it is; use --force or --output");
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
