package io.countersign.device;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.Behaviors;
import io.countersign.protocol.wire.SealedEnvelope;

/**
 * A signing device under its guard (M27): no guard, no vault. The guard decides when the vault is
 * open, and its {@link Gate} is asked at every act.
 */
public final class GuardedDevice {
  static final String GUARD_DISPATCHER = "countersign.device.guard-dispatcher";

  private GuardedDevice() {}

  /**
   * The device and its guard as one behavior. It fails with {@link DeviceErased} when the guard has
   * destroyed its secrets, and as {@link SigningDevice#create} does.
   *
   * @param device made with the same vault and log as the guard, the vault not yet open; its gate
   *     is replaced by the guard's
   */
  public static Behavior<SealedEnvelope> create(GuardSetup guard, DeviceSetup device) {
    return Behaviors.setup(
        context -> {
          GuardGate gate = new GuardGate(guard.clock(), new AlarmBoard(guard.alarms()));
          ActorRef<GuardMessage> watcher =
              context.spawn(
                  DeviceGuard.create(guard, gate),
                  "guard",
                  DispatcherSelector.fromConfig(GUARD_DISPATCHER));
          context.watch(watcher);
          gate.telling(event -> watcher.tell(new GuardMessage.Threatened(event)));
          ActorRef<SealedEnvelope> guarded =
              context.spawn(SigningDevice.create(device.guardedBy(gate)), "guarded");
          context.watch(guarded);
          return Behaviors.receive(SealedEnvelope.class)
              .onMessage(
                  SealedEnvelope.class,
                  message -> {
                    guarded.tell(message);
                    return Behaviors.same();
                  })
              .onSignal(
                  ChildFailed.class,
                  failed -> {
                    if (failed.cause() instanceof DeviceHalted) {
                      gate.alarms()
                          .raise(Alarm.of(guard.device(), ThreatEvent.LOG_UNWRITABLE, "halt"));
                    }
                    return failed(failed);
                  })
              .build();
        });
  }

  static <T> Behavior<T> failed(ChildFailed failed) {
    if (failed.cause() instanceof RuntimeException cause) {
      throw cause;
    }
    throw new IllegalStateException("a part of the device failed", failed.cause());
  }
}
