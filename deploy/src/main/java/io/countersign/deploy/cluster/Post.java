package io.countersign.deploy.cluster;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.receptionist.Receptionist;
import akka.actor.typed.receptionist.ServiceKey;
import io.countersign.protocol.wire.Outbox;
import io.countersign.protocol.wire.SealedEnvelope;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

/**
 * Delivers sealed messages to parties by name, wherever in the cluster they live. A party that is
 * not there gets nothing, and the sender's deadline notices.
 *
 * <p>Thread: an actor; {@link #outbox} may be used by any.
 */
public final class Post {
  private static final int KEPT_UNTIL_KNOWN = 64;

  private final ActorContext<Message> context;
  private final ActorRef<Receptionist.Listing> listings;
  private final Map<String, Line> lines = new HashMap<>();

  /** What the post is told. */
  public sealed interface Message permits Deliver, Listed {}

  private record Deliver(String to, SealedEnvelope message) implements Message {}

  private record Listed(Receptionist.Listing listing) implements Message {}

  /** What is known of one party; messages wait only until the first listing. */
  private static final class Line {
    private final Queue<SealedEnvelope> waiting = new ArrayDeque<>();
    private Set<ActorRef<SealedEnvelope>> parties = Set.of();
    private boolean known;
  }

  private Post(ActorContext<Message> context) {
    this.context = context;
    this.listings = context.messageAdapter(Receptionist.Listing.class, Listed::new);
  }

  /** The post office of a node. */
  public static Behavior<Message> create() {
    return Behaviors.setup(context -> new Post(context).open());
  }

  /** The port by which parties send. */
  public static Outbox outbox(ActorRef<Message> post) {
    return (to, message) -> post.tell(new Deliver(to, message));
  }

  /** Under which a party is found. */
  public static ServiceKey<SealedEnvelope> key(String party) {
    return ServiceKey.create(SealedEnvelope.class, "party-" + party);
  }

  private Behavior<Message> open() {
    return Behaviors.receive(Message.class)
        .onMessage(Deliver.class, this::onDeliver)
        .onMessage(Listed.class, this::onListed)
        .build();
  }

  private Behavior<Message> onDeliver(Deliver message) {
    Line line = lines.computeIfAbsent(message.to(), this::subscribe);
    if (line.known) {
      line.parties.forEach(party -> party.tell(message.message()));
    } else if (line.waiting.size() < KEPT_UNTIL_KNOWN) {
      line.waiting.add(message.message());
    }
    return Behaviors.same();
  }

  private Line subscribe(String party) {
    context.getSystem().receptionist().tell(Receptionist.subscribe(key(party), listings));
    return new Line();
  }

  private Behavior<Message> onListed(Listed message) {
    String id = message.listing().getKey().id();
    String party = id.substring("party-".length());
    Line line = lines.get(party);
    if (line != null) {
      line.parties = message.listing().getAllServiceInstances(key(party));
      line.known = true;
      for (SealedEnvelope next = line.waiting.poll(); next != null; next = line.waiting.poll()) {
        for (ActorRef<SealedEnvelope> listed : line.parties) {
          listed.tell(next);
        }
      }
    }
    return Behaviors.same();
  }
}
