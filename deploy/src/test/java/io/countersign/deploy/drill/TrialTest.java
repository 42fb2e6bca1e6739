package io.countersign.deploy.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.deploy.drill.DrillReport.Cost;
import io.countersign.deploy.drill.DrillReport.Loss;
import io.countersign.protocol.evidence.Json;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a drill finds good, and what it does not (issue 3): limits of 1,000 and 3,000 ms. */
class TrialTest {
  private static final long LOST = 50_000;
  private static final HeartbeatDrill.Settings SETTINGS =
      new HeartbeatDrill.Settings(1, List.of(Kind.SILENCE), 1, 60, true, false, 7);

  private static Trial trial(long running, boolean killed, long acted, long disarmed, long erased) {
    return Trial.of(
        new Trial.Seen(
            "amber", Kind.STOP, LOST, LOST + 20, running, killed, 1000, 3000, acted, disarmed,
            erased));
  }

  @Test
  void onTimeIsGood() {
    Trial trial = trial(0, false, LOST + 990, LOST + 1250, LOST + 3999);
    assertThat(trial.faults()).isEmpty();
    assertThat(trial.acted()).isEqualTo(-10);
    assertThat(trial.disarmed()).contains(250L);
    assertThat(trial.erased()).contains(999L);
  }

  @Test
  void anActPastTheLimitIsAFault() {
    assertThat(trial(0, false, LOST + 1121, LOST + 1250, LOST + 3100).faults())
        .singleElement()
        .asString()
        .contains("could act 121 ms past");
  }

  @Test
  void aSecondTooLateIsAFault() {
    assertThat(trial(0, false, LOST, LOST + 2001, LOST + 3100).faults())
        .singleElement()
        .asString()
        .contains("disarmed 1001 ms past");
    assertThat(trial(0, false, LOST, LOST + 1100, LOST + 4001).faults())
        .singleElement()
        .asString()
        .contains("erased 1001 ms past");
  }

  @Test
  void whatNeverHappenedIsAFault() {
    assertThat(trial(0, false, LOST, 0, 0).faults()).hasSize(2);
    assertThat(trial(0, true, LOST, 0, LOST + 3100).faults()).isEmpty();
  }

  @Test
  void erasedTooEarlyIsAFault() {
    assertThat(trial(0, false, LOST, LOST + 500, LOST + 1999).faults())
        .singleElement()
        .asString()
        .contains("before erase-after");
  }

  @Test
  void aProcessThatCouldNotRunHasASecondFromWhenItRanAgainAndNeverActs() {
    assertThat(trial(LOST + 9000, false, LOST + 300, LOST + 9999, LOST + 9999).faults()).isEmpty();
    assertThat(trial(LOST + 9000, false, LOST + 300, LOST + 9100, LOST + 10_001).faults())
        .hasSize(1);
    assertThat(trial(LOST + 9000, false, LOST + 9001, LOST + 9100, LOST + 9100).faults())
        .singleElement()
        .asString()
        .contains("could act");
  }

  @Test
  void whatHappenedBeforeTheProcessWasKilledIsMeasuredFromTheLimit() {
    Trial trial = trial(LOST + 9000, false, LOST, LOST + 1100, LOST + 9300);
    assertThat(trial.disarmed()).contains(100L);
    assertThat(trial.erased()).contains(300L);
  }

  @Test
  void aReportIsWrittenForPrograms() throws Exception {
    DrillReport good = report(trial(0, false, LOST, LOST + 1100, LOST + 3100), 0, 0.5);
    assertThat(Json.pretty().writeValueAsString(good))
        .contains("\"kind\" : \"all\"", "\"percentOfCore\" : 0.5", "\"falseDisarms\" : 0");
  }

  private static DrillReport report(Trial trial, long falseDisarms, double cost) {
    return HeartbeatDrill.report(
        SETTINGS,
        List.of(trial),
        0,
        Optional.of(
            new Steady.Result(
                Optional.of(new Loss(1, 60, 1, 100, 30, 900, falseDisarms)),
                new Cost(10, 100, 50, cost))),
        List.of());
  }

  @Test
  void oneFaultOneFalseDisarmOrADearGuardFailsTheDrill() {
    Trial good = trial(0, false, LOST, LOST + 1100, LOST + 3100);
    assertThat(report(good, 0, 0.99).isGood()).isTrue();
    assertThat(report(good, 1, 0.99).isGood()).isFalse();
    assertThat(report(good, 0, 1.0).isGood()).isFalse();
    DrillReport late = report(trial(0, false, LOST, LOST + 2500, LOST + 3100), 0, 0);
    assertThat(late.isGood()).isFalse();
    assertThat(late.all().late()).isEqualTo(1);
    assertThat(late.failures()).singleElement().asString().contains("1500 ms");
  }
}
