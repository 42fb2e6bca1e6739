package io.countersign.device;

import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.DeviceProtocol.LockedOut;
import io.countersign.protocol.wire.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What happens to a {@link DeviceCore}. */
sealed interface Input {
  /** When it happened. */
  Instant now();

  /** The node runs. */
  record Began(DeviceRecord.Started notice, Instant now) implements Input {}

  /**
   * A message came whose sender is known by his signature.
   *
   * @param from name of the sender
   * @param shut what the {@link Gate} refuses it with, if it was shut when it came
   */
  record Received(String from, DeviceProtocol message, Instant now, Optional<Refusal> shut)
      implements Input {}

  /**
   * Something came that is no message for this device.
   *
   * @param check the failed check, such as {@code envelope:signature}
   */
  record Unreadable(String check, String detail, Instant now) implements Input {}

  /** The front locks a sender out. */
  record SenderLockedOut(LockedOut lockOut, Instant now) implements Input {}

  /**
   * The ring's next record was found to be that and is kept.
   *
   * @param next what is put in force once that is in the log
   */
  record RecordKept(Ring.Next next, Instant now) implements Input {}

  /** A computation is done. */
  record Computed(Job.Id job, Job.Outcome outcome, Instant now) implements Input {}

  /**
   * Time goes by.
   *
   * @param monotonic the reading of a clock that never jumps
   */
  record Tick(Instant now, Duration monotonic) implements Input {}
}
