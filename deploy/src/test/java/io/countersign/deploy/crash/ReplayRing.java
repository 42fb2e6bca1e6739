package io.countersign.deploy.crash;

import io.countersign.protocol.thresholdrsa.Threshold;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Issue 3, item 6, over the real wire: a 2-of-3 ring of processes whose coordinator sends again
 * what it sent and heard; prints its report. Arguments: folder for the ring, how many tries, the
 * seed.
 */
public final class ReplayRing {
  private static final long PATIENCE_SECONDS = 390;
  private static final String KILLED = "basalt";

  private ReplayRing() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    String report = "no report after " + PATIENCE_SECONDS + " s\nBROKEN\n";
    try (TestRingProcesses ring =
        new TestRingProcesses(
            Path.of(args[0]),
            new Threshold(2, 3),
            Map.of("coordinator", "replay " + args[1] + " " + args[2]),
            // Nothing is to be refused because something else was.
            "  lock-out { failures = 0 }\n")) {
      Path run = ring.folder().node("coordinator").run();
      Path file = run.resolve("replay.txt");
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (!Files.exists(file) && System.nanoTime() < deadline) {
        if (Files.exists(run.resolve("half"))) {
          kill(ring.folder().node(KILLED).config());
          Files.delete(run.resolve("half"));
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
      if (Files.exists(file)) {
        report = Files.readString(file);
      }
    }
    report.lines().forEach(line -> System.out.println("   " + line));
    System.exit(report.endsWith("PASSED\n") ? 0 : 1);
  }

  private static void kill(Path conf) throws InterruptedException {
    for (ProcessHandle process :
        ProcessHandle.allProcesses()
            .filter(p -> p.info().commandLine().orElse("").contains(conf.toString()))
            .toList()) {
      process.destroyForcibly();
      process.onExit().join();
    }
  }
}
