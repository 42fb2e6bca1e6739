package io.countersign.deploy.guard;

import io.countersign.protocol.engine.FileHash;
import io.countersign.protocol.thresholdrsa.Octets;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 of the software that this process runs (M9, M27): of every file on its class path, names
 * and contents, sorted by name. The same installation gives the same value in every place.
 */
public final class SoftwareHash {
  private static @Nullable Octets ours;

  private SoftwareHash() {}

  /**
   * Of this process: read once, for what it runs was loaded from there when it began.
   *
   * @throws IOException if a part of it cannot be read
   */
  public static synchronized Octets ofThisProcess() throws IOException {
    Octets known = ours;
    if (known == null) {
      known = read();
      ours = known;
    }
    return known;
  }

  private static Octets read() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (entry.isEmpty()) {
        throw new IOException(
            "the class path has an empty entry, which means the current folder: what runs is not"
                + " known");
      }
      Path path = Path.of(entry);
      if (Files.isRegularFile(path)) {
        files.add(path);
      } else if (Files.isDirectory(path)) {
        try (Stream<Path> tree = Files.walk(path, FileVisitOption.FOLLOW_LINKS)) {
          tree.filter(Files::isRegularFile).forEach(files::add);
        }
      }
    }
    return of(files);
  }

  static Octets of(List<Path> files) throws IOException {
    MessageDigest whole = sha256();
    List<Path> sorted = new ArrayList<>(files);
    sorted.sort(
        Comparator.comparing((Path file) -> String.valueOf(file.getFileName()))
            .thenComparing(Path::toString));
    for (Path file : sorted) {
      whole.update(
          Octets.of(
                  String.valueOf(file.getFileName())
                      .getBytes(java.nio.charset.StandardCharsets.UTF_8))
              .sha256()
              .toByteArray());
      whole.update(FileHash.sha256(file));
    }
    return Octets.of(whole.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
