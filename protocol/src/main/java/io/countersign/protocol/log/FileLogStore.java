package io.countersign.protocol.log;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Segments as files {@code log-000001.jsonl} in one folder. One write and one fdatasync per batch;
 * the folder is synced when a file is created. Holds the folder's lock unless opened for reading.
 */
public final class FileLogStore implements LogStore {
  private static final Pattern SEGMENT = Pattern.compile("log-([0-9]{6})\\.jsonl");
  private static final DateTimeFormatter TORN =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Path folder;
  private final @Nullable FolderLock lock;
  private @Nullable FileChannel tail;
  private long length;

  private FileLogStore(Path folder, @Nullable FolderLock lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /** True when the folder holds at least one segment. */
  public static boolean exists(Path folder) throws IOException {
    return Files.isDirectory(folder) && !new FileLogStore(folder, null).segments().isEmpty();
  }

  /** Creates the folder, for its owner only, unless it is there; its parent must be. */
  public static void createFolder(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectory(folder, Files0600.FOLDER);
      syncFolder(folder.toAbsolutePath().getParent());
    }
  }

  /**
   * Opens a folder for writing and takes its lock.
   *
   * @throws LogDamaged if the folder is missing, or a link
   * @throws LogInUse if another process has it
   */
  public static FileLogStore open(Path folder) throws IOException {
    requireFolder(folder);
    return new FileLogStore(folder, FolderLock.acquire(folder.resolve("log.lock")));
  }

  /** Opens a folder for reading only, also while its node runs; writing throws. */
  static FileLogStore readOnly(Path folder) throws IOException {
    requireFolder(folder);
    return new FileLogStore(folder, null);
  }

  private static void requireFolder(Path folder) throws LogDamaged {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      boolean link = Files.isSymbolicLink(folder);
      throw new LogDamaged(
          folder.toString(),
          0,
          link ? "is a link, not a folder" : "there is no such folder",
          "Give the folder of this node's log itself");
    }
  }

  @Override
  public List<Integer> segments() throws IOException {
    List<Integer> numbers = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "log-*.jsonl")) {
      for (Path file : files) {
        Matcher name = SEGMENT.matcher(String.valueOf(file.getFileName()));
        if (!name.matches()) {
          throw LogDamaged.at(file.toString(), 0, "not a name of a segment, log-NNNNNN.jsonl");
        }
        numbers.add(Integer.parseInt(name.group(1)));
      }
    }
    numbers.sort(null);
    return numbers;
  }

  @Override
  public String name(int segment) {
    return (segment == 0 ? folder : file(segment)).toString();
  }

  @Override
  public InputStream read(int segment, long from) throws IOException {
    FileChannel channel = open(segment, Set.of(StandardOpenOption.READ));
    channel.position(from);
    return Channels.newInputStream(channel);
  }

  @Override
  public void begin(int segment) throws IOException {
    closeTail();
    FileChannel created =
        FileChannel.open(
            file(segment),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
            Files0600.FILE);
    tail = created;
    if (created.size() != 0) {
      throw LogDamaged.at(name(segment), 0, "a segment to be begun has octets already");
    }
    created.force(true);
    syncFolder(folder);
    length = 0;
  }

  @Override
  public void resume(int segment, long settled, long end) throws IOException {
    closeTail();
    FileChannel channel = open(segment, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
    tail = channel;
    ByteBuffer again = ByteBuffer.allocate(Math.toIntExact(end - settled));
    for (int n = 0; n >= 0 && again.hasRemaining(); ) {
      n = channel.read(again, settled + again.position());
    }
    if (again.hasRemaining() || channel.size() != end) {
      throw LogDamaged.at(name(segment), 0, "the segment changed while it was opened");
    }
    writeAt(channel, again.flip(), settled);
    channel.force(true);
    syncFolder(folder);
    length = end;
  }

  @Override
  public String setAside(int segment, long cut, Instant now) throws IOException {
    Path copy = freeName("torn-" + TORN.format(now));
    try (FileChannel from =
            open(segment, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
        FileChannel to =
            FileChannel.open(
                copy,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                Files0600.FILE)) {
      for (long at = cut; at < from.size(); ) {
        at += from.transferTo(at, from.size() - at, to);
      }
      to.force(true);
      syncFolder(folder);
      from.truncate(cut);
      from.force(true);
    }
    return copy.toString();
  }

  /** A time may repeat: clocks jump, and an interrupted recovery is run again. */
  private Path freeName(String stem) {
    Path name = folder.resolve(stem + ".bin");
    for (int again = 1; Files.exists(name, LinkOption.NOFOLLOW_LINKS); again++) {
      name = folder.resolve(stem + "-" + again + ".bin");
    }
    return name;
  }

  @Override
  public void write(List<byte[]> lines) throws IOException {
    int octets = lines.stream().mapToInt(line -> line.length).sum();
    ByteBuffer batch = ByteBuffer.allocate(octets);
    lines.forEach(batch::put);
    writeAt(tail(), batch.flip(), length);
    length += octets;
  }

  @Override
  public void sync() throws IOException {
    tail().force(false);
  }

  @Override
  public void rewind(long end) throws IOException {
    tail().truncate(end);
    tail().force(true);
    length = end;
  }

  @Override
  public void close() throws IOException {
    try {
      closeTail();
    } finally {
      if (lock != null) {
        lock.close();
      }
    }
  }

  private void closeTail() throws IOException {
    if (tail != null) {
      tail.close();
      tail = null;
    }
  }

  private FileChannel tail() throws IOException {
    if (tail == null) {
      throw new IOException(folder + ": no segment is open for writing");
    }
    return tail;
  }

  private Path file(int segment) {
    return folder.resolve(String.format(Locale.ROOT, "log-%06d.jsonl", segment));
  }

  private FileChannel open(int segment, Set<StandardOpenOption> how) throws IOException {
    Path file = file(segment);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw LogDamaged.at(file.toString(), 0, "not an ordinary file but a link or something else");
    }
    Set<OpenOption> options = new HashSet<>(how);
    options.add(LinkOption.NOFOLLOW_LINKS);
    return FileChannel.open(file, options);
  }

  private static void writeAt(FileChannel channel, ByteBuffer octets, long at) throws IOException {
    long position = at;
    while (octets.hasRemaining()) {
      position += channel.write(octets, position);
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
