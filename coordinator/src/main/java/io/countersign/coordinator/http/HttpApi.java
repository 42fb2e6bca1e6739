package io.countersign.coordinator.http;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.ServerBinding;
import io.countersign.coordinator.CoordinatorCommand;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The HTTP API {@code /v1} of a coordinator (deploy/docs/api.md). */
public final class HttpApi {
  private HttpApi() {}

  /**
   * Listens.
   *
   * @return fails if the address cannot be bound
   */
  public static CompletionStage<ServerBinding> bind(
      ActorSystem<?> system, ActorRef<CoordinatorCommand> coordinator, HttpSetup setup) {
    return CompletableFuture.failedFuture(new UnsupportedOperationException("not built"));
  }
}
