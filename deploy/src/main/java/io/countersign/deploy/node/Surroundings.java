package io.countersign.deploy.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.receptionist.Receptionist;
import io.countersign.deploy.cluster.ClusterSettings;
import io.countersign.deploy.cluster.Post;
import io.countersign.deploy.cluster.Presence;
import io.countersign.deploy.config.Endpoint;
import io.countersign.deploy.link.LinkServer;
import io.countersign.protocol.wire.Outbox;
import io.countersign.protocol.wire.SealedEnvelope;
import java.util.List;

/** How the party of a node hears of others and speaks to them. */
interface Surroundings {
  /** Where the party's messages leave. What is started for it is watched by the guardian. */
  Outbox outbox(ActorContext<Void> guardian);

  /**
   * Makes the party reachable.
   *
   * @param rejoin ends this process so that its supervisor starts it again
   */
  void admit(ActorContext<Void> guardian, ActorRef<SealedEnvelope> party, Runnable rejoin);

  /**
   * A node of the cluster: the post, and the watch for a coordinator in another cluster.
   *
   * @param coordinators addresses of the ring's coordinators other than this node
   */
  static Surroundings cluster(String name, ClusterSettings settings, List<Endpoint> coordinators) {
    return new Surroundings() {
      @Override
      public Outbox outbox(ActorContext<Void> guardian) {
        ActorRef<Post.Message> post = guardian.spawn(Post.create(), "post");
        guardian.watch(post);
        return Post.outbox(post);
      }

      @Override
      public void admit(
          ActorContext<Void> guardian, ActorRef<SealedEnvelope> party, Runnable rejoin) {
        guardian.getSystem().receptionist().tell(Receptionist.register(Post.key(name), party));
        guardian.spawn(Presence.create(settings, coordinators, rejoin), "presence");
      }
    };
  }

  /** A device behind its message server, which alone it hears (M8). */
  static Surroundings link(LinkServer link, Endpoint listen) {
    return new Surroundings() {
      @Override
      public Outbox outbox(ActorContext<Void> guardian) {
        return link;
      }

      @Override
      public void admit(
          ActorContext<Void> guardian, ActorRef<SealedEnvelope> party, Runnable rejoin) {
        guardian.watch(guardian.spawn(LinkBinding.create(link, listen, party), "link"));
      }
    };
  }
}
