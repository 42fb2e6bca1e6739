package io.countersign.deploy.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import io.countersign.protocol.wire.Outbox;
import io.countersign.protocol.wire.SealedEnvelope;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/**
 * The guardian actor of every node: the party of this node's role and its surroundings. When the
 * party fails, the process ends; restarting is the supervisor's work.
 */
final class NodeGuardian {
  private static final Duration LOOK = Duration.ofMillis(500);

  private final BiConsumer<NodeExit, String> stop;

  private NodeGuardian(BiConsumer<NodeExit, String> stop) {
    this.stop = stop;
  }

  /**
   * @param revoked whether the ring's record in force revokes this node
   * @param ending is told why the process ends, before the system is stopped
   */
  static Behavior<Void> create(
      String name,
      NodePart part,
      Surroundings surroundings,
      BooleanSupplier revoked,
      BiConsumer<NodeExit, String> ending) {
    return Behaviors.setup(
        context -> {
          context
              .getSystem()
              .scheduler()
              .scheduleWithFixedDelay(
                  LOOK,
                  LOOK,
                  () -> {
                    if (revoked.getAsBoolean()) {
                      ending.accept(NodeExit.REVOKED, "the ring's record revokes this node");
                      context.getSystem().terminate();
                    }
                  },
                  context.getExecutionContext());
          NodeGuardian guardian =
              new NodeGuardian(
                  (how, why) -> {
                    ending.accept(how, why);
                    context.getSystem().terminate();
                  });
          guardian.start(context, name, part, surroundings);
          return guardian.watching(context);
        });
  }

  private void start(
      ActorContext<Void> context, String name, NodePart part, Surroundings surroundings) {
    Outbox outbox = surroundings.outbox(context);
    ActorRef<SealedEnvelope> party = context.spawn(part.party(outbox), "party");
    context.watch(party);
    surroundings.admit(
        context,
        party,
        () -> stop.accept(NodeExit.REJOIN, "the coordinator lives in another cluster"));
    context.getLog().info("node {} is starting", name);
  }

  private Behavior<Void> watching(ActorContext<Void> context) {
    return Behaviors.receive(Void.class)
        .onSignal(
            ChildFailed.class,
            failed -> {
              Throwable cause = failed.getCause();
              context.getLog().error("{} failed", failed.getRef().path().name(), cause);
              stop.accept(Failures.exitOf(cause), String.valueOf(cause.getMessage()));
              return Behaviors.same();
            })
        .onSignal(
            Terminated.class,
            ended -> {
              stop.accept(NodeExit.FAULT, ended.getRef().path().name() + " stopped");
              return Behaviors.same();
            })
        .build();
  }
}
