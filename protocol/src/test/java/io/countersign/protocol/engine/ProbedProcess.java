package io.countersign.protocol.engine;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** An {@link EraseProbe} in a JVM of its own, and what its memory holds. */
final class ProbedProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;
  private final Path folder;

  ProbedProcess(String engine, Path folder) throws IOException {
    this.folder = folder;
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx48m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                EraseProbe.class.getName(),
                engine,
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
  }

  /** Waits until the process says that it is in this state. */
  void await(String state) throws IOException {
    String line = output.readLine();
    if (!state.equals(line)) {
      throw new IOException("the probe said " + line + ", wanted " + state);
    }
  }

  void goOn() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  Set<String> inHeapDump(String state, SecretScanner scanner) throws IOException {
    try (InputStream dump = Files.newInputStream(folder.resolve(state + ".hprof"))) {
      return scanner.find(dump);
    }
  }

  boolean memoryIsReadable() {
    return Files.isReadable(Path.of("/proc/" + process.pid() + "/mem"))
        && Files.isReadable(Path.of("/proc/" + process.pid() + "/smaps"));
  }

  /** What a core file would hold of the secret, and with {@code locked} also what it leaves out. */
  Set<String> inMemory(SecretScanner scanner, boolean locked) throws IOException {
    Set<String> found = new TreeSet<>();
    try (RandomAccessFile memory = new RandomAccessFile("/proc/" + process.pid() + "/mem", "r")) {
      for (Region region : regions()) {
        if (!region.leftOutOfCores() || locked) {
          for (String hit : scanner.find(region.read(memory))) {
            found.add(region.name() + "+" + hit);
          }
        }
      }
    }
    return found;
  }

  private record Region(long from, long to, String name, boolean leftOutOfCores) {
    InputStream read(RandomAccessFile memory) {
      byte[] octets = new byte[Math.toIntExact(to - from)];
      try {
        memory.seek(from);
        memory.readFully(octets);
      } catch (IOException unmapped) {
        // Guard pages and regions that went away meanwhile hold nothing.
        return InputStream.nullInputStream();
      }
      return new ByteArrayInputStream(octets);
    }
  }

  private List<Region> regions() {
    List<Region> regions = new ArrayList<>();
    try {
      String head = "";
      for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/smaps"))) {
        if (line.startsWith("VmFlags:")) {
          String[] fields = head.split("\\s+", 6);
          String[] bounds = fields[0].split("-", 2);
          if (fields[1].startsWith("rw")) {
            regions.add(
                new Region(
                    Long.parseUnsignedLong(bounds[0], 16),
                    Long.parseUnsignedLong(bounds[1], 16),
                    fields.length > 5 ? fields[5] : "anonymous",
                    line.contains(" dd")));
          }
        } else if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
          head = line;
        }
      }
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
    return regions;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
