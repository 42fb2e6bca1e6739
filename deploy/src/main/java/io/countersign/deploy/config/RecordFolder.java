package io.countersign.deploy.config;

import io.countersign.protocol.evidence.EvidenceException;
import io.countersign.protocol.evidence.Jws;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.wire.RecordTaker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * The ring's records after number 0, as files of a party: {@code records/000001.jws} and so on
 * beside the file of record number 0 (I3). Each is signed by the swa key and names the one before
 * it, so that the folder needs no trust; whoever has no door of his own is given records by putting
 * the files there. Thread: safe for concurrent use.
 */
public final class RecordFolder implements RecordTaker.Keeper {
  private static final String NAME = "records";
  private static final Set<PosixFilePermission> OWNER_FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> OWNER_FILE =
      PosixFilePermissions.fromString("rw-------");

  private final Path folder;

  private RecordFolder(Path folder) {
    this.folder = folder;
  }

  /** The folder beside a record number 0; it need not be there. */
  public static RecordFolder beside(Path recordFile) {
    return new RecordFolder(recordFile.toAbsolutePath().resolveSibling(NAME));
  }

  public Path path() {
    return folder;
  }

  /** The file of a record. */
  public Path file(long sequence) {
    return folder.resolve("%06d.jws".formatted(sequence));
  }

  /** Is told of a record before it comes into force. */
  @FunctionalInterface
  public interface Sink {
    /**
     * @throws IOException if it must not come into force
     */
    void before(Ring.Next next) throws IOException;
  }

  /** As {@link #obey(Ring, Sink)} where nobody has to be told. */
  public int obey(Ring ring) throws IOException {
    return obey(ring, next -> {});
  }

  /**
   * Puts in force whatever comes after the record in force.
   *
   * @return how many records that were
   * @throws EvidenceException naming the file, if one is not the next record
   * @throws IOException naming the file
   */
  public int obey(Ring ring, Sink sink) throws IOException {
    int taken = 0;
    Optional<String> next = text(ring.sequence() + 1);
    while (next.isPresent()) {
      try {
        Ring.Next read = ring.next(next.get());
        sink.before(read);
        ring.take(read);
      } catch (EvidenceException e) {
        throw new EvidenceException(e.check(), file(ring.sequence() + 1) + ": " + e.getMessage());
      }
      taken++;
      next = text(ring.sequence() + 1);
    }
    return taken;
  }

  @Override
  public Optional<String> text(long sequence) throws IOException {
    Path file = file(sequence);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    if (Files.size(file) > Jws.MAX_CHARS) {
      throw new FileSystemException(file.toString(), null, "is too long for a record");
    }
    return Optional.of(Files.readString(file).strip());
  }

  /**
   * Gives another folder the records that it lacks.
   *
   * @throws IOException naming the file
   */
  public void copyTo(RecordFolder other) throws IOException {
    long sequence = 1;
    Optional<String> text = text(sequence);
    while (text.isPresent()) {
      other.keep(sequence, text.get());
      text = text(++sequence);
    }
  }

  /**
   * @throws FileSystemException if there is another record of that number
   */
  @Override
  public void keep(Ring.Next next) throws IOException {
    keep(next.sequence(), next.text());
  }

  private synchronized void keep(long sequence, String text) throws IOException {
    Path file = file(sequence);
    Optional<String> kept = text(sequence);
    if (kept.isPresent()) {
      if (!kept.get().equals(text)) {
        throw new FileSystemException(
            file.toString(), null, "is another record of number " + sequence);
      }
      return;
    }
    Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER_FOLDER));
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    write(fresh, (text + "\n").getBytes(StandardCharsets.US_ASCII));
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
      entries.force(true);
    }
  }

  private static void write(Path file, byte[] octets) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(OWNER_FILE))) {
      ByteBuffer left = ByteBuffer.wrap(octets);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
    }
  }
}
