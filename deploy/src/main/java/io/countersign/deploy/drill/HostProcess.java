package io.countersign.deploy.drill;

import io.countersign.deploy.local.JavaCommand;
import io.countersign.deploy.local.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The process of a {@link DeviceHost} as the drill handles it. Thread: one. */
final class HostProcess implements AutoCloseable {
  private static final String OUT = "host.out";
  private static final int HEAP = 96;
  private static final int SIGNAL_SECONDS = 5;

  private final Path folder;
  private final List<String> options;
  private final boolean asNode;
  private final Map<String, String> environment;
  private @Nullable Process process;

  /**
   * @param options further options of {@code countersign drill devices}
   * @param asNode whether Java compiles as in a device's process; else quickly, for many start at
   *     once on few cores
   * @param environment further variables
   */
  HostProcess(Path folder, List<String> options, boolean asNode, Map<String, String> environment) {
    this.folder = folder;
    this.asNode = asNode;
    this.options = List.copyOf(options);
    this.environment = Map.copyOf(environment);
  }

  void start() throws IOException {
    List<String> arguments = new ArrayList<>(List.of("drill", "devices"));
    arguments.addAll(options);
    arguments.add("--folder");
    arguments.add(folder.toString());
    List<String> command = JavaCommand.self(HEAP, arguments);
    command.add(1, "-Dcountersign.run=" + folder);
    command.add(1, "-Dlogback.configurationFile=io/countersign/deploy/logback-node.xml");
    if (!asNode) {
      command.add(1, "-XX:TieredStopAtLevel=1");
    }
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve(OUT).toFile()));
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    builder.environment().putAll(environment);
    process = builder.start();
  }

  private Process running() {
    Process running = process;
    if (running == null) {
      throw new IllegalStateException("the process of " + folder + " was not started");
    }
    return running;
  }

  /** Whether all its devices are opened. */
  boolean isReady() {
    return Files.exists(folder.resolve(DeviceHost.READY));
  }

  /** Lets their guards begin. */
  void go() throws IOException {
    PrivateFiles.create(folder.resolve(DeviceHost.GO), "");
  }

  /** What it printed. */
  String said() throws IOException {
    return Files.readString(folder.resolve(OUT)).strip();
  }

  boolean isAlive() {
    return running().isAlive();
  }

  /** CPU time so far, in milliseconds. */
  double cpuMilliseconds() {
    return running().info().totalCpuDuration().map(d -> d.toNanos() / 1e6).orElse(0.0);
  }

  /** SIGSTOP. */
  void stop() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** SIGCONT. */
  void wake() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    Process sending =
        new ProcessBuilder("kill", "-" + name, Long.toString(running().pid()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!sending.waitFor(SIGNAL_SECONDS, TimeUnit.SECONDS) || sending.exitValue() != 0) {
      throw new IOException("SIG" + name + " could not be sent to " + running().pid());
    }
  }

  /** SIGKILL, and waits until it is gone. */
  void kill() throws InterruptedException {
    running().destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
    }
  }
}
