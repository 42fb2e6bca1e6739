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

/**
 * Destroys what must not be left of an erased device (M27): its sealed shares, their passphrase,
 * its agreement key. Each file is overwritten with random octets, synced and removed, then its
 * folder is synced. A copy-on-write disk may keep old blocks: where that matters the disk is
 * encrypted and its key is among these files. Doing it again is harmless.
 */
public final class Destruction implements GuardSetup.Destruction {
  private final Path note;
  private final Path shares;
  private final List<Path> files;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param note file that is written first and says that the device is erased
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
    Files.writeString(
        note,
        "erased: the heartbeat sources were silent past erase-after\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.SYNC,
        StandardOpenOption.WRITE);
    List<Path> all = new ArrayList<>(files);
    if (Files.isDirectory(shares)) {
      try (Stream<Path> inside = Files.list(shares)) {
        inside
            .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
            .forEach(all::add);
      }
    }
    IOException failed = null;
    for (Path file : all) {
      try {
        destroyIfThere(file);
      } catch (IOException e) {
        if (failed == null) {
          failed = new IOException(file + " could not be destroyed: " + e.getMessage(), e);
        } else {
          failed.addSuppressed(e);
        }
      }
    }
    if (failed != null) {
      throw failed;
    }
  }

  private void destroyIfThere(Path file) throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      byte[] noise = new byte[(int) Math.min(channel.size(), 1 << 20)];
      random.nextBytes(noise);
      ByteBuffer left = ByteBuffer.wrap(noise);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
    }
    Files.delete(file);
    try (FileChannel folder = FileChannel.open(file.resolveSibling(""), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }
}
