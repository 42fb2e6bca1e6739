package io.countersign.coordinator.journal;

import io.countersign.protocol.log.FolderLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The journal as the file {@code events.journal} of a locked folder, for its owner only. */
public final class FileJournalStore implements JournalStore {
  /** The file in the folder. */
  public static final String NAME = "events.journal";

  private static final FileAttribute<?> OWNER_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<?> OWNER_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final DateTimeFormatter TORN =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Path folder;
  private final Path file;
  private final FolderLock lock;
  private final FileChannel tail;
  private long length;

  private FileJournalStore(Path folder, FolderLock lock, FileChannel tail) {
    this.folder = folder;
    this.file = folder.resolve(NAME);
    this.lock = lock;
    this.tail = tail;
  }

  /**
   * Opens a folder and takes its lock. Folder and file are created if they are missing.
   *
   * @throws io.countersign.protocol.log.LogInUse if another process has it
   * @throws JournalDamaged if the folder or the file is a link
   * @throws IOException if they cannot be opened
   */
  public static FileJournalStore open(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectory(folder, OWNER_FOLDER);
      syncFolder(folder.toAbsolutePath().getParent());
    }
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new JournalDamaged(folder.toString(), 0, "is not a folder but a link or a file");
    }
    Path file = folder.resolve(NAME);
    if (Files.isSymbolicLink(file)) {
      throw new JournalDamaged(file.toString(), 0, "is a link");
    }
    FolderLock lock = FolderLock.acquire(folder.resolve("journal.lock"));
    boolean opened = false;
    try {
      FileChannel tail =
          FileChannel.open(
              file,
              Set.of(
                  StandardOpenOption.CREATE,
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE,
                  LinkOption.NOFOLLOW_LINKS),
              OWNER_FILE);
      opened = true;
      return new FileJournalStore(folder, lock, tail);
    } finally {
      if (!opened) {
        lock.close();
      }
    }
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public SeekableByteChannel read() throws IOException {
    return FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
  }

  @Override
  public void resume(long settled, long end) throws IOException {
    ByteBuffer again = ByteBuffer.allocate(Math.toIntExact(end - settled));
    for (int n = 0; n >= 0 && again.hasRemaining(); ) {
      n = tail.read(again, settled + again.position());
    }
    if (again.hasRemaining() || tail.size() != end) {
      throw new JournalDamaged(name(), settled, "the file changed while it was opened");
    }
    writeAt(again.flip(), settled);
    tail.force(true);
    syncFolder(folder);
    length = end;
  }

  @Override
  public String setAside(long cut, Instant now) throws IOException {
    Path copy = freeName("torn-" + TORN.format(now));
    try (FileChannel to =
        FileChannel.open(
            copy, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_FILE)) {
      for (long at = cut; at < tail.size(); ) {
        at += tail.transferTo(at, tail.size() - at, to);
      }
      to.force(true);
    }
    syncFolder(folder);
    rewind(cut);
    return copy.toString();
  }

  private Path freeName(String stem) {
    Path name = folder.resolve(stem + ".bin");
    for (int again = 1; Files.exists(name, LinkOption.NOFOLLOW_LINKS); again++) {
      name = folder.resolve(stem + "-" + again + ".bin");
    }
    return name;
  }

  @Override
  public void write(byte[] octets) throws IOException {
    writeAt(ByteBuffer.wrap(octets), length);
    length += octets.length;
  }

  @Override
  public void sync() throws IOException {
    tail.force(false);
  }

  @Override
  public void rewind(long end) throws IOException {
    tail.truncate(end);
    tail.force(true);
    length = end;
  }

  @Override
  public void close() throws IOException {
    try {
      tail.close();
    } finally {
      lock.close();
    }
  }

  private void writeAt(ByteBuffer octets, long at) throws IOException {
    long position = at;
    while (octets.hasRemaining()) {
      position += tail.write(octets, position);
    }
  }

  private static void syncFolder(@Nullable Path folder) throws IOException {
    if (folder != null) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
