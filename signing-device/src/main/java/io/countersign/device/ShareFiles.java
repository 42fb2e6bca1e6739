package io.countersign.device;

import io.countersign.protocol.thresholdrsa.Family;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;

/**
 * The files of a share vault: {@code KEY-FAMILY-ROW.share}, mode 0600, written once. What is in
 * them is sealed; nothing here is secret.
 */
final class ShareFiles {
  private static final FileAttribute<?> OWNER_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<?> OWNER_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final Set<PosixFilePermission> OWNER =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  /** Far more than a sealed share of 4096 bits needs. */
  private static final long OCTETS_MAX = 16 * 1024;

  private final Path folder;

  ShareFiles(Path folder) {
    this.folder = folder;
  }

  Path path(String key, Family family, int row) {
    return folder.resolve(key + "-" + family.label() + "-" + row + ".share");
  }

  /** Makes the folder, durably, with mode 0700; it may exist. */
  void createFolder() throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectory(folder, OWNER_FOLDER);
      syncFolder(folder.resolve(".."));
    }
  }

  /**
   * Refuses if the file is there.
   *
   * @throws FileAlreadyExistsException naming it
   */
  void requireAbsent(Path file) throws IOException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(
          file.toString(), null, "share files are written once: choose a fresh folder");
    }
  }

  /**
   * Writes a file so that after a crash it is there whole or not at all: a temporary file, synced,
   * then a link under the final name, which fails if that exists, then the folder synced.
   */
  void write(Path file, byte[] sealed) throws IOException {
    Path temporary = folder.resolve(".share-" + UUID.randomUUID());
    try {
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              OWNER_FILE)) {
        ByteBuffer octets = ByteBuffer.wrap(sealed);
        while (octets.hasRemaining()) {
          channel.write(octets);
        }
        channel.force(true);
      }
      Files.createLink(file, temporary);
    } finally {
      Files.deleteIfExists(temporary);
    }
    syncFolder(folder);
  }

  /**
   * Reads a sealed share.
   *
   * @throws java.nio.file.NoSuchFileException if it is missing
   * @throws IOException if it is a link or too long, or others may read it
   */
  byte[] read(Path file) throws IOException {
    if (Files.isSymbolicLink(file)) {
      throw new IOException(
          "it is a link: put the file itself there, for nobody destroys copies elsewhere");
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
    if (!OWNER.containsAll(permissions)) {
      throw new IOException(
          "others may use it (mode "
              + PosixFilePermissions.toString(permissions)
              + ", want rw-------): chmod 600 the file and find out who read it");
    }
    long size = Files.size(file);
    if (size > OCTETS_MAX) {
      throw new IOException("it has " + size + " octets, at most " + OCTETS_MAX);
    }
    return Files.readAllBytes(file);
  }

  private static void syncFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
