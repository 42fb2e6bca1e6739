package io.countersign.coordinator.http;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.ConnectionContext;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.settings.ServerSettings;
import io.countersign.coordinator.CoordinatorCommand;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import scala.concurrent.duration.FiniteDuration;
import scala.jdk.javaapi.DurationConverters;

/** The HTTP API {@code /v1} of a coordinator (deploy/docs/api.md). */
public final class HttpApi {
  private HttpApi() {}

  /**
   * Listens, with TLS 1.3 and client certificates only.
   *
   * @return fails if the address cannot be bound
   */
  public static CompletionStage<ServerBinding> bind(
      ActorSystem<?> system, ActorRef<CoordinatorCommand> coordinator, HttpSetup setup) {
    Routes routes = new Routes(system, coordinator, setup);
    return Http.get(system)
        .newServerAt(setup.host(), setup.port())
        .enableHttps(ConnectionContext.httpsServer(setup.tls()::get))
        .withSettings(settings(system, setup.limits()))
        .bind(routes::handle);
  }

  private static ServerSettings settings(ActorSystem<?> system, HttpSetup.Limits limits) {
    ServerSettings defaults = ServerSettings.create(system.classicSystem());
    Duration longest = limits.waitMax().plus(limits.answer()).plusSeconds(5);
    return defaults
        .withMaxConnections(limits.connections())
        .withTimeouts(
            defaults
                .getTimeouts()
                .withIdleTimeout(scala(limits.idle()))
                .withRequestTimeout(scala(longest)))
        .withParserSettings(
            defaults
                .getParserSettings()
                .withIncludeTlsSessionInfoHeader(true)
                .withMaxContentLength(limits.bodyOctets())
                .withMaxToStrictBytes(limits.bodyOctets()));
  }

  private static FiniteDuration scala(Duration duration) {
    return DurationConverters.toScala(duration);
  }
}
