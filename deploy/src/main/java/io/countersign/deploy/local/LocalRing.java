package io.countersign.deploy.local;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
  private static final long BEGIN_SECONDS = 60;

  /** How long a supervisor that has the lock may take to write its pid file. */
  private static final long OTHER_SECONDS = 5;

  private static final long POLL_MILLIS = 50;

  private final RingFolder folder;

  public LocalRing(RingFolder folder) {
    this.folder = folder;
  }

  /** The living supervisor, if there is one. */
  public Optional<ProcessHandle> supervisor() throws IOException {
    return ProcessId.read(folder.supervisorPid()).flatMap(ProcessId::alive);
  }

  /**
   * Starts the supervisor as a process that outlives this one, unless there is one, and waits until
   * it can be found.
   *
   * @return whether it was started
   * @throws SupervisionException if none came
   * @throws InterruptedException if the caller was interrupted
   */
  public boolean startSupervisor(Path home, String ring)
      throws IOException, InterruptedException, SupervisionException {
    return startSupervisor(
        JavaCommand.self(
            SUPERVISOR_HEAP,
            List.of("ring", "supervise", "--home", home.toString(), "--ring", ring)));
  }

  /** The same with another command, which must take the {@link Supervision}. */
  boolean startSupervisor(List<String> supervise)
      throws IOException, InterruptedException, SupervisionException {
    if (supervisor().isPresent()) {
      return false;
    }
    PrivateFiles.folder(folder.run());
    List<String> command = new ArrayList<>(detached());
    command.addAll(supervise);
    Process process =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.supervisorLog().toFile()))
            .start();
    return awaitSupervisor(process).pid() == process.pid();
  }

  /** The supervisor that was started, or the one that was quicker and has the lock. */
  private ProcessHandle awaitSupervisor(Process started)
      throws IOException, InterruptedException, SupervisionException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(BEGIN_SECONDS);
    while (System.nanoTime() < end) {
      Optional<ProcessHandle> found = supervisor();
      if (found.isPresent()) {
        if (found.get().pid() != started.pid()) {
          // Still starting, it would begin as soon as a `down` has ended the other.
          end(started.toHandle());
        }
        return found.get();
      }
      if (started.isAlive()) {
        boolean unused = started.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
      } else {
        if (started.exitValue() != 0) {
          end = Math.min(end, System.nanoTime() + TimeUnit.SECONDS.toNanos(OTHER_SECONDS));
        }
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      }
    }
    started.destroy();
    throw new SupervisionException(
        "the supervisor of this ring did not begin: " + folder.supervisorLog() + " says why");
  }

  /**
   * Stops supervisor and nodes; whatever of this ring runs is ended.
   *
   * @return how many processes were running
   * @throws SupervisionException if a process supervises the ring that cannot be found; nothing was
   *     ended then
   * @throws InterruptedException if the caller was interrupted
   */
  public int stop() throws IOException, InterruptedException, SupervisionException {
    List<NodeProcess> nodes =
        folder.nodeNames().stream().map(name -> new NodeProcess(folder.node(name))).toList();
    Set<String> running = new HashSet<>();
    for (NodeProcess node : nodes) {
      if (node.alive().isPresent()) {
        running.add(node.name());
      }
    }
    Alone alone = endSupervisors();
    // As long as the lock is held here, no supervisor can begin.
    try {
      for (NodeProcess node : nodes) {
        if (node.kill()) {
          running.add(node.name());
        }
        node.ended();
      }
      Files.deleteIfExists(folder.supervisorPid());
    } finally {
      alone.lock().close();
    }
    return running.size() + alone.ended();
  }

  /**
   * No supervisor is left.
   *
   * @param ended how many were ended
   */
  private record Alone(ProcessLock lock, int ended) {}

  private Alone endSupervisors() throws IOException, InterruptedException, SupervisionException {
    PrivateFiles.folder(folder.run());
    int ended = 0;
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(OTHER_SECONDS);
    while (true) {
      Optional<ProcessHandle> supervisor = supervisor();
      if (supervisor.isPresent()) {
        end(supervisor.get());
        ended++;
      }
      Optional<ProcessLock> lock = ProcessLock.tryAcquire(folder.supervisorLock());
      if (lock.isPresent()) {
        return new Alone(lock.get(), ended);
      }
      if (System.nanoTime() > end) {
        throw new SupervisionException(
            "a supervisor that no file names holds "
                + folder.supervisorLock()
                + ", and would start every node again: find its process with 'fuser' or 'lsof' of"
                + " that file, end it with 'kill PID', and do this again; no node was ended");
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  private static void end(ProcessHandle process) throws InterruptedException {
    CompletableFuture<ProcessHandle> gone = process.onExit();
    process.destroy();
    try {
      gone.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      process.destroyForcibly();
      gone.join();
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
}
