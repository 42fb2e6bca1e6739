package io.countersign.deploy.local;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A ring of this machine from outside: its supervisor as a background process, and the way to stop
 * all of it.
 */
public final class LocalRing {
  private static final int SUPERVISOR_HEAP = 32;
  private static final long PATIENCE_SECONDS = 25;

  private final RingFolder folder;

  public LocalRing(RingFolder folder) {
    this.folder = folder;
  }

  /** The living supervisor, if there is one. */
  public Optional<ProcessHandle> supervisor() throws IOException {
    return ProcessId.read(pidFile()).flatMap(ProcessId::alive);
  }

  /**
   * Starts the supervisor as a process that outlives this one, unless it runs.
   *
   * @return whether it was started
   */
  public boolean startSupervisor(Path home, String ring) throws IOException {
    if (supervisor().isPresent()) {
      return false;
    }
    PrivateFiles.folder(folder.run());
    List<String> command = new ArrayList<>(detached());
    command.addAll(
        JavaCommand.self(
            SUPERVISOR_HEAP,
            List.of("ring", "supervise", "--home", home.toString(), "--ring", ring)));
    Process process =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.run().resolve("supervisor.log").toFile()))
            .start();
    ProcessId.of(process.toHandle()).write(pidFile());
    return true;
  }

  /**
   * Stops supervisor and nodes; whatever of this ring runs is ended.
   *
   * @return how many processes were running
   */
  public int stop() throws IOException {
    Optional<ProcessHandle> supervisor = supervisor();
    int running = supervisor.isPresent() ? 1 : 0;
    List<NodeProcess> nodes =
        folder.nodeNames().stream().map(name -> new NodeProcess(folder.node(name))).toList();
    for (NodeProcess node : nodes) {
      running += node.alive().isPresent() ? 1 : 0;
    }
    if (supervisor.isPresent()) {
      end(supervisor.get());
    }
    for (NodeProcess node : nodes) {
      node.kill();
      node.ended();
    }
    java.nio.file.Files.deleteIfExists(pidFile());
    return running;
  }

  private static void end(ProcessHandle process) {
    CompletableFuture<ProcessHandle> gone = process.onExit();
    process.destroy();
    try {
      gone.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      process.destroyForcibly();
      gone.join();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** A session of its own, where the system has the tool, so that no terminal's signal ends it. */
  private static List<String> detached() {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      if (!folder.isEmpty() && new File(folder, "setsid").canExecute()) {
        return List.of("setsid");
      }
    }
    return List.of();
  }

  private Path pidFile() {
    return folder.run().resolve("supervisor.pid");
  }
}
