package io.countersign.deploy.guard;

import io.countersign.device.GuardSetup;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Destroys what must not be left of an erased device (M27): its sealed shares, their passphrase,
 * its agreement key. Each file is overwritten with random octets, synced and removed, then its
 * folder is synced. No file keeps another from being destroyed, and one that cannot be overwritten
 * is removed all the same. A copy-on-write disk may keep old blocks: where that matters the disk is
 * encrypted and its key is among these files. Doing it again is harmless.
 */
public final class Destruction implements GuardSetup.Destruction {
  private static final int CHUNK = 64 * 1024;

  private final Path note;
  private final Path shares;
  private final List<Path> files;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param note file that says that the device is erased; written first, so that a destruction that
   *     is interrupted is known, and after the rest if there was no room for it before
   * @param shares folder of which every file is destroyed
   * @param files further files
   */
  public Destruction(Path note, Path shares, List<Path> files) {
    this.note = note;
    this.shares = shares;
    this.files = List.copyOf(files);
  }

  @Override
  public void run() throws IOException {
    IOException notNoted = attempted(note, this::say);
    IOException failed = null;
    for (Path file : all()) {
      failed = joined(failed, attempted(file, this::overwriteIfThere));
      failed = joined(failed, attempted(file, Destruction::removeIfThere));
    }
    if (notNoted != null) {
      failed = joined(failed, attempted(note, this::say));
    }
    if (failed != null) {
      throw failed;
    }
  }

  private List<Path> all() throws IOException {
    List<Path> all = new ArrayList<>(files);
    if (Files.isDirectory(shares)) {
      try (Stream<Path> inside = Files.list(shares)) {
        inside
            .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
            .forEach(all::add);
      }
    }
    return all;
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
    Files.writeString(
        file,
        "erased by the guard of this device; its log says why\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.SYNC,
        StandardOpenOption.WRITE);
  }

  private void overwriteIfThere(Path file) throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
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
