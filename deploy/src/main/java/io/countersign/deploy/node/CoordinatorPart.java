package io.countersign.deploy.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.javadsl.Behaviors;
import akka.http.javadsl.ServerBinding;
import io.countersign.coordinator.Coordinator;
import io.countersign.coordinator.CoordinatorCommand;
import io.countersign.coordinator.CoordinatorLimits;
import io.countersign.coordinator.CoordinatorLog;
import io.countersign.coordinator.CoordinatorSetup;
import io.countersign.coordinator.RequestDirectory;
import io.countersign.coordinator.http.HttpApi;
import io.countersign.coordinator.http.HttpSetup;
import io.countersign.coordinator.journal.JournalFile;
import io.countersign.coordinator.journal.SyncedJournal;
import io.countersign.deploy.config.NodeConfig;
import io.countersign.deploy.config.NodeKeys;
import io.countersign.deploy.tls.PeerPolicy;
import io.countersign.deploy.tls.RingTls;
import io.countersign.protocol.log.FileLogStore;
import io.countersign.protocol.log.LogStore;
import io.countersign.protocol.wire.Outbox;
import io.countersign.protocol.wire.SealedEnvelope;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A coordinator: its log, its requests from the journal, and {@code /v1}. */
final class CoordinatorPart implements NodePart {
  private final String name;
  private final NodeConfig.CoordinatorPart config;
  private final NodeKeys keys;
  private final CoordinatorLog log;
  private final Clock clock;

  private CoordinatorPart(
      String name,
      NodeConfig.CoordinatorPart config,
      NodeKeys keys,
      CoordinatorLog log,
      Clock clock) {
    this.name = name;
    this.config = config;
    this.keys = keys;
    this.log = log;
    this.clock = clock;
  }

  /**
   * @param disk what stands between the log and its files
   * @throws IOException if the log is damaged, in use or cannot be written
   */
  static CoordinatorPart open(
      NodeConfig config,
      NodeConfig.CoordinatorPart coordinator,
      NodeKeys keys,
      Clock clock,
      UnaryOperator<LogStore> disk)
      throws IOException {
    String name = config.node();
    LogStore store = disk.apply(FileLogStore.open(config.log()));
    CoordinatorLog log =
        CoordinatorLog.open(store, name, keys.ring(), keys.identity()::sign, clock);
    return new CoordinatorPart(name, coordinator, keys, log, clock);
  }

  private record Bound(@Nullable ServerBinding binding, @Nullable Throwable failure) {}

  @Override
  public Behavior<SealedEnvelope> party(Outbox outbox) {
    return Behaviors.setup(
        context -> {
          JournalFile journal = SyncedJournal.get(context.getSystem()).file();
          ActorRef<CoordinatorCommand> coordinator =
              context.spawn(
                  Coordinator.create(
                      setup(outbox, () -> journal.persistenceIds(RequestDirectory.PREFIX))),
                  "coordinator");
          ActorRef<Object> edge = context.spawn(edge(coordinator), "api");
          context.watch(coordinator);
          context.watch(edge);
          return mailbox(coordinator);
        });
  }

  /** Hands over what arrives; fails with the cause of whatever of the coordinator failed. */
  private static Behavior<SealedEnvelope> mailbox(ActorRef<CoordinatorCommand> coordinator) {
    return Behaviors.receive(SealedEnvelope.class)
        .onAnyMessage(
            envelope -> {
              coordinator.tell(new CoordinatorCommand.FromNetwork(envelope));
              return Behaviors.same();
            })
        .onSignal(
            ChildFailed.class,
            failed -> {
              throw new NodeStopException(
                  Failures.exitOf(failed.getCause()),
                  failed.getRef().path().name() + " failed: " + failed.getCause(),
                  failed.getCause());
            })
        .build();
  }

  private CoordinatorSetup setup(Outbox outbox, RequestDirectory directory) {
    return new CoordinatorSetup(
        name,
        keys.ring(),
        keys.identity()::sign,
        keys.agreement(),
        outbox,
        clock,
        new SecureRandom(),
        directory,
        log,
        CoordinatorLimits.defaults().withVoteDeadline(config.voteDeadline()),
        keys.records());
  }

  /** Binds {@code /v1}; a node that cannot is of no use, so its process ends. */
  private Behavior<Object> edge(ActorRef<CoordinatorCommand> coordinator) {
    return Behaviors.setup(
        context -> {
          RingTls tls = new RingTls(keys.tls(), keys.ring(), PeerPolicy.api(), clock);
          HttpSetup http =
              new HttpSetup(
                  keys.ring(),
                  config.api().host(),
                  config.api().port(),
                  tls::server,
                  clock,
                  HttpSetup.Limits.defaults(),
                  keys.records());
          context.pipeToSelf(
              HttpApi.bind(context.getSystem(), coordinator, http),
              (binding, failure) -> new Bound(binding, failure));
          return Behaviors.receive(Object.class)
              .onMessage(
                  Bound.class,
                  bound -> {
                    if (bound.failure() != null) {
                      throw new NodeStopException(
                          NodeExit.UNAVAILABLE,
                          "/v1 cannot listen at " + config.api() + ": " + bound.failure(),
                          bound.failure());
                    }
                    context.getLog().info("/v1 listens at {}", config.api());
                    return Behaviors.same();
                  })
              .build();
        });
  }
}
