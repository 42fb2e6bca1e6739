package io.countersign.deploy.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The process of one node as its run folder shows it: {@code pid} names the living one, {@code
 * held} says that it is down on purpose, {@code given-up} that a restart is of no use, {@code
 * node.out} has what it printed.
 */
public final class NodeProcess {
  private final RingFolder.NodeFolder folder;

  public NodeProcess(RingFolder.NodeFolder folder) {
    this.folder = folder;
  }

  public String name() {
    return folder.name();
  }

  /** The living process, if there is one. */
  public Optional<ProcessHandle> alive() throws IOException {
    return ProcessId.read(pidFile()).flatMap(ProcessId::alive);
  }

  /** Whether it is down on purpose. */
  public boolean held() {
    return Files.exists(heldFile());
  }

  /** Down on purpose: no supervisor starts it until {@link #release}. */
  public void hold() throws IOException {
    PrivateFiles.folder(folder.run());
    if (!held()) {
      PrivateFiles.create(heldFile(), "held down by countersign node kill\n");
    }
  }

  /** Lets a supervisor start it again, whatever kept it from that. */
  public void release() throws IOException {
    Files.deleteIfExists(heldFile());
    Files.deleteIfExists(givenUpFile());
  }

  /** Whether its supervisor has given it up: a restart does not mend how it ended. */
  public boolean givenUp() {
    return Files.exists(givenUpFile());
  }

  void giveUp(String why) throws IOException {
    PrivateFiles.replace(givenUpFile(), why + "\n");
  }

  /**
   * SIGKILL, as a crash would be, and waits until it is gone.
   *
   * @return whether there was a process
   */
  public boolean kill() throws IOException {
    Optional<ProcessHandle> alive = alive();
    if (alive.isPresent()) {
      CompletableFuture<ProcessHandle> gone = alive.get().onExit();
      alive.get().destroyForcibly();
      gone.join();
    }
    return alive.isPresent();
  }

  /** Starts it; its output goes to {@code run/node.out}. */
  Process start(NodeCommand command) throws IOException {
    PrivateFiles.folder(folder.run());
    Process process = command.start(folder);
    ProcessId.of(process.toHandle()).write(pidFile());
    return process;
  }

  /** Forgets a process that has ended. */
  void ended() throws IOException {
    if (alive().isEmpty()) {
      Files.deleteIfExists(pidFile());
    }
  }

  private Path pidFile() {
    return folder.run().resolve("pid");
  }

  private Path givenUpFile() {
    return folder.run().resolve("given-up");
  }

  private Path heldFile() {
    return folder.run().resolve("held");
  }
}
