package io.countersign.deploy.drill;

import io.countersign.deploy.drill.Trace.Slot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One throw-away device as the drill sees it from outside: its files, its log, its trace. Moments
 * are milliseconds of the boot clock; 0 is never. Thread: one.
 */
final class Subject {
  private static final String DISARMED = "\"kind\":\"node-guard-disarmed\"";
  private static final String ERASED = "\"kind\":\"node-guard-erased\"";

  private final Path folder;
  private final int number;
  private final long disarmAfter;
  private final long eraseAfter;
  private final Trace trace;
  private List<Path> secrets = List.of();
  private long logOctets;
  private int disarmsBefore;
  private int disarms;
  private int erasures;
  private long disarmed;
  private long erased;

  /**
   * @param number of the device in its process
   * @param disarmAfter milliseconds
   * @param eraseAfter milliseconds
   */
  Subject(Path folder, int number, long disarmAfter, long eraseAfter) throws IOException {
    this.folder = folder;
    this.number = number;
    this.disarmAfter = disarmAfter;
    this.eraseAfter = eraseAfter;
    this.trace = Trace.open(folder);
  }

  Path folder() {
    return folder;
  }

  int number() {
    return number;
  }

  Trace trace() {
    return trace;
  }

  long disarmAfter() {
    return disarmAfter;
  }

  long eraseAfter() {
    return eraseAfter;
  }

  /** Whether it may act now. */
  boolean isArmed(long now, long within) {
    return now - trace.get(Slot.ASKED) <= within;
  }

  /** Remembers what there is: from here on its disarming and erasing are looked for. */
  void beginWatching() throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> shares = Files.list(folder.resolve("shares"))) {
      shares.forEach(files::add);
    }
    if (files.isEmpty()) {
      throw new IOException(folder + " has no shares before its beats are lost");
    }
    files.add(folder.resolve("keys").resolve("shares.passphrase"));
    files.add(folder.resolve("keys").resolve("agreement.pem"));
    secrets = List.copyOf(files);
    readLog();
    disarmsBefore = disarms;
  }

  /** How often it was disarmed before its beats were lost. */
  int disarmsBefore() {
    return disarmsBefore;
  }

  /** How often its log says that it was disarmed. */
  int disarms() throws IOException {
    readLog();
    return disarms;
  }

  /** Looks at it; at its files only when its process says that there is something to see. */
  void look(long now) throws IOException {
    if (disarmed == 0 && trace.get(Slot.EMPTIED) > 0) {
      readLog();
      if (disarms > disarmsBefore || erasures > 0) {
        disarmed = now;
      }
    }
    if (erased == 0 && trace.get(Slot.DEAD) > 0) {
      readLog();
      if (erasures > 0 && secrets.stream().noneMatch(Files::exists)) {
        erased = now;
      }
    }
  }

  private void readLog() throws IOException {
    List<Path> segments;
    try (Stream<Path> inside = Files.list(folder.resolve("log"))) {
      segments = inside.filter(path -> path.toString().endsWith(".jsonl")).toList();
    }
    long octets = 0;
    for (Path segment : segments) {
      octets += Files.size(segment);
    }
    if (octets == logOctets) {
      return;
    }
    logOctets = octets;
    int disarmRecords = 0;
    int eraseRecords = 0;
    for (Path segment : segments) {
      String text =
          new String(Files.readAllBytes(segment), java.nio.charset.StandardCharsets.UTF_8);
      disarmRecords += count(text, DISARMED);
      eraseRecords += count(text, ERASED);
    }
    disarms = disarmRecords;
    erasures = eraseRecords;
  }

  private static int count(String text, String what) {
    int found = 0;
    for (int at = text.indexOf(what); at >= 0; at = text.indexOf(what, at + 1)) {
      found++;
    }
    return found;
  }

  /** When its log said that it is disarmed and its vault was empty. */
  long disarmed() {
    return disarmed;
  }

  /** When its secrets were gone from disk, its log said so and its guard had ended. */
  long erased() {
    return erased;
  }

  /** When it acted last, or might have. */
  long acted() {
    return Math.max(trace.get(Slot.ASKED), trace.get(Slot.ACTED));
  }

  @Override
  public String toString() {
    return String.valueOf(folder.getFileName());
  }
}
