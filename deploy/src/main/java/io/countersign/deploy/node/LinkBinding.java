package io.countersign.deploy.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.stream.javadsl.Tcp;
import io.countersign.deploy.config.Endpoint;
import io.countersign.deploy.link.LinkServer;
import io.countersign.protocol.wire.SealedEnvelope;
import org.jspecify.annotations.Nullable;

/** Binds a device's link; a device that cannot is of no use, so its process ends. */
final class LinkBinding {
  private LinkBinding() {}

  private record Bound(Tcp.@Nullable ServerBinding binding, @Nullable Throwable failure) {}

  static Behavior<Object> create(LinkServer link, Endpoint listen, ActorRef<SealedEnvelope> party) {
    return Behaviors.setup(
        context -> {
          context.pipeToSelf(
              link.bind(context.getSystem(), party),
              (binding, failure) -> new Bound(binding, failure));
          return Behaviors.receive(Object.class)
              .onMessage(
                  Bound.class,
                  bound -> {
                    if (bound.failure() != null) {
                      throw new NodeStopException(
                          NodeExit.UNAVAILABLE,
                          "the link cannot listen at " + listen + ": " + bound.failure(),
                          bound.failure());
                    }
                    context.getLog().info("listens to its message server alone, at {}", listen);
                    return Behaviors.same();
                  })
              .build();
        });
  }
}
