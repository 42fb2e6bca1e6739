package io.countersign.deploy.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Gathers everything that is wrong before anything is started, so that an operator mends it in one
 * go. Used by one thread.
 */
public final class Problems {
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);

  private static final Set<PosixFilePermission> WRITE =
      EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  private final List<String> found = new ArrayList<>();

  /** Folders of secrets that were looked at: one problem each. */
  private final Set<Path> folders = new HashSet<>();

  private int aboutPermissions;

  /** Adds a problem: what is wrong, and what to do. */
  public void add(String problem) {
    found.add(problem);
  }

  public boolean isEmpty() {
    return found.isEmpty();
  }

  /**
   * Ends the search.
   *
   * @throws ConfigException if anything was found
   */
  public void throwIfAny(String what) {
    if (!found.isEmpty()) {
      throw new ConfigException(what, found, aboutPermissions == found.size());
    }
  }

  /** Wants a readable file; says whether it is one. */
  public boolean readable(String what, Path file) {
    if (!Files.exists(file) && !Files.notExists(file)) {
      permission(
          what
              + " "
              + file
              + " cannot be looked at: the folders above it must be open to the user who runs the node");
      return false;
    }
    if (!Files.exists(file)) {
      add(what + " " + file + " is missing: put it back from the backup or the ceremony's output");
      return false;
    }
    if (!Files.isRegularFile(file)) {
      add(what + " " + file + " is not a file: name the file itself");
      return false;
    }
    if (!Files.isReadable(file)) {
      permission(
          what + " " + file + " cannot be read: give it to the user who runs the node (chown)");
      return false;
    }
    return true;
  }

  /** Wants a readable file that nobody but its owner can change: what is in it is believed. */
  public boolean trusted(String what, Path file) {
    return readable(what, file) && hasNone(WRITE, what, file, "go-w");
  }

  /**
   * Wants a readable file that nobody but its owner can read or write, in a folder that nobody else
   * can enter: who can write the folder can put another file in its place (I1).
   */
  public boolean secret(String what, Path file) {
    Path folder = file.toAbsolutePath().normalize().resolveSibling("");
    return readable(what, file)
        && ownersAlone(what, file, "600")
        && (!folders.add(folder) || ownersAlone("folder of the " + what, folder, "700"));
  }

  /** Wants no link: a guard has to destroy the file, and not what leads to it (M27). */
  public void itself(String what, Path file) {
    if (Files.isSymbolicLink(file)) {
      add(
          what
              + " "
              + file
              + " is a link, and the guard must be able to destroy it: put the file itself there");
    }
  }

  /** Wants a folder that nobody but its owner can enter. */
  public boolean privateFolder(String what, Path folder) {
    if (!Files.isDirectory(folder)) {
      add(what + " " + folder + " is missing: put it back, or make it with mode 0700");
      return false;
    }
    if (!Files.isReadable(folder)) {
      permission(what + " " + folder + " cannot be read: give it to the user who runs the node");
      return false;
    }
    return ownersAlone(what, folder, "700");
  }

  /**
   * Wants a folder that the node can write and nobody else enter. It is never made here: a node
   * that lost what was in it must not begin another.
   */
  public boolean writableFolder(String what, Path folder) {
    if (!Files.isDirectory(folder)) {
      add(what + " " + folder + " is missing: put it back with all that was in it");
      return false;
    }
    if (!Files.isWritable(folder)) {
      permission(
          what
              + " "
              + folder
              + " cannot be written: give it to the user who runs the node (chown)");
      return false;
    }
    return ownersAlone(what, folder, "700");
  }

  private boolean ownersAlone(String what, Path path, String mode) {
    return hasNone(OTHERS, what, path, mode);
  }

  private boolean hasNone(Set<PosixFilePermission> unwanted, String what, Path path, String mode) {
    try {
      if (!Files.getFileStore(path).supportsFileAttributeView(PosixFileAttributeView.class)) {
        return true; // A file system without modes: its own access lists rule.
      }
      Set<PosixFilePermission> given = Files.getPosixFilePermissions(path);
      if (given.stream().anyMatch(unwanted::contains)) {
        permission(
            what
                + " "
                + path
                + " is open to others ("
                + PosixFilePermissions.toString(given)
                + "): run chmod "
                + mode);
        return false;
      }
      return true;
    } catch (IOException e) {
      permission(what + " " + path + ": its mode cannot be read (" + e.getMessage() + ")");
      return false;
    }
  }

  private void permission(String problem) {
    aboutPermissions++;
    add(problem);
  }
}
