package io.countersign.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.protocol.wire.ServerProtocol.Urgency;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WaitingLineTest {
  private final WaitingLine<String> line = new WaitingLine<>();

  @Test
  void servesTheMostUrgentFirstAndEquallyUrgentOnesInTheirOrder() {
    line.add("alice", Urgency.NEW, "new 1");
    line.add("alice", Urgency.ATTEMPT, "attempt 1");
    line.add("alice", Urgency.NEW, "new 2");
    line.add("alice", Urgency.PROBE, "probe");
    line.add("alice", Urgency.ATTEMPT, "attempt 2");
    assertThat(line.size()).isEqualTo(5);
    assertThat(serveAll()).containsExactly("probe", "attempt 1", "attempt 2", "new 1", "new 2");
  }

  @Test
  void whoSendsMoreOrMoreUrgentlyKeepsNobodyWaiting() {
    for (int i = 1; i <= 4; i++) {
      line.add("mallory", Urgency.PROBE, "mallory " + i);
    }
    line.add("alice", Urgency.NEW, "alice 1");
    line.add("alice", Urgency.NEW, "alice 2");
    line.add("bob", Urgency.ATTEMPT, "bob");
    assertThat(line.next()).contains("mallory 1");
    line.add("mallory", Urgency.PROBE, "mallory 5");
    assertThat(serveAll())
        .containsExactly(
            "alice 1", "bob", "mallory 2", "alice 2", "mallory 3", "mallory 4", "mallory 5");
    assertThat(line.size()).isZero();
  }

  private List<String> serveAll() {
    List<String> served = new ArrayList<>();
    for (Optional<String> next = line.next(); next.isPresent(); next = line.next()) {
      served.add(next.get());
    }
    return served;
  }
}
