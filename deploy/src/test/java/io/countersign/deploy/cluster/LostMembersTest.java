package io.countersign.deploy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LostMembersTest {
  private final LostMembers<String> lost =
      new LostMembers<>(Duration.ofSeconds(60), Duration.ofSeconds(5));

  private static Duration at(int second) {
    return Duration.ofSeconds(second);
  }

  @Test
  void aLostMemberIsGivenUpAfterALongTimeWhileNobodyWaits() {
    lost.lost("amber", false, at(0));
    lost.lost("amber", false, at(30));
    assertThat(lost.due(at(59))).isEmpty();
    assertThat(lost.due(at(60))).containsExactly("amber");
    assertThat(lost.due(at(200))).isEmpty();
  }

  @Test
  void oneThatAnswersAgainIsNotGivenUp() {
    lost.lost("amber", false, at(0));
    lost.forget("amber");
    assertThat(lost.due(at(100))).isEmpty();
    lost.lost("amber", false, at(100));
    assertThat(lost.due(at(159))).isEmpty();
  }

  @Test
  void theOthersAreGivenUpSoonOnceSomebodyWaitsToComeBack() {
    lost.lost("amber", false, at(0));
    lost.lost("basalt", false, at(20));
    lost.awaited(at(58));
    assertThat(lost.due(at(59))).isEmpty();
    assertThat(lost.due(at(60))).as("never later than before").containsExactly("amber");
    assertThat(lost.due(at(62))).isEmpty();
    assertThat(lost.due(at(63))).containsExactly("basalt");
  }

  @Test
  void oneThatIsLostWhileSomebodyWaitsIsGivenUpSoon() {
    lost.lost("amber", true, at(10));
    lost.awaited(at(12));
    assertThat(lost.due(at(14))).isEmpty();
    assertThat(lost.due(at(15))).containsExactly("amber");
  }
}
