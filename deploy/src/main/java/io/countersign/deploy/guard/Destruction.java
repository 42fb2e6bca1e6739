package io.countersign.deploy.guard;

import io.countersign.device.GuardSetup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Destroys what must not be left of an erased device (M27): its sealed shares, their passphrase,
 * its agreement key. Each file is overwritten with random octets, synced and removed, then its
 * folder is synced; of a link the file that it leads to, and then the link. No file keeps another
 * from being destroyed, and one that cannot be overwritten is removed all the same, which is told.
 * A copy-on-write disk may keep old blocks: where that matters the disk is encrypted and its key is
 * among these files. Doing it again is harmless. Thread: one.
 */
public final class Destruction implements GuardSetup.Destruction {
  private static final int CHUNK = 64 * 1024;
  private static final Set<PosixFilePermission> OWNERS =
      PosixFilePermissions.fromString("rw-------");

  private final Path note;
  private final Path shares;
  private final List<Path> files;
  private final Listing listing;
  private final SecureRandom random = new SecureRandom();
  private final Set<String> onlyRemoved = new LinkedHashSet<>();

  /** Reads a folder. */
  @FunctionalInterface
  interface Listing {
    Stream<Path> of(Path folder) throws IOException;
  }

  /**
   * @param note file that says that the device is erased; written first, so that a destruction that
   *     is interrupted is known, and after the rest if there was no room for it before
   * @param shares folder of which every file is destroyed
   * @param files further files, destroyed before those
   */
  public Destruction(Path note, Path shares, List<Path> files) {
    this(note, shares, files, Files::list);
  }

  Destruction(Path note, Path shares, List<Path> files, Listing listing) {
    this.note = note;
    this.shares = shares;
    this.files = List.copyOf(files);
    this.listing = listing;
  }

  @Override
  public List<String> run() throws IOException {
    IOException notNoted = attempted(note, this::say);
    IOException failed = null;
    for (Path file : files) {
      failed = joined(failed, destroyed(file));
    }
    List<Path> inside = new ArrayList<>();
    failed = joined(failed, attempted(shares, folder -> list(folder, inside)));
    for (Path file : inside) {
      failed = joined(failed, destroyed(file));
    }
    if (notNoted != null || !onlyRemoved.isEmpty()) {
      failed = joined(failed, attempted(note, this::say));
    }
    if (failed != null) {
      throw failed;
    }
    return List.copyOf(onlyRemoved);
  }

  /** What is read before the folder cannot be read any more counts. */
  private void list(Path folder, List<Path> inside) throws IOException {
    if (Files.notExists(folder)) {
      return;
    }
    try (Stream<Path> all = listing.of(folder)) {
      all.filter(file -> !Files.isDirectory(file)).forEach(inside::add);
    } catch (UncheckedIOException e) {
      throw new IOException("not all of it can be read: " + e.getMessage(), e);
    }
  }

  private @Nullable IOException destroyed(Path file) {
    if (!Files.isSymbolicLink(file)) {
      return destroyedItself(file);
    }
    IOException failed = attempted(file, this::destroyTarget);
    return failed == null ? attempted(file, Destruction::removeIfThere) : failed;
  }

  private void destroyTarget(Path link) throws IOException {
    Path target;
    try {
      target = link.toRealPath();
    } catch (NoSuchFileException e) {
      return; // It leads nowhere any more.
    }
    IOException failed = destroyedItself(target);
    if (failed != null) {
      throw failed;
    }
  }

  private @Nullable IOException destroyedItself(Path file) {
    IOException notOverwritten = attempted(file, this::overwriteIfThere);
    IOException notRemoved = attempted(file, Destruction::removeIfThere);
    if (notOverwritten != null && Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
      onlyRemoved.add(String.valueOf(notOverwritten.getMessage()));
      return notRemoved;
    }
    return joined(notOverwritten, notRemoved);
  }

  /** One step with one file. */
  @FunctionalInterface
  private interface Act {
    void on(Path file) throws IOException;
  }

  private static @Nullable IOException attempted(Path file, Act act) {
    try {
      act.on(file);
      return null;
    } catch (IOException e) {
      return new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private static @Nullable IOException joined(
      @Nullable IOException first, @Nullable IOException next) {
    if (first == null || next == null) {
      return first == null ? next : first;
    }
    first.addSuppressed(next);
    return first;
  }

  private void say(Path file) throws IOException {
    StringBuilder text =
        new StringBuilder("erased by the guard of this device; its log says why\n");
    onlyRemoved.forEach(
        one -> text.append("removed without being overwritten: ").append(one).append('\n'));
    Files.writeString(
        file, text, StandardOpenOption.CREATE, StandardOpenOption.SYNC, StandardOpenOption.WRITE);
  }

  private void overwriteIfThere(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.setPosixFilePermissions(file, OWNERS); // A secret may be kept read-only.
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      long left = channel.size();
      byte[] noise = new byte[(int) Math.min(left, CHUNK)];
      while (left > 0) {
        random.nextBytes(noise);
        left -= channel.write(ByteBuffer.wrap(noise, 0, (int) Math.min(left, CHUNK)));
      }
      channel.force(true);
    }
  }

  private static void removeIfThere(Path file) throws IOException {
    if (Files.deleteIfExists(file)) {
      try (FileChannel folder =
          FileChannel.open(file.resolveSibling(""), StandardOpenOption.READ)) {
        folder.force(true);
      }
    }
  }
}
