package io.countersign.deploy.local;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts further processes of this program with the Java runtime, class path and shared class
 * archive of this one.
 */
public final class JavaCommand implements NodeCommand {
  /** Set by {@code bin/countersign}: where the shared class archive lies, if there is one. */
  public static final String ARCHIVE_PROPERTY = "countersign.archive";

  /** The main class of every process of this program. */
  static final String MAIN = "io.countersign.deploy.Main";

  private static final String DEVICES = String.join("|", Names.DEVICES);

  private final boolean endWithParent;

  /**
   * @param endWithParent whether nodes end when this process does, however it ends
   */
  public JavaCommand(boolean endWithParent) {
    this.endWithParent = endWithParent;
  }

  @Override
  public Process start(RingFolder.NodeFolder node) throws IOException {
    List<String> command = new ArrayList<>(java(heapMegabytes(node)));
    if (!node.name().matches(DEVICES)) {
      // Many processes start at once on few cores, and theirs is no arithmetic: the quick compiler
      // alone makes the start of a ring a third shorter and each process smaller. Never a device or
      // a dealer (DESIGN.md): where Java must do the arithmetic it would be nine times slower.
      command.add(1, "-XX:TieredStopAtLevel=1");
    }
    command.add("-Dlogback.configurationFile=io/countersign/deploy/logback-node.xml");
    command.add("-Dcountersign.run=" + node.run());
    command.addAll(List.of(MAIN, "node", "run", "--conf", node.config().toString()));
    if (endWithParent) {
      command.addAll(List.of("--parent", Long.toString(ProcessHandle.current().pid())));
    }
    File out = node.run().resolve("node.out").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(out));
    // Each arena of glibc's allocator holds memory back; a node needs no more than two. What the
    // compilers have given back goes back to the system.
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    builder.environment().put("MALLOC_TRIM_THRESHOLD_", "131072");
    return builder.start();
  }

  /**
   * The beginning of a command: Java and its options, without main class and arguments.
   *
   * @param heapMegabytes largest heap
   */
  public static List<String> java(int heapMegabytes) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xms16m");
    command.add("-Xmx" + heapMegabytes + "m");
    command.add("-XX:+UseSerialGC");
    command.add("-XX:MinHeapFreeRatio=10");
    command.add("-XX:MaxHeapFreeRatio=30");
    command.add("-XX:ReservedCodeCacheSize=64m");
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("-Xss512k");
    String archive = System.getProperty(ARCHIVE_PROPERTY, "");
    if (!archive.isEmpty() && Files.isReadable(Path.of(archive))) {
      command.add("-XX:SharedArchiveFile=" + archive);
      // At the address for which the archive was made: its pages are shared between the processes
      // of
      // a ring, else each patches a copy of 80 MiB. The flag is not in every Java.
      command.add("-XX:+IgnoreUnrecognizedVMOptions");
      command.add("-XX:+UnlockDiagnosticVMOptions");
      command.add("-XX:ArchiveRelocationMode=0");
      command.add("-Xshare:auto");
      command.add("-Xlog:cds=off");
      command.add("-Xlog:cds+dynamic=off");
      command.add("-D" + ARCHIVE_PROPERTY + "=" + archive);
    }
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    return command;
  }

  /** A further process of this program that is no node. */
  public static List<String> self(int heapMegabytes, List<String> arguments) {
    List<String> command = new ArrayList<>(java(heapMegabytes));
    command.add(MAIN);
    command.addAll(arguments);
    return command;
  }

  private static int heapMegabytes(RingFolder.NodeFolder node) {
    if (node.name().equals(Names.COORDINATOR)) {
      return 256;
    }
    if (node.name().startsWith(RingPlan.SOURCE_PREFIX)) {
      return 32;
    }
    return 96;
  }
}
