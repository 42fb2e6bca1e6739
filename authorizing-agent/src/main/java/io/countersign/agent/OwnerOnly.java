package io.countersign.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Files that only their owner may read. */
final class OwnerOnly {
  /** Creates a file with mode 0600. */
  static final FileAttribute<Set<PosixFilePermission>> MODE_0600 =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private static final Set<PosixFilePermission> OWNERS =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private OwnerOnly() {}

  /**
   * @throws CardException if the file is missing, no regular file, or others may read or write it
   */
  static void require(String what, Path file) {
    if (!Files.isRegularFile(file)) {
      throw new CardException(what + " " + file + " is missing: point the node at the right file");
    }
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view == null) {
      return;
    }
    try {
      Set<PosixFilePermission> permissions = view.readAttributes().permissions();
      if (!OWNERS.containsAll(permissions)) {
        throw new CardException(
            what
                + " "
                + file
                + " has mode "
                + PosixFilePermissions.toString(permissions)
                + ", so others may use it: set mode 0600");
      }
    } catch (IOException e) {
      throw new CardException(what + " " + file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
