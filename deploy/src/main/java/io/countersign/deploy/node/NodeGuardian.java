package io.countersign.deploy.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.receptionist.Receptionist;
import io.countersign.deploy.cluster.ClusterSettings;
import io.countersign.deploy.cluster.Post;
import io.countersign.deploy.cluster.Presence;
import io.countersign.deploy.config.Endpoint;
import io.countersign.protocol.wire.Outbox;
import io.countersign.protocol.wire.SealedEnvelope;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The guardian actor of every node: the post, the party of this node's role, and the watch for a
 * coordinator in another cluster. When the party fails, the process ends; restarting is the
 * supervisor's work.
 */
final class NodeGuardian {
  private final BiConsumer<NodeExit, String> stop;

  private NodeGuardian(BiConsumer<NodeExit, String> stop) {
    this.stop = stop;
  }

  /**
   * @param coordinators addresses of the ring's coordinators other than this node
   * @param ending is told why the process ends, before the system is stopped
   */
  static Behavior<Void> create(
      String name,
      NodePart part,
      ClusterSettings settings,
      List<Endpoint> coordinators,
      BiConsumer<NodeExit, String> ending) {
    return Behaviors.setup(
        context -> {
          NodeGuardian guardian =
              new NodeGuardian(
                  (how, why) -> {
                    ending.accept(how, why);
                    context.getSystem().terminate();
                  });
          guardian.start(context, name, part);
          Runnable rejoin =
              () ->
                  guardian.stop.accept(NodeExit.REJOIN, "the coordinator lives in another cluster");
          context.spawn(Presence.create(settings, coordinators, rejoin), "presence");
          return guardian.watching(context);
        });
  }

  private void start(ActorContext<Void> context, String name, NodePart part) {
    ActorRef<Post.Message> post = context.spawn(Post.create(), "post");
    Outbox outbox = Post.outbox(post);
    ActorRef<SealedEnvelope> party = context.spawn(part.party(outbox), "party");
    context.watch(post);
    context.watch(party);
    context.getSystem().receptionist().tell(Receptionist.register(Post.key(name), party));
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
