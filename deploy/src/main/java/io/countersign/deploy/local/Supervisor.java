package io.countersign.deploy.local;

import io.countersign.deploy.node.NodeExit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the processes of a ring's nodes running: starts what is not, adopts what an earlier
 * supervisor left, restarts what dies with growing pauses, leaves alone what is held down on
 * purpose or ended with a code that a restart does not mend.
 *
 * <p>Thread: all state belongs to one thread of its own; the public methods hand over to it.
 */
public final class Supervisor implements AutoCloseable {
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);

  /**
   * Between two starts: many JVMs starting at once on few cores make each other's connections time
   * out.
   */
  private static final Duration START_GAP = Duration.ofMillis(1200);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);
  private static final Duration STEADY = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  private final NodeCommand command;
  private final Consumer<String> events;
  private final Map<String, Watched> nodes = new LinkedHashMap<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread made = new Thread(task, "supervisor");
            made.setDaemon(true);
            return made;
          });
  private final AtomicBoolean closed = new AtomicBoolean();
  private boolean stopping;
  private long nextStartNanos = System.nanoTime();
  private @Nullable ScheduledFuture<?> looking;

  /** One node and what happened to it. */
  private static final class Watched {
    private final NodeProcess node;
    private Optional<ProcessHandle> process = Optional.empty();
    private Duration pause = FIRST_PAUSE;
    private long startedNanos;
    private long notBeforeNanos;

    private Watched(NodeProcess node) {
      this.node = node;
      this.notBeforeNanos = System.nanoTime();
    }
  }

  /**
   * @param events is told what happens to nodes, by name, on the supervisor's thread
   */
  public Supervisor(RingFolder ring, NodeCommand command, Consumer<String> events) {
    this.command = command;
    this.events = events;
    List<String> names = new ArrayList<>(ring.nodeNames());
    // The coordinator first: the others ask it to join.
    names.sort(Comparator.comparing(name -> !name.equals(Names.COORDINATOR)));
    for (String name : names) {
      nodes.put(name, new Watched(new NodeProcess(ring.node(name))));
    }
  }

  /** Starts what is not running, and looks after it from now on. */
  public void start() {
    looking =
        thread.scheduleWithFixedDelay(this::look, 0, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Names of the nodes that run now. */
  public List<String> running() {
    return ask(
        () ->
            nodes.values().stream()
                .filter(watched -> watched.process.filter(ProcessHandle::isAlive).isPresent())
                .map(watched -> watched.node.name())
                .toList());
  }

  /** Stops every node, first kindly, after some seconds by force; nothing is left running. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    ask(
        () -> {
          stopping = true;
          if (looking != null) {
            looking.cancel(false);
          }
          stopAll();
          return true;
        });
    thread.shutdown();
  }

  private void look() {
    if (stopping) {
      return;
    }
    for (Watched watched : nodes.values()) {
      try {
        look(watched);
      } catch (IOException e) {
        events.accept(watched.node.name() + ": " + e.getMessage());
        later(watched);
      }
    }
  }

  private void look(Watched watched) throws IOException {
    if (watched.node.held()) {
      watched.pause = FIRST_PAUSE;
      return;
    }
    boolean runs = watched.process.filter(ProcessHandle::isAlive).isPresent();
    if (runs || watched.node.givenUp() || System.nanoTime() < watched.notBeforeNanos) {
      return;
    }
    Optional<ProcessHandle> left = watched.node.alive();
    if (left.isPresent()) {
      adopt(watched, left.get());
    } else if (System.nanoTime() >= nextStartNanos) {
      Optional<ProcessHandle> lost = watched.node.recover();
      if (lost.isPresent()) {
        adopt(watched, lost.get());
        return;
      }
      nextStartNanos = System.nanoTime() + START_GAP.toNanos();
      spawn(watched);
    }
  }

  private void adopt(Watched watched, ProcessHandle process) {
    watched.process = Optional.of(process);
    watched.startedNanos = System.nanoTime();
    events.accept(watched.node.name() + ": runs already (pid " + process.pid() + ")");
    CompletableFuture<Void> unused =
        process.onExit().thenAcceptAsync(ended -> onEnd(watched, Optional.empty()), thread);
  }

  private void spawn(Watched watched) throws IOException {
    Process process = watched.node.start(command);
    watched.process = Optional.of(process.toHandle());
    watched.startedNanos = System.nanoTime();
    events.accept(watched.node.name() + ": started (pid " + process.pid() + ")");
    CompletableFuture<Void> unused =
        process
            .onExit()
            .thenAcceptAsync(ended -> onEnd(watched, Optional.of(ended.exitValue())), thread);
  }

  private void onEnd(Watched watched, Optional<Integer> code) {
    watched.process = Optional.empty();
    try {
      watched.node.ended();
    } catch (IOException e) {
      events.accept(watched.node.name() + ": " + e.getMessage());
    }
    if (stopping) {
      return;
    }
    if (watched.node.held()) {
      events.accept(watched.node.name() + ": is held down");
      return;
    }
    String ended = code.map(c -> "ended with exit code " + c).orElse("ended");
    if (code.isPresent() && !NodeExit.restartable(code.get())) {
      giveUp(watched, ended);
      events.accept(
          watched.node.name()
              + ": "
              + ended
              + ", which a restart does not mend; see its run/node.log, then: countersign node"
              + " start "
              + watched.node.name());
      return;
    }
    later(watched);
    events.accept(
        watched.node.name()
            + ": "
            + ended
            + ", starts again in "
            + watched.pause.toMillis()
            + " ms");
  }

  private void giveUp(Watched watched, String why) {
    try {
      watched.node.giveUp(why);
    } catch (IOException e) {
      events.accept(watched.node.name() + ": " + e.getMessage());
    }
  }

  /** Grows the pause, unless the node had run steadily. */
  private void later(Watched watched) {
    boolean steady = System.nanoTime() - watched.startedNanos > STEADY.toNanos();
    Duration doubled = watched.pause.multipliedBy(2);
    Duration next = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    watched.notBeforeNanos = System.nanoTime() + watched.pause.toNanos();
    watched.pause = steady ? FIRST_PAUSE : next;
  }

  private void stopAll() {
    List<ProcessHandle> running = new ArrayList<>();
    for (Watched watched : nodes.values()) {
      try {
        watched.process.or(() -> aliveOf(watched)).ifPresent(running::add);
      } catch (UncheckedIOException e) {
        events.accept(watched.node.name() + ": " + e.getMessage());
      }
    }
    running.forEach(ProcessHandle::destroy);
    CompletableFuture<Void> gone = allGone(running);
    try {
      gone.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | InterruptedException | ExecutionException e) {
      running.forEach(ProcessHandle::destroyForcibly);
      allGone(running).join();
    }
    for (Watched watched : nodes.values()) {
      try {
        watched.node.ended();
      } catch (IOException e) {
        events.accept(watched.node.name() + ": " + e.getMessage());
      }
    }
  }

  private static CompletableFuture<Void> allGone(List<ProcessHandle> processes) {
    return CompletableFuture.allOf(
        processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new));
  }

  private static Optional<ProcessHandle> aliveOf(Watched watched) {
    try {
      return watched.node.alive();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private <T> T ask(java.util.concurrent.Callable<T> question) {
    try {
      return thread.submit(question).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
