package io.countersign.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.protocol.log.LogEntry;
import io.countersign.protocol.log.LogRecord;
import io.countersign.protocol.wire.DeviceProtocol.LockedOut;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is locked out, on a clock that only the test moves (M8, M29). */
class LockOutsTest {
  private static final LockOutPolicy POLICY =
      new LockOutPolicy(3, Duration.ofSeconds(60), Duration.ofSeconds(10), Duration.ofSeconds(35));

  private final LockOuts lockOuts = new LockOuts(POLICY);
  private Duration now = Duration.ofSeconds(-5_000);

  private void pass(int seconds) {
    now = now.plusSeconds(seconds);
  }

  private long lockedForSeconds(String sender) {
    return lockOuts.left(sender, now).map(Duration::toSeconds).orElse(0L);
  }

  private void failThreeTimes() {
    assertThat(lockOuts.failed("mallory", now)).isEmpty();
    assertThat(lockOuts.failed("mallory", now)).isEmpty();
    assertThat(lockOuts.failed("mallory", now)).isPresent();
  }

  @Test
  void locksOutAtTheLastFailureAndOnlyThatSenderAndLetsHimInAgain() {
    failThreeTimes();
    assertThat(lockedForSeconds("mallory")).isEqualTo(10);
    assertThat(lockedForSeconds("alice")).isZero();
    assertThat(lockOuts.list(now)).containsExactly(new LockedOut("mallory", 1, 10_000));
    pass(9);
    assertThat(lockedForSeconds("mallory")).isEqualTo(1);
    pass(1);
    assertThat(lockedForSeconds("mallory")).isZero();
    assertThat(lockOuts.list(now)).isEmpty();
  }

  @Test
  void eachLockOutIsTwiceAsLongUpToTheLongestUntilHeDoesWellForThatLong() {
    for (int seconds : new int[] {10, 20, 35, 35}) {
      failThreeTimes();
      assertThat(lockedForSeconds("mallory")).isEqualTo(seconds);
      pass(seconds);
    }
    pass(35);
    failThreeTimes();
    assertThat(lockedForSeconds("mallory")).isEqualTo(10);
  }

  @Test
  void failuresThatAreLongAgoDoNotCount() {
    for (int i = 0; i < 20; i++) {
      assertThat(lockOuts.failed("clumsy", now)).isEmpty();
      pass(31);
    }
  }

  @Test
  void whatComesWhileHeIsLockedOutCountsForNothing() {
    failThreeTimes();
    for (int i = 0; i < 10; i++) {
      assertThat(lockOuts.failed("mallory", now)).isEmpty();
    }
    pass(10);
    assertThat(lockOuts.failed("mallory", now)).isEmpty();
    assertThat(lockedForSeconds("mallory")).isZero();
  }

  @Test
  void noFailuresMeansNobodyIsEverLockedOut() {
    LockOuts never =
        new LockOuts(new LockOutPolicy(0, POLICY.within(), POLICY.first(), POLICY.most()));
    for (int i = 0; i < 100; i++) {
      assertThat(never.failed("mallory", now)).isEmpty();
    }
  }

  @Test
  void refusesPoliciesThatAreNone() {
    Duration second = Duration.ofSeconds(1);
    assertThatThrownBy(() -> new LockOutPolicy(-1, second, second, second))
        .hasMessageContaining("failures");
    assertThatThrownBy(() -> new LockOutPolicy(10_001, second, second, second))
        .hasMessageContaining("failures");
    assertThatThrownBy(() -> new LockOutPolicy(1, Duration.ZERO, second, second))
        .hasMessageContaining("more than nothing");
    assertThatThrownBy(() -> new LockOutPolicy(1, second, second, Duration.ofMillis(999)))
        .hasMessageContaining("less than first");
  }

  private static LogRecord lockedOut(int times, int seconds) {
    LogEntry entry =
        DeviceRecords.entry(
            new DeviceRecord.SenderLockedOut(new LockedOut("mallory", times, seconds * 1000L)));
    return new LogRecord(
        1, Instant.EPOCH, "0".repeat(64), entry.kind(), entry.request(), entry.body());
  }

  private void restartAfter(int seconds, LogRecord... log) {
    LockOutMemory memory = new LockOutMemory();
    List.of(log).forEach(memory);
    lockOuts.recall(memory, Instant.EPOCH.plusSeconds(seconds), now);
  }

  @Test
  void aRestartLetsNobodyInEarlier() {
    restartAfter(4, lockedOut(1, 10));
    assertThat(lockedForSeconds("mallory")).isEqualTo(6);
    pass(6);
    assertThat(lockedForSeconds("mallory")).isZero();
    failThreeTimes();
    assertThat(lockedForSeconds("mallory")).as("the second").isEqualTo(20);
  }

  @Test
  void theLastLockOutOfTheLogCountsAndNotForEver() {
    restartAfter(50, lockedOut(1, 10), lockedOut(2, 20));
    assertThat(lockedForSeconds("mallory")).isZero();
    pass(4);
    failThreeTimes();
    assertThat(lockedForSeconds("mallory")).as("35 s after the last").isEqualTo(35);
    LockOuts later = new LockOuts(POLICY);
    LockOutMemory memory = new LockOutMemory();
    memory.accept(lockedOut(2, 20));
    later.recall(memory, Instant.EPOCH.plusSeconds(56), now);
    later.failed("mallory", now);
    later.failed("mallory", now);
    assertThat(later.failed("mallory", now).orElseThrow().times()).isEqualTo(1);
  }

  @Test
  void aClockThatWasSetBackMakesNoLockOutLonger() {
    restartAfter(-100_000, lockedOut(1, 10));
    assertThat(lockedForSeconds("mallory")).isEqualTo(10);
  }
}
