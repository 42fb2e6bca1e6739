package io.countersign.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.SealedEnvelope;
import org.junit.jupiter.api.Test;

/** What waits for a device's front is bounded in octets, not in messages. */
class IntakeTest {
  private final SealedEnvelope large = sealed(SealedEnvelope.MAX_OCTETS);
  private final SealedEnvelope small = sealed(200);

  private static SealedEnvelope sealed(int octets) {
    return new SealedEnvelope(
        Octets.EMPTY, Octets.of(new byte[64]), 1, 1, 1, Octets.of(new byte[octets]));
  }

  @Test
  void holdsTwelveOfTheLargestMessagesAndDropsTheRest() {
    Intake intake = new Intake(DeviceLimits.DEFAULT.octetsInWork());
    int admitted = 0;
    for (int i = 0; i < 256; i++) {
      admitted += intake.admit(large) ? 1 : 0;
    }

    assertThat(admitted).isEqualTo(12);
    assertThat(intake.dropped()).isEqualTo(244);
    assertThat(intake.dropped()).isZero();
  }

  @Test
  void holdsThousandsOfSmallOnesButNotAnyNumber() {
    Intake intake = new Intake(DeviceLimits.DEFAULT.octetsInWork());
    int admitted = 0;
    for (int i = 0; i < 100_000; i++) {
      admitted += intake.admit(small) ? 1 : 0;
    }

    assertThat(admitted).isBetween(10_000, 16_384);
  }

  @Test
  void takesAnotherOnceOneWasTaken() {
    Intake intake = new Intake(Intake.cost(large));
    assertThat(intake.admit(large)).isTrue();
    assertThat(intake.admit(small)).isFalse();

    intake.taken(large);

    assertThat(intake.admit(small)).isTrue();
  }
}
