package io.countersign.deploy.cluster;

import akka.actor.AbstractActorWithTimers;
import akka.actor.Address;
import akka.cluster.Cluster;
import akka.cluster.ClusterEvent;
import akka.cluster.Member;
import akka.cluster.UniqueAddress;
import akka.remote.artery.ThisActorSystemQuarantinedEvent;
import io.countersign.protocol.evidence.Role;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out {@link SingleCoordinatorDowning}. A node that another has quarantined was removed
 * while it was cut off: it downs itself, so that its supervisor starts it afresh.
 */
final class DowningActor extends AbstractActorWithTimers {
  private static final Logger LOG = LoggerFactory.getLogger(DowningActor.class);

  private final Cluster cluster = Cluster.get(getContext().getSystem());

  private record StillUnreachable(Member member) {}

  @Override
  public void preStart() {
    cluster.subscribe(
        getSelf(),
        ClusterEvent.initialStateAsEvents(),
        ClusterEvent.ReachabilityEvent.class,
        ClusterEvent.MemberRemoved.class);
    getContext()
        .getSystem()
        .eventStream()
        .subscribe(getSelf(), ThisActorSystemQuarantinedEvent.class);
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
        .match(ClusterEvent.ReachableMember.class, m -> forget(m.member().uniqueAddress()))
        .match(ClusterEvent.MemberRemoved.class, m -> forget(m.member().uniqueAddress()))
        .match(StillUnreachable.class, this::onStillUnreachable)
        .match(
            ThisActorSystemQuarantinedEvent.class, m -> onQuarantined(m.remoteAddress().address()))
        .build();
  }

  private void onUnreachable(ClusterEvent.UnreachableMember event) {
    if (cluster.selfRoles().contains(Role.COORDINATOR.label())) {
      getTimers()
          .startSingleTimer(
              event.member().uniqueAddress(),
              new StillUnreachable(event.member()),
              ClusterSettings.STABLE_AFTER);
    }
  }

  private void forget(UniqueAddress address) {
    getTimers().cancel(address);
  }

  private void onStillUnreachable(StillUnreachable message) {
    UniqueAddress lost = message.member().uniqueAddress();
    boolean still =
        cluster.state().getUnreachable().stream()
            .anyMatch(member -> member.uniqueAddress().equals(lost));
    if (!still) {
      return; // A new life of the node has taken its address; downing it would end that one.
    }
    LOG.warn(
        "node {} was unreachable for {} s: it is removed from the cluster and may join again",
        message.member().address(),
        ClusterSettings.STABLE_AFTER.toSeconds());
    cluster.down(message.member().address());
  }

  private void onQuarantined(Address by) {
    LOG.warn("{} has removed this node from the cluster: it restarts to join again", by);
    cluster.down(cluster.selfAddress());
  }
}
