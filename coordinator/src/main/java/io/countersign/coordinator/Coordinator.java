package io.countersign.coordinator;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import io.countersign.protocol.wire.SealedEnvelope;

/** The guardian of a coordinator. */
public final class Coordinator {
  /** What the guardian reads. */
  sealed interface Message permits CoordinatorCommand {}

  private Coordinator() {}

  /** A coordinator that resumes every unfinished request that the journal holds. */
  public static Behavior<CoordinatorCommand> create(CoordinatorSetup setup) {
    return Behaviors.setup(context -> Behaviors.empty());
  }

  /** An address for {@link SealedEnvelope}s that belong to a coordinator. */
  public static Behavior<SealedEnvelope> mailbox(ActorRef<CoordinatorCommand> coordinator) {
    return Behaviors.receiveMessage(
        envelope -> {
          coordinator.tell(new CoordinatorCommand.FromNetwork(envelope));
          return Behaviors.same();
        });
  }
}
