package io.countersign.deploy.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorTest {
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
