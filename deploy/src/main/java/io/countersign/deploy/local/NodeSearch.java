package io.countersign.deploy.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;

/**
 * Finds the processes of a node by their command line, for those that no pid file names: a
 * supervisor can be killed between starting a process and writing its file.
 */
final class NodeSearch {
  private static final List<String> RUN = List.of(JavaCommand.MAIN, "node", "run", "--conf");

  private NodeSearch() {}

  /** All processes that run the node of a configuration file. */
  static List<ProcessHandle> running(Path config) {
    return ProcessHandle.allProcesses().filter(process -> runs(words(process), config)).toList();
  }

  private static boolean runs(List<String> words, Path config) {
    int at = Collections.indexOfSubList(words, RUN);
    int file = at + RUN.size();
    return at >= 0 && file < words.size() && isSame(words.get(file), config);
  }

  private static boolean isSame(String word, Path config) {
    if (word.equals(config.toString())) {
      return true;
    }
    try {
      Path other = Path.of(word);
      return other.isAbsolute() && Files.exists(other) && Files.isSameFile(other, config);
    } catch (IOException | InvalidPathException e) {
      // A file that is not there, or a name that this system cannot have, is not ours.
      return false;
    }
  }

  /** The kernel's own list: that of {@link ProcessHandle.Info} ends at a page of memory. */
  private static List<String> words(ProcessHandle process) {
    try {
      byte[] line = Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
      return List.of(new String(line, StandardCharsets.UTF_8).split("\0", -1));
    } catch (IOException e) {
      // No /proc here, or the process has ended.
      return process.info().arguments().map(List::of).orElse(List.of());
    }
  }
}
