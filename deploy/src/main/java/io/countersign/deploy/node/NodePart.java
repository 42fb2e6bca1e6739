package io.countersign.deploy.node;

import akka.actor.typed.Behavior;
import io.countersign.protocol.wire.Outbox;
import io.countersign.protocol.wire.SealedEnvelope;

/** What a role brings to the guardian: opened before the actor system starts. */
interface NodePart {
  /**
   * The party of this node as an actor. It closes what it was given when it stops.
   *
   * @param outbox where its messages leave
   */
  Behavior<SealedEnvelope> party(Outbox outbox);

  /** The actor system has ended; what has last words says them now. */
  default void ended() {}
}
