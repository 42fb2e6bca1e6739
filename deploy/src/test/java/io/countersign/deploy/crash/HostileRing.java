package io.countersign.deploy.crash;

import io.countersign.protocol.thresholdrsa.Threshold;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Issue 2, item 4: a 3-of-5 ring whose coordinator is the hostile test build; prints its report.
 * Argument: folder for the ring.
 */
public final class HostileRing {
  private static final long PATIENCE_SECONDS = 280;

  private HostileRing() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    String report = "no report after " + PATIENCE_SECONDS + " s\nBROKEN\n";
    try (TestRingProcesses ring =
        new TestRingProcesses(
            Path.of(args[0]),
            new Threshold(3, 5),
            Map.of("coordinator", "hostile"),
            // Each attack must be refused by the check that is there for it.
            "  lock-out { failures = 0 }\n")) {
      Path file = ring.folder().node("coordinator").run().resolve("hostile.txt");
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (!Files.exists(file) && System.nanoTime() < deadline) {
        TimeUnit.MILLISECONDS.sleep(100);
      }
      if (Files.exists(file)) {
        report = Files.readString(file);
      }
    }
    report.lines().forEach(line -> System.out.println("   " + line));
    System.exit(report.endsWith("PASSED\n") ? 0 : 1);
  }
}
