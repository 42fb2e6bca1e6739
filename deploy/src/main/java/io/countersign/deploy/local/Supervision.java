package io.countersign.deploy.local;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * The supervision of a ring by this process. A lock lets one process at a time have it, and that
 * one alone writes {@code supervisor.pid}: whoever holds the lock can be found and ended.
 */
public final class Supervision implements AutoCloseable {
  private final RingFolder ring;
  private final ProcessLock lock;
  private final Supervisor supervisor;
  private final Consumer<String> events;

  private Supervision(
      RingFolder ring, ProcessLock lock, Supervisor supervisor, Consumer<String> events) {
    this.ring = ring;
    this.lock = lock;
    this.supervisor = supervisor;
    this.events = events;
  }

  /**
   * Takes the supervision of a ring; no node is started yet. What an earlier supervisor had given
   * up is tried again.
   *
   * @param events is told what happens, by name
   * @return empty if another process has it
   */
  public static Optional<Supervision> take(
      RingFolder ring, NodeCommand command, Consumer<String> events) throws IOException {
    PrivateFiles.folder(ring.run());
    Optional<ProcessLock> lock = ProcessLock.tryAcquire(ring.supervisorLock());
    if (lock.isEmpty()) {
      return Optional.empty();
    }
    boolean taken = false;
    try {
      for (String name : ring.nodeNames()) {
        new NodeProcess(ring.node(name)).tryAgain();
      }
      // Whoever waits for this file finds none given up before.
      ProcessId.of(ProcessHandle.current()).write(ring.supervisorPid());
      Supervisor supervisor = new Supervisor(ring, command, events);
      taken = true;
      return Optional.of(new Supervision(ring, lock.get(), supervisor, events));
    } finally {
      if (!taken) {
        lock.get().close();
      }
    }
  }

  /** Keeps the nodes running until this process is told to end; then it stops them. */
  public void untilEnded() throws InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  close();
                  ended.countDown();
                },
                "stop-nodes"));
    supervisor.start();
    ended.await();
  }

  /** Stops the nodes and gives the ring free. */
  @Override
  public void close() {
    supervisor.close();
    try {
      Files.deleteIfExists(ring.supervisorPid());
      lock.close();
    } catch (IOException e) {
      events.accept("supervisor: " + e.getMessage());
    }
  }
}
