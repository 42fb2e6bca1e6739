package io.countersign.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Devices that keep a request from being signed without ever giving a wrong value (I6). */
class UnwillingDeviceTest {
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  private final RequestBench bench = RequestBench.agreed(Rings.LARGE);

  @Test
  void worksAroundADeviceThatAlwaysSaysThatTheAttemptIsUsed() {
    bench.devices.get("device-1").claimLoad(-1);

    bench.play(
        TEN_SECONDS,
        bench.honestBut(
            (device, question) ->
                device.equals("device-1") ? refused(device, question, used()) : Optional.empty()));

    assertThat(bench.view().state()).isEqualTo("signed");
    assertThat(bench.view().signers()).doesNotContain("device-1");
    assertThat(bench.attempts()).isLessThanOrEqualTo(4);
    assertThat(bench.plan().attempt()).isLessThanOrEqualTo(4);
  }

  @Test
  void getsPastNumbersThatAnotherCoordinatorUsedUp() {
    bench.play(
        TEN_SECONDS,
        bench.honestBut(
            (device, question) ->
                question instanceof DeviceProtocol.Prepare p && p.plan().attempt() <= 64
                    ? refused(device, question, used())
                    : Optional.empty()));

    assertThat(bench.view().state()).isEqualTo("signed");
    assertThat(bench.attempts()).isLessThanOrEqualTo(6);
  }

  @Test
  void doesNotWaitForADeviceThatIsAlwaysBusy() {
    Instant begun = bench.now;
    bench.devices.get("device-1").claimLoad(-1);

    bench.play(
        Duration.ofMinutes(30),
        bench.honestBut(
            (device, question) ->
                device.equals("device-1")
                    ? refused(device, question, Refusal.busy("later", 30_000))
                    : Optional.empty()));

    assertThat(bench.view().state()).isEqualTo("signed");
    assertThat(bench.view().signers()).doesNotContain("device-1");
    assertThat(Duration.between(begun, bench.now)).isLessThan(TEN_SECONDS);
  }

  @Test
  void doesNotWaitLongForADeviceThatIsBusyAfterItsVote() {
    Instant begun = bench.now;
    bench.devices.get("device-1").claimLoad(-1);

    bench.play(
        Duration.ofMinutes(30),
        bench.honestBut(
            (device, question) ->
                device.equals("device-1") && question instanceof DeviceProtocol.SignPartially
                    ? refused(device, question, Refusal.busy("later", 30_000))
                    : Optional.empty()));

    assertThat(bench.view().state()).isEqualTo("signed");
    assertThat(Duration.between(begun, bench.now)).isLessThan(TEN_SECONDS);
  }

  @Test
  void signsAfterSeventyAttemptsThatCameToNothing() {
    bench.play(
        Duration.ofMinutes(59),
        bench.honestBut(
            (device, question) ->
                bench.attempts() <= 70
                    ? refused(
                        device, question, Refusal.of(Refusal.Code.NOT_READY, "share", "not yet"))
                    : Optional.empty()));

    assertThat(bench.view().state()).isEqualTo("signed");
    assertThat(bench.attempts()).isEqualTo(71);
  }

  private static Refusal used() {
    return Refusal.of(Refusal.Code.ATTEMPT_USED, "header:session-reuse", "used");
  }

  private Optional<DeviceProtocol> refused(
      String device, DeviceProtocol question, Refusal refusal) {
    int attempt =
        question instanceof DeviceProtocol.Prepare prepare
            ? prepare.plan().attempt()
            : bench.plan().attempt();
    return Optional.of(
        new DeviceProtocol.Refused(bench.stored.about().id(), attempt, device, refusal));
  }
}
