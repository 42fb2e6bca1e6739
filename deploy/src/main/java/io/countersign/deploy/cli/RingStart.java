package io.countersign.deploy.cli;

import io.countersign.coordinator.StatusView;
import io.countersign.deploy.local.NodeProcess;
import io.countersign.deploy.local.RingFolder;
import io.countersign.deploy.node.NodeExit;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Waits until a ring is up, but not for nodes that do not come: those held down on purpose, and
 * those that the supervisor gives up, which are named as soon as that happens.
 */
final class RingStart {
  private static final long LOOK_MILLIS = 200;

  private final RingFolder ring;

  /** Without it nothing can be asked. */
  private final String coordinator;

  private final Consumer<String> say;

  /** How the reason ends why a node is given up that the ring's record revokes. */
  private static final String REVOKED = "exit code " + NodeExit.REVOKED.code();

  private final List<String> givenUp = new ArrayList<>();

  /** Nodes that are not waited for; it grows while the other thread reads it. */
  private final List<String> absent = new CopyOnWriteArrayList<>();

  /** Waits for all nodes but some; {@link Readiness#await}. */
  @FunctionalInterface
  interface Waiting {
    StatusView await(List<String> absent, Duration wait) throws InterruptedException;
  }

  RingStart(RingFolder ring, Consumer<String> say) {
    this.ring = ring;
    this.coordinator = ring.coordinator().name();
    this.say = say;
  }

  /**
   * Waits.
   *
   * @throws CommandFailure {@link ExitCode#REMOTE} naming who is given up or has not come in time
   */
  StatusView await(Waiting waiting, Duration wait) throws IOException, InterruptedException {
    noteHeld();
    noteGivenUp();
    FutureTask<StatusView> all = new FutureTask<>(() -> waiting.await(absent, wait));
    Thread thread = new Thread(all, "readiness");
    thread.setDaemon(true);
    thread.start();
    try {
      return await(all);
    } finally {
      all.cancel(true);
    }
  }

  private StatusView await(FutureTask<StatusView> all) throws IOException, InterruptedException {
    Optional<StatusView> status = Optional.empty();
    while (status.isEmpty()) {
      noteGivenUp();
      if (absent.contains(coordinator)) {
        throw new CommandFailure(
            ExitCode.REMOTE,
            "the coordinator is down, so nothing more is known: countersign node start "
                + coordinator);
      }
      status = poll(all);
    }
    noteGivenUp();
    if (!givenUp.isEmpty()) {
      throw new CommandFailure(
          ExitCode.REMOTE, "all is up but what is given up: " + String.join(", ", givenUp));
    }
    return status.get();
  }

  private static Optional<StatusView> poll(FutureTask<StatusView> all) throws InterruptedException {
    try {
      return Optional.of(all.get(LOOK_MILLIS, TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private void noteHeld() {
    List<String> held =
        ring.nodeNames().stream().filter(n -> new NodeProcess(ring.node(n)).held()).toList();
    if (!held.isEmpty()) {
      say.accept("held down on purpose: " + held + " (countersign node start NAME)");
    }
    absent.addAll(held);
  }

  private void noteGivenUp() throws IOException {
    for (String name : ring.nodeNames()) {
      Optional<String> why = new NodeProcess(ring.node(name)).whyGivenUp();
      if (why.isPresent() && !absent.contains(name) && why.get().endsWith(REVOKED)) {
        say.accept(name + " is revoked");
        absent.add(name);
      } else if (why.isPresent() && !absent.contains(name)) {
        say.accept(
            "given up: %s (%s): mend it, then countersign node start %s"
                .formatted(name, why.get(), name));
        givenUp.add(name);
        absent.add(name);
      }
    }
  }
}
