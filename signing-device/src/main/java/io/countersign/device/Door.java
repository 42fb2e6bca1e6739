package io.countersign.device;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.javadsl.Behaviors;
import io.countersign.protocol.wire.SealedEnvelope;
import java.util.function.Function;

/**
 * In front of the actor that opens messages (M8): lets no more octets wait for it than its {@link
 * Intake} has room for, and costs nothing to ask. A bounded mailbox would be no help: it counts
 * messages, and it would also drop what is not from outside.
 */
final class Door {
  private Door() {}

  /**
   * @param octets that may wait
   * @param name of the actor behind it
   * @param behind who takes out of the intake what it is told
   * @param arrived what it is told of a message
   */
  static <T> Behavior<SealedEnvelope> before(
      int octets,
      String name,
      Function<Intake, Behavior<T>> behind,
      Function<SealedEnvelope, T> arrived) {
    return Behaviors.setup(
        context -> {
          Intake intake = new Intake(octets);
          ActorRef<T> inside = context.spawn(behind.apply(intake), name);
          context.watch(inside);
          return Behaviors.receive(SealedEnvelope.class)
              .onMessage(
                  SealedEnvelope.class,
                  message -> {
                    if (intake.admit(message)) {
                      inside.tell(arrived.apply(message));
                    }
                    return Behaviors.same();
                  })
              .onSignal(ChildFailed.class, Door::failed)
              .build();
        });
  }

  /** Who has lost a part of itself fails for the same reason: who watches sees why (I7). */
  static <T> Behavior<T> failed(ChildFailed failed) {
    if (failed.cause() instanceof RuntimeException cause) {
      throw cause;
    }
    throw new IllegalStateException("a part of the node failed", failed.cause());
  }
}
