package io.countersign.deploy.cluster;

import akka.actor.ActorSystem;
import akka.actor.Props;
import akka.cluster.DowningProvider;
import java.util.concurrent.TimeUnit;
import scala.Option;
import scala.concurrent.duration.FiniteDuration;

/**
 * Who downs whom in a ring with one coordinator (DESIGN.md "Decided now" 6): the coordinator alone
 * downs members that stayed unreachable; nodes that see no coordinator down nobody and wait. So no
 * two parts of a cut ring can both go on, and a dead coordinator takes nobody with it.
 */
public final class SingleCoordinatorDowning extends DowningProvider {
  /** Called by Akka. */
  public SingleCoordinatorDowning(ActorSystem system) {}

  @Override
  public FiniteDuration downRemovalMargin() {
    return FiniteDuration.create(0, TimeUnit.SECONDS);
  }

  @Override
  public Option<Props> downingActorProps() {
    return Option.apply(
        Props.create(DowningActor.class, DowningActor::new)
            .withDispatcher("akka.actor.internal-dispatcher"));
  }
}
