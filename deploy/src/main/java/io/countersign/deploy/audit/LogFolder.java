package io.countersign.deploy.audit;

import io.countersign.protocol.evidence.Name;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A folder that is said to hold a log, and what lies in it besides. Not trusted: links are not
 * followed, and what is kept of a folder of a million files is bounded. Immutable.
 *
 * @param path of the log's own folder
 * @param segments how many segments it has
 * @param torn names of unfinished writes that the node set aside
 * @param foreign names that no node gives a file there, made printable
 * @param notShown torn and foreign names beyond the first {@link #MOST_NAMES} of each
 */
public record LogFolder(
    Path path, int segments, List<String> torn, List<String> foreign, long notShown) {
  /** Most names kept of each sort. */
  public static final int MOST_NAMES = 100;

  private static final Pattern SEGMENT = Pattern.compile("log-[0-9]{6}\\.jsonl");
  private static final Pattern TORN =
      Pattern.compile("torn-[0-9]{8}T[0-9]{9}Z(-[0-9]{1,6})?\\.bin");
  private static final String LOCK = "log.lock";
  private static final String LOG = "log";

  public LogFolder {
    torn = List.copyOf(torn);
    foreign = List.copyOf(foreign);
  }

  /**
   * Looks into a log's folder, or into a node's folder that has {@code log} in it.
   *
   * @throws IllegalArgumentException if it is a link, no folder, or not there; says what to give
   * @throws IOException if it cannot be read
   */
  public static LogFolder of(Path given) throws IOException {
    Path folder = given.toAbsolutePath().normalize();
    requireFolder(folder);
    LogFolder read = read(folder);
    Path inner = folder.resolve(LOG);
    if (read.segments == 0 && Files.exists(inner, LinkOption.NOFOLLOW_LINKS)) {
      requireFolder(inner);
      return read(inner);
    }
    return read;
  }

  private static void requireFolder(Path folder) {
    if (Files.isSymbolicLink(folder)) {
      throw new IllegalArgumentException(
          folder + " is a link, and links are not followed: give the folder itself");
    }
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new IllegalArgumentException(
          folder + " is no folder: give the folder that holds log-000001.jsonl");
    }
  }

  private static LogFolder read(Path folder) throws IOException {
    int segments = 0;
    long notShown = 0;
    List<String> torn = new ArrayList<>();
    List<String> foreign = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        if (SEGMENT.matcher(name).matches()) {
          segments++;
        } else if (!name.equals(LOCK)) {
          List<String> names = TORN.matcher(name).matches() ? torn : foreign;
          if (names.size() < MOST_NAMES) {
            names.add(Name.printable(name));
          } else {
            notShown++;
          }
        }
      }
    } catch (java.nio.file.DirectoryIteratorException e) {
      throw e.getCause();
    }
    torn.sort(null);
    foreign.sort(null);
    return new LogFolder(folder, segments, torn, foreign, notShown);
  }
}
