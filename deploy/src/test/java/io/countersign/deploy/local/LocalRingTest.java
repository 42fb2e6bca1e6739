package io.countersign.deploy.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Supervisors as processes of their own, over a node that sleeps. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class LocalRingTest {
  @TempDir private Path home = Path.of("");

  private final List<ProcessHandle> started = new ArrayList<>();
  private final Set<ProcessHandle> before =
      ProcessHandle.current().descendants().collect(Collectors.toSet());
  private RingFolder ring = new RingFolder(Path.of(""));

  @BeforeEach
  void makeRing() throws IOException {
    ring = RingFolder.of(home, "test");
    PrivateFiles.folder(ring.node("sleeper").path());
  }

  @AfterEach
  void endWhatIsLeft() {
    // Also what a supervisor that was not expected has started.
    ProcessHandle.current()
        .descendants()
        .filter(process -> !before.contains(process))
        .forEach(started::add);
    started.forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  void aSecondSupervisorDoesNotHideTheFirst() throws Exception {
    // The first `up` is killed right after it has started its supervisor.
    Process first = new ProcessBuilder(SleepingRing.command(ring)).start();
    started.add(first.toHandle());
    ProcessHandle node = awaitNode(first);

    LocalRing local = new LocalRing(ring);
    assertThat(local.startSupervisor(SleepingRing.command(ring))).isFalse();
    assertThat(local.supervisor()).contains(first.toHandle());

    assertThat(local.stop()).isEqualTo(2);
    assertThat(first.isAlive()).isFalse();
    assertThat(node.isAlive()).isFalse();
    assertThat(new NodeProcess(ring.node("sleeper")).alive()).isEmpty();
  }

  @Test
  void twoAtOnceAgreeOnOneSupervisor() throws Exception {
    LocalRing local = new LocalRing(ring);
    CompletableFuture<Boolean> rival =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return local.startSupervisor(SleepingRing.command(ring));
              } catch (IOException | InterruptedException | SupervisionException e) {
                throw new CompletionException(e);
              }
            });
    boolean own = local.startSupervisor(SleepingRing.command(ring));
    assertThat(rival.get(60, TimeUnit.SECONDS)).isEqualTo(!own);
    ProcessHandle supervisor = local.supervisor().orElseThrow();

    local.stop();
    assertThat(supervisor.isAlive()).isFalse();
    // A loser that was still starting would take the lock now.
    assertThat(
            ProcessHandle.current()
                .descendants()
                .filter(process -> !before.contains(process) && process.isAlive()))
        .isEmpty();
    assertThat(local.supervisor()).isEmpty();
  }

  @Test
  void downEndsNoNodeWhileASupervisorCannotBeFound() throws Exception {
    Process supervisor = new ProcessBuilder(SleepingRing.command(ring)).start();
    started.add(supervisor.toHandle());
    ProcessHandle node = awaitNode(supervisor);
    Files.delete(ring.supervisorPid());

    LocalRing local = new LocalRing(ring);
    assertThatThrownBy(local::stop)
        .isInstanceOf(SupervisionException.class)
        .hasMessageContaining(ring.supervisorLock().toString())
        .hasMessageContaining("kill PID");
    assertThat(node.isAlive()).isTrue();

    supervisor.destroy();
    supervisor.waitFor();
    local.stop();
    assertThat(node.isAlive()).isFalse();
  }

  @Test
  void aNewSupervisorTriesAgainWhatAnotherHadGivenUp() throws Exception {
    NodeProcess node = new NodeProcess(ring.node("sleeper"));
    PrivateFiles.folder(ring.node("sleeper").run());
    node.giveUp("ended with exit code 64");
    Process supervisor = new ProcessBuilder(SleepingRing.command(ring)).start();
    started.add(supervisor.toHandle());
    awaitNode(supervisor);
    assertThat(node.givenUp()).isFalse();
    new LocalRing(ring).stop();
  }

  @Test
  void aSupervisorThatCannotBeginIsAnError() {
    assertThatThrownBy(() -> new LocalRing(ring).startSupervisor(List.of("false")))
        .isInstanceOf(SupervisionException.class)
        .hasMessageContaining(ring.supervisorLog().toString());
  }

  /** Reads what a supervisor says until its node is started. */
  private ProcessHandle awaitNode(Process supervisor) throws Exception {
    BufferedReader said = supervisor.inputReader();
    Optional<String> line =
        CompletableFuture.supplyAsync(
                () -> said.lines().filter(l -> l.startsWith("sleeper: started")).findFirst())
            .get(60, TimeUnit.SECONDS);
    assertThat(line).as("the supervisor's line about its node").isPresent();
    ProcessHandle node = new NodeProcess(ring.node("sleeper")).alive().orElseThrow();
    started.add(node);
    return node;
  }
}
