package io.countersign.deploy.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorTest {
  /** Exit code of a process that SIGKILL ended. */
  private static final int KILLED = 137;

  @TempDir private Path home = Path.of("");

  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  @Test
  void restartsANodeThatDiesButNotOneThatIsHeld() throws Exception {
    RingFolder ring = ring("sleeper");
    NodeProcess node = new NodeProcess(ring.node("sleeper"));
    try (Supervisor supervisor = new Supervisor(ring, command("sleep 60"), events::add)) {
      supervisor.start();
      await("sleeper: started");
      node.kill();
      await("sleeper: ended with exit code 137");
      await("sleeper: started");

      node.hold();
      node.kill();
      await("sleeper: is held down");
      assertThat(supervisor.running()).isEmpty();

      node.release();
      await("sleeper: started");
    }
    assertThat(node.alive()).isEmpty();
  }

  @Test
  void givesUpANodeWhoseExitCodeARestartDoesNotMend() throws Exception {
    RingFolder ring = ring("broken");
    try (Supervisor supervisor = new Supervisor(ring, command("exit 64"), events::add)) {
      supervisor.start();
      await("broken: ended with exit code 64, which a restart does not mend");
      assertThat(new NodeProcess(ring.node("broken")).givenUp()).isTrue();
    }
  }

  @Test
  void aProcessThatCannotBeNamedDoesNotStay() throws Exception {
    RingFolder ring = ring("unnamed");
    // What a full disk does too: the pid file cannot be put in its place.
    Files.createDirectories(ring.node("unnamed").run().resolve("pid/in-the-way"));
    AtomicReference<Process> started = new AtomicReference<>();
    NodeProcess node = new NodeProcess(ring.node("unnamed"));
    assertThatThrownBy(() -> node.start(folder -> sleeper(started)))
        .isInstanceOf(IOException.class);
    assertThat(started.get().waitFor()).isEqualTo(KILLED);
  }

  @Test
  void aNodeThatIsHeldWhileItStartsIsEnded() throws Exception {
    RingFolder ring = ring("sleeper");
    NodeProcess node = new NodeProcess(ring.node("sleeper"));
    AtomicReference<Process> started = new AtomicReference<>();
    NodeCommand held =
        folder -> {
          // `node kill` finds no process yet.
          node.hold();
          return sleeper(started);
        };
    try (Supervisor supervisor = new Supervisor(ring, held, events::add)) {
      supervisor.start();
      await("sleeper: is held down");
      assertThat(started.get().waitFor()).isEqualTo(KILLED);
      assertThat(node.alive()).isEmpty();
    }
  }

  @Test
  void aProcessThatNoPidFileNamesIsAdopted() throws Exception {
    RingFolder ring = ring("lost");
    Process lost = asNode(ring);
    try (Supervisor supervisor = new Supervisor(ring, command("sleep 60"), events::add)) {
      supervisor.start();
      assertThat(next()).isEqualTo("lost: runs already (pid " + lost.pid() + ")");
      assertThat(new NodeProcess(ring.node("lost")).alive()).contains(lost.toHandle());
    }
    assertThat(lost.isAlive()).isFalse();
  }

  @Test
  void downAndNodeKillEndAProcessThatNoPidFileNames() throws Exception {
    RingFolder ring = ring("lost");
    Process first = asNode(ring);
    assertThat(new NodeProcess(ring.node("lost")).kill()).isTrue();
    assertThat(first.isAlive()).isFalse();

    Process second = asNode(ring);
    assertThat(new LocalRing(ring).stop()).isEqualTo(1);
    assertThat(second.isAlive()).isFalse();
  }

  /** A small process with the command line of a node, and no pid file. */
  private static Process asNode(RingFolder ring) throws IOException {
    return new ProcessBuilder(
            "sh",
            "-c",
            "read line; exit 0",
            "io.countersign.deploy.Main",
            "node",
            "run",
            "--conf",
            ring.node("lost").config().toString())
        .start();
  }

  private static Process sleeper(AtomicReference<Process> started) throws IOException {
    Process process = new ProcessBuilder("sleep", "60").start();
    started.set(process);
    return process;
  }

  private RingFolder ring(String node) throws IOException {
    RingFolder ring = RingFolder.of(home, "test");
    Files.createDirectories(ring.node(node).path());
    return ring;
  }

  private static NodeCommand command(String script) {
    return node ->
        new ProcessBuilder(
                List.of("sh", "-c", script.startsWith("exit") ? script : "exec " + script))
            .start();
  }

  private void await(String beginning) throws InterruptedException {
    for (String event = next(); ; event = next()) {
      if (event.startsWith(beginning)) {
        return;
      }
    }
  }

  private String next() throws InterruptedException {
    String event = events.poll(20, TimeUnit.SECONDS);
    assertThat(event).as("an event within 20 s").isNotNull();
    return String.valueOf(event);
  }
}
