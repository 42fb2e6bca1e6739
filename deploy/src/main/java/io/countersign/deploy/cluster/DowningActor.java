package io.countersign.deploy.cluster;

import akka.actor.AbstractActorWithTimers;
import akka.actor.Address;
import akka.cluster.Cluster;
import akka.cluster.ClusterEvent;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.UniqueAddress;
import akka.remote.artery.ThisActorSystemQuarantinedEvent;
import io.countersign.protocol.evidence.Role;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out {@link SingleCoordinatorDowning}. A node that another has quarantined was removed
 * while it was cut off: it downs itself, so that its supervisor starts it afresh.
 */
final class DowningActor extends AbstractActorWithTimers {
  private static final Logger LOG = LoggerFactory.getLogger(DowningActor.class);

  private final Cluster cluster = Cluster.get(getContext().getSystem());

  private final LostMembers<UniqueAddress> lost =
      new LostMembers<>(ClusterSettings.STABLE_AFTER, ClusterSettings.STABLE_AFTER_AWAITED);

  private final Optional<RevokedSetup> revoked =
      getContext().getSystem().settings().setup().get(RevokedSetup.class);

  private enum Tick {
    TICK
  }

  @Override
  public void preStart() {
    cluster.subscribe(
        getSelf(),
        ClusterEvent.initialStateAsEvents(),
        ClusterEvent.ReachabilityEvent.class,
        ClusterEvent.MemberDowned.class,
        ClusterEvent.MemberRemoved.class);
    getContext()
        .getSystem()
        .eventStream()
        .subscribe(getSelf(), ThisActorSystemQuarantinedEvent.class);
    if (cluster.selfRoles().contains(Role.COORDINATOR.label())) {
      getTimers().startTimerWithFixedDelay(Tick.TICK, Tick.TICK, Duration.ofSeconds(1));
    }
  }

  @Override
  public void postStop() {
    cluster.unsubscribe(getSelf());
    getContext().getSystem().eventStream().unsubscribe(getSelf());
  }

  @Override
  public Receive createReceive() {
    return receiveBuilder()
        .match(ClusterEvent.UnreachableMember.class, this::onUnreachable)
        .match(ClusterEvent.ReachableMember.class, m -> lost.forget(m.member().uniqueAddress()))
        .match(ClusterEvent.MemberRemoved.class, m -> lost.forget(m.member().uniqueAddress()))
        .match(ClusterEvent.MemberDowned.class, this::onDowned)
        .match(Tick.class, m -> onTick())
        .match(
            ThisActorSystemQuarantinedEvent.class, m -> onQuarantined(m.remoteAddress().address()))
        .build();
  }

  private void onUnreachable(ClusterEvent.UnreachableMember event) {
    boolean awaited = false;
    for (Member member : cluster.state().getMembers()) {
      awaited |= member.status() == MemberStatus.down();
    }
    lost.lost(event.member().uniqueAddress(), awaited, now());
  }

  /** Mostly the former life of a node that comes back; it comes in when that one is removed. */
  private void onDowned(ClusterEvent.MemberDowned event) {
    lost.forget(event.member().uniqueAddress());
    lost.awaited(now());
  }

  private void onTick() {
    lost.due(now()).forEach(this::giveUp);
    revoked.ifPresent(this::removeRevoked);
  }

  /** Who is revoked is no member, whether it answers or not. */
  private void removeRevoked(RevokedSetup setup) {
    for (Member member : cluster.state().getMembers()) {
      if (member.status() != MemberStatus.down() && setup.isRevoked(member.address())) {
        LOG.warn("node {} is revoked: it is removed from the cluster", member.address());
        cluster.down(member.address());
      }
    }
  }

  private void giveUp(UniqueAddress member) {
    boolean still =
        cluster.state().getUnreachable().stream()
            .anyMatch(other -> other.uniqueAddress().equals(member));
    if (still) { // If not, its next life has this address, and downing it would end that one.
      LOG.warn(
          "node {} stayed unreachable: it is removed from the cluster and may join again",
          member.address());
      cluster.down(member.address());
    }
  }

  private static Duration now() {
    return Duration.ofNanos(System.nanoTime());
  }

  private void onQuarantined(Address by) {
    LOG.warn("{} has removed this node from the cluster: it restarts to join again", by);
    cluster.down(cluster.selfAddress());
  }
}
