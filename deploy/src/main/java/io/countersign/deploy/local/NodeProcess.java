package io.countersign.deploy.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
    tryAgain();
  }

  /** Whether its supervisor has given it up: a restart does not mend how it ended. */
  public boolean givenUp() {
    return Files.exists(givenUpFile());
  }

  /** Why it was given up, if it was. */
  public Optional<String> whyGivenUp() throws IOException {
    try {
      return Optional.of(Files.readString(givenUpFile()).strip());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Lets a supervisor try it again. */
  void tryAgain() throws IOException {
    Files.deleteIfExists(givenUpFile());
  }

  void giveUp(String why) throws IOException {
    PrivateFiles.replace(givenUpFile(), why + "\n");
  }

  /**
   * SIGKILL, as a crash would be, and waits until it is gone; also what no pid file names.
   *
   * @return whether there was a process
   */
  public boolean kill() throws IOException {
    Set<ProcessHandle> running = new HashSet<>(NodeSearch.running(folder.config()));
    alive().ifPresent(running::add);
    for (ProcessHandle process : running) {
      CompletableFuture<ProcessHandle> gone = process.onExit();
      process.destroyForcibly();
      gone.join();
    }
    return !running.isEmpty();
  }

  /** A living process of this node that no pid file names; it is named from now on. */
  Optional<ProcessHandle> recover() throws IOException {
    List<ProcessHandle> running = NodeSearch.running(folder.config());
    if (running.isEmpty()) {
      return Optional.empty();
    }
    PrivateFiles.folder(folder.run());
    ProcessId.of(running.get(0)).write(pidFile());
    return Optional.of(running.get(0));
  }

  /**
   * Starts it; its output goes to {@code run/node.out}. Nothing is left running if that fails.
   * Whoever held the node down while it was starting finds its pid file, or is obeyed here.
   */
  Process start(NodeCommand command) throws IOException {
    PrivateFiles.folder(folder.run());
    Process process = command.start(folder);
    boolean named = false;
    try {
      ProcessId.of(process.toHandle()).write(pidFile());
      named = true;
    } finally {
      if (!named || held()) {
        process.destroyForcibly();
      }
    }
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
