package io.countersign.deploy.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The process of a supervisor whose nodes only sleep: {@code ring supervise} without the weight of
 * real nodes. Argument: the ring's folder.
 */
final class SleepingRing {
  private static final int HEAP = 32;

  private SleepingRing() {}

  public static void main(String[] arguments) throws Exception {
    RingFolder ring = new RingFolder(Path.of(arguments[0]));
    Supervision.take(ring, node -> new ProcessBuilder("sleep", "600").start(), SleepingRing::say)
        .orElseThrow(() -> new IllegalStateException("another process supervises this ring"))
        .untilEnded();
  }

  /** Its command line. */
  static List<String> command(RingFolder ring) {
    List<String> command = new ArrayList<>(JavaCommand.java(HEAP));
    command.addAll(List.of(SleepingRing.class.getName(), ring.path().toString()));
    return command;
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
