package io.countersign.device;

import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.DeviceProtocol.AlarmCount;
import io.countersign.protocol.wire.Refusal;
import io.countersign.protocol.wire.Refusal.Code;
import java.util.List;
import java.util.Optional;

/**
 * Whether a device may act now (M27, I5). Asked at every act: when a message is judged, before and
 * after a share is used, and when an answer leaves. Thread: safe for concurrent use.
 */
public interface Gate {
  /** Of a device without a guard. */
  Gate ALWAYS = () -> true;

  /**
   * Whether the device may act at this moment, by the clock itself and not by what was last told.
   */
  boolean isOpen();

  /** What a message is answered with at this moment; empty if the device may act. */
  default Optional<Refusal> refusal(String device) {
    return isOpen() ? Optional.empty() : Optional.of(shut(device));
  }

  /** An act that was decided while the device might act does not leave when it may no more. */
  default DeviceProtocol leaving(String device, DeviceProtocol message) {
    return message instanceof DeviceProtocol.Act act && !isOpen()
        ? new DeviceProtocol.Refused(act.request(), act.attempt(), device, shut(device))
        : message;
  }

  /** Something happened that may threaten the device (M29); its guard, if it has one, counts it. */
  default void threatened(ThreatEvent event) {}

  /** The alarms of this life of the process (M29). */
  default List<AlarmCount> raised() {
    return List.of();
  }

  /** What is answered while it may not. */
  default Refusal shut(String device) {
    return Refusal.of(
        Code.NOT_READY,
        "guard:disarmed",
        device + " is disarmed: too few heartbeat sources are heard; it goes on when they return");
  }
}
