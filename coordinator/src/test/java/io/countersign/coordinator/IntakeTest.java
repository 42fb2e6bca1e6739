package io.countersign.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.SealedEnvelope;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IntakeTest {
  private final Intake intake = new Intake();

  @Test
  void dropsWhatIsTooManyAndGoesOn() {
    SealedEnvelope small = envelope(10);
    IntStream.range(0, Intake.ENVELOPES_MAX)
        .forEach(i -> assertThat(intake.take(small)).isEqualTo(Intake.Taken.YES));

    assertThat(intake.take(small)).isEqualTo(Intake.Taken.FULL);
    assertThat(intake.take(small)).isEqualTo(Intake.Taken.STILL_FULL);
    intake.opened(small);

    assertThat(intake.take(small)).isEqualTo(Intake.Taken.YES);
  }

  @Test
  void dropsWhatIsTooMuch() {
    SealedEnvelope large = envelope(SealedEnvelope.MAX_OCTETS);
    int taken = 0;
    while (intake.take(large) == Intake.Taken.YES) {
      taken++;
    }

    assertThat(taken).isEqualTo((int) (Intake.OCTETS_MAX / SealedEnvelope.MAX_OCTETS));
  }

  private static SealedEnvelope envelope(int octets) {
    return new SealedEnvelope(Octets.EMPTY, Octets.EMPTY, 1, 1, 1, Octets.of(new byte[octets]));
  }
}
