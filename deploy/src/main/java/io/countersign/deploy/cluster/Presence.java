package io.countersign.deploy.cluster;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import io.countersign.deploy.config.Endpoint;
import io.countersign.protocol.evidence.Role;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * Notices that this node and its coordinator live in different clusters, which happens when the
 * coordinator was started anew while the two could not hear each other: the coordinator answers,
 * and yet is no reachable member here, several times in a row. Then the node must restart to join.
 * On every node this actor stands at {@link ClusterSettings#PRESENCE_PATH} so that the question
 * finds somebody.
 */
public final class Presence extends AbstractBehavior<Presence.Message> {
  private static final Duration EVERY = Duration.ofSeconds(3);
  private static final int STRANGE_ANSWERS = 4;

  private final Cluster cluster;
  private final List<String> coordinators;
  private final Runnable restart;
  private int strange;

  /** What it is told. */
  public sealed interface Message permits Look, Answered {}

  private record Look() implements Message {}

  private record Answered(boolean alive) implements Message {}

  private Presence(
      ActorContext<Message> context,
      TimerScheduler<Message> timers,
      List<String> coordinators,
      Runnable restart) {
    super(context);
    this.cluster = Cluster.get(context.getSystem());
    this.coordinators = coordinators;
    this.restart = restart;
    timers.startTimerWithFixedDelay(new Look(), EVERY);
  }

  /**
   * @param coordinators addresses of the ring's coordinators other than this node
   * @param restart ends this process so that its supervisor starts it again
   */
  public static Behavior<Message> create(
      ClusterSettings settings, List<Endpoint> coordinators, Runnable restart) {
    List<String> paths =
        coordinators.stream()
            .map(settings::address)
            .map(address -> address + ClusterSettings.PRESENCE_PATH)
            .toList();
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new Presence(context, timers, paths, restart)));
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder()
        .onMessage(Look.class, message -> look())
        .onMessage(Answered.class, this::onAnswered)
        .build();
  }

  private Behavior<Message> look() {
    if (coordinators.isEmpty() || !joined() || coordinatorIsReachable()) {
      strange = 0;
      return this;
    }
    for (String path : coordinators) {
      getContext()
          .pipeToSelf(
              Adapter.toClassic(getContext().getSystem())
                  .actorSelection(path)
                  .resolveOne(EVERY.minusMillis(500)),
              (found, failure) -> new Answered(found != null));
    }
    return this;
  }

  private Behavior<Message> onAnswered(Answered message) {
    strange = message.alive() && joined() && !coordinatorIsReachable() ? strange + 1 : 0;
    if (strange >= STRANGE_ANSWERS) {
      getContext()
          .getLog()
          .warn("the coordinator lives in another cluster than this node, which restarts to join");
      restart.run();
    }
    return this;
  }

  private boolean joined() {
    MemberStatus status = cluster.selfMember().status();
    return status == MemberStatus.up() || status == MemberStatus.weaklyUp();
  }

  private boolean coordinatorIsReachable() {
    Set<Member> unreachable = cluster.state().getUnreachable();
    return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
        .anyMatch(
            member -> member.hasRole(Role.COORDINATOR.label()) && !unreachable.contains(member));
  }
}
