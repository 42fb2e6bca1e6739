package io.countersign.device;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import io.countersign.protocol.wire.SealedEnvelope;

/** A signing device as an actor: the shell around {@link DeviceCore}. */
public final class SigningDevice {
  private SigningDevice() {}

  /**
   * The whole device. It fails with {@link DeviceHalted} when its log cannot be written; it closes
   * identity, vault and log when it stops.
   */
  public static Behavior<SealedEnvelope> create(DeviceSetup setup) {
    return Behaviors.setup(context -> Behaviors.ignore());
  }
}
