package io.countersign.deploy.crash;

import io.countersign.deploy.client.SigningOutcome;
import io.countersign.protocol.evidence.Json;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.Threshold;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Issue 2, item 5: kill -9 of a device at every record of its log and of the coordinator at every
 * event of a request, in both modes, before the write, after it, and after its sync. Afterwards
 * every request is signed, all with the one right signature, and no device's log shows two
 * different answers for one attempt.
 *
 * <p>Arguments: folder for the ring, seed, number of cases or {@code all}. A ring of 3-of-3, so
 * that nobody can stand in for the dead.
 */
public final class CrashRing {
  private static final List<String> POINTS = List.of("before-write", "after-write", "after-sync");
  private static final String SERVER = "amber" + Ring.MESSAGE_SERVER_SUFFIX;
  private static final int DEVICE_WRITES = 4;
  private static final int COORDINATOR_WRITES = 12;
  private static final Duration WAIT = Duration.ofSeconds(90);

  private record Case(String node, String mode, int write, String point) {}

  private final TestRingProcesses ring;
  private final Map<String, Octets> signatures = new HashMap<>();
  private int killed;
  private int unused;

  private CrashRing(TestRingProcesses ring) {
    this.ring = ring;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    long seed = Long.parseLong(args[1]);
    List<Case> cases = cases();
    Collections.shuffle(cases, new Random(seed));
    int wanted =
        args[2].equals("all") ? cases.size() : Math.min(cases.size(), Integer.parseInt(args[2]));
    System.out.printf("   seed %d, %d of %d cases%n", seed, wanted, cases.size());
    Map<String, String> builds = Map.of("amber", "kill", "coordinator", "kill", SERVER, "kill");
    boolean good;
    try (TestRingProcesses ring =
        new TestRingProcesses(Path.of(args[0]), new Threshold(3, 3), builds)) {
      ring.awaitAll();
      CrashRing crash = new CrashRing(ring);
      good = true;
      // A case beyond the last write kills nobody: another one is drawn for it.
      Iterator<Case> drawn = cases.iterator();
      while (drawn.hasNext() && crash.killed < wanted) {
        good &= crash.run(drawn.next());
      }
      System.out.printf(
          "   %d kills, %d requests signed, %d cases beyond the last write%n",
          crash.killed, crash.signatures.size(), crash.unused);
      good &= crash.killed > 0 && crash.logsAreSingleMinded();
    }
    System.exit(good ? 0 : 1);
  }

  private static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (String mode : List.of("parallel", "serial")) {
      for (String point : POINTS) {
        for (int write = 1; write <= DEVICE_WRITES; write++) {
          cases.add(new Case("amber", mode, write, point));
        }
        if (TestRingProcesses.SPLIT) {
          for (int write = 1; write <= DEVICE_WRITES; write++) {
            cases.add(new Case(SERVER, mode, write, point));
          }
        }
        for (int write = 1; write <= COORDINATOR_WRITES; write++) {
          cases.add(new Case("coordinator", mode, write, point));
        }
      }
    }
    return cases;
  }

  private boolean run(Case c) throws IOException, InterruptedException {
    Path kill = ring.folder().node(c.node()).run().resolve("kill");
    Files.writeString(kill, c.write() + " " + c.point());
    byte[] document = ("crash " + c).getBytes(StandardCharsets.UTF_8);
    long start = System.nanoTime();
    SigningOutcome outcome = ring.sign(document, c.mode(), WAIT);
    boolean died = !Files.deleteIfExists(kill);
    killed += died ? 1 : 0;
    unused += died ? 0 : 1;
    boolean signed = outcome instanceof SigningOutcome.Signed;
    System.out.printf(
        "   %-13s %-8s write %d %-12s %-9s %s after %d ms%n",
        c.node(),
        c.mode(),
        c.write(),
        c.point(),
        died ? "killed" : "no write",
        signed ? "signed" : "NOT SIGNED: " + outcome.view(),
        (System.nanoTime() - start) / 1_000_000);
    if (outcome instanceof SigningOutcome.Signed done) {
      signatures.put(c.toString(), done.signature());
      ring.awaitAll();
    }
    return signed;
  }

  /** Per device and (request, attempt): one H, and one hop answer. */
  private boolean logsAreSingleMinded() throws IOException {
    int records = 0;
    for (String device : List.of("amber", "basalt", "cobalt")) {
      Map<String, String> said = new HashMap<>();
      for (String line : lines(ring.folder().node(device).path().resolve("log"))) {
        Map<?, ?> record = Json.read("log", line.getBytes(StandardCharsets.UTF_8), Map.class);
        if (!(record.get("body") instanceof Map<?, ?> body) || body.get("attempt") == null) {
          continue;
        }
        records++;
        String attempt = record.get("request") + "/" + body.get("attempt");
        if (body.get("header") != null && differs(said, "H of " + attempt, body.get("header"))) {
          return false;
        }
        if (body.get("y") != null && differs(said, "y of " + attempt, body.get("y"))) {
          return false;
        }
      }
    }
    System.out.printf(
        "   %d records of attempts in three logs, no attempt answered twice differently%n",
        records);
    return records > 0;
  }

  private static boolean differs(Map<String, String> said, String what, Object value) {
    String before = said.putIfAbsent(what, value.toString());
    if (before != null && !before.equals(value.toString())) {
      System.out.println("   TWO DIFFERENT ANSWERS: " + what);
      return true;
    }
    return false;
  }

  private static List<String> lines(Path log) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(log)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList()) {
        lines.addAll(Files.readAllLines(file));
      }
    }
    return lines;
  }
}
