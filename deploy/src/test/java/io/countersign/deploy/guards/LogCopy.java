package io.countersign.deploy.guards;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The segments of a log in memory, to be edited and written to a folder. */
final class LogCopy {
  private final List<byte[]> segments = new ArrayList<>();

  private LogCopy(List<byte[]> segments) {
    this.segments.addAll(segments);
  }

  static LogCopy read(Path folder) throws IOException {
    List<byte[]> segments = new ArrayList<>();
    for (int i = 1; Files.exists(segment(folder, i)); i++) {
      segments.add(Files.readAllBytes(segment(folder, i)));
    }
    return new LogCopy(segments);
  }

  LogCopy copy() {
    return new LogCopy(segments.stream().map(byte[]::clone).toList());
  }

  /** Makes a folder hold exactly these segments. */
  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    for (int i = 0; i < segments.size(); i++) {
      Files.write(segment(folder, i + 1), segments.get(i));
    }
  }

  int segments() {
    return segments.size();
  }

  int octets() {
    return segments.stream().mapToInt(segment -> segment.length).sum();
  }

  /** Lines of all segments; that of record n is the n-th. */
  int lines() {
    return segments.stream().mapToInt(segment -> lines(segment).size()).sum();
  }

  /** Flips one bit of one octet; gives the number of the record it belongs to. */
  int flip(int octet, int bit) {
    int lines = 0;
    int at = octet;
    for (byte[] segment : segments) {
      if (at < segment.length) {
        for (int i = 0; i < at; i++) {
          lines += segment[i] == '\n' ? 1 : 0;
        }
        segment[at] ^= (byte) (1 << bit);
        return lines + 1;
      }
      at -= segment.length;
      lines += lines(segment).size();
    }
    throw new IllegalArgumentException("no octet " + octet);
  }

  /** Cuts the log after so many octets. */
  void truncate(int octets) {
    int left = octets;
    for (int i = 0; i < segments.size(); i++) {
      int keep = Math.min(left, segments.get(i).length);
      segments.set(i, Arrays.copyOf(segments.get(i), keep));
      left -= keep;
    }
    while (segments.size() > 1 && segments.get(segments.size() - 1).length == 0) {
      segments.remove(segments.size() - 1);
    }
  }

  /** Deletes the line of a record. */
  void delete(int record) {
    change(record, "");
  }

  /** Swaps the lines of two records. */
  void swap(int one, int other) {
    String first = line(one);
    change(one, line(other));
    change(other, first);
  }

  private String line(int record) {
    int left = record;
    for (byte[] segment : segments) {
      List<String> lines = lines(segment);
      if (left <= lines.size()) {
        return lines.get(left - 1);
      }
      left -= lines.size();
    }
    throw new IllegalArgumentException("no record " + record);
  }

  private void change(int record, String line) {
    int left = record;
    for (int i = 0; i < segments.size(); i++) {
      List<String> lines = lines(segments.get(i));
      if (left <= lines.size()) {
        lines.set(left - 1, line);
        segments.set(i, String.join("", lines).getBytes(StandardCharsets.ISO_8859_1));
        return;
      }
      left -= lines.size();
    }
    throw new IllegalArgumentException("no record " + record);
  }

  /** Lines with their line feeds. */
  private static List<String> lines(byte[] segment) {
    List<String> lines = new ArrayList<>();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (byte octet : segment) {
      line.write(octet);
      if (octet == '\n') {
        lines.add(line.toString(StandardCharsets.ISO_8859_1));
        line.reset();
      }
    }
    return lines;
  }

  private static Path segment(Path folder, int number) {
    return folder.resolve("log-%06d.jsonl".formatted(number));
  }
}
