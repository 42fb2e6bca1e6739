package io.countersign.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.protocol.wire.ServerProtocol.Urgency;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WaitingLineTest {
  @Test
  void servesTheMostUrgentFirstAndEquallyUrgentOnesInTheirOrder() {
    WaitingLine<String> line = new WaitingLine<>();
    line.add(Urgency.NEW, "new 1");
    line.add(Urgency.ATTEMPT, "attempt 1");
    line.add(Urgency.NEW, "new 2");
    line.add(Urgency.PROBE, "probe");
    line.add(Urgency.ATTEMPT, "attempt 2");
    assertThat(line.size()).isEqualTo(5);
    List<String> served = new ArrayList<>();
    for (Optional<String> next = line.next(); next.isPresent(); next = line.next()) {
      served.add(next.get());
    }
    assertThat(served).containsExactly("probe", "attempt 1", "attempt 2", "new 1", "new 2");
  }
}
