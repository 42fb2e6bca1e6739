package io.countersign.deploy.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DistributionTest {
  @Test
  void ranksAreTheNearest() {
    List<Long> values = LongStream.rangeClosed(1, 200).map(i -> 201 - i).boxed().toList();
    assertThat(Distribution.of(values)).isEqualTo(new Distribution(200, 1, 100, 198, 200));
    assertThat(Distribution.of(List.of(-7L, 5L))).isEqualTo(new Distribution(2, -7, -7, 5, 5));
    assertThat(Distribution.of(List.of(3L))).isEqualTo(new Distribution(1, 3, 3, 3, 3));
  }

  @Test
  void ofNothingAllIsZero() {
    assertThat(Distribution.of(List.of())).isEqualTo(new Distribution(0, 0, 0, 0, 0));
  }
}
