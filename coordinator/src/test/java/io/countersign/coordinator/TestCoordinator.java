package io.countersign.coordinator;

import akka.actor.BootstrapSetup;
import akka.actor.setup.ActorSystemSetup;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.countersign.coordinator.journal.JournalSetup;
import io.countersign.coordinator.journal.JournalStore;
import io.countersign.coordinator.journal.SyncedJournal;
import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.RecordTaker;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A coordinator with its journal in a folder, in an ActorSystem of its own. */
public final class TestCoordinator implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ActorSystem<CoordinatorCommand> system;

  private TestCoordinator(ActorSystem<CoordinatorCommand> system) {
    this.system = system;
  }

  public static TestCoordinator start(TestRing ring, FakeNet net, Path folder) {
    return start(ring, net, folder, CoordinatorLimits.defaults(), store -> store);
  }

  /**
   * @param disk what stands between the journal and the disk
   */
  public static TestCoordinator start(
      TestRing ring,
      FakeNet net,
      Path folder,
      CoordinatorLimits limits,
      UnaryOperator<JournalStore> disk) {
    return start(ring, net, folder, limits, disk, new TestLog(folder.resolve("log")));
  }

  /**
   * @param records where it keeps the ring's records
   */
  public static TestCoordinator start(
      TestRing ring, FakeNet net, Path folder, RecordTaker.Keeper records) {
    TestLog log = new TestLog(folder.resolve("log"));
    return start(ring, net, folder, CoordinatorLimits.defaults(), store -> store, log, records);
  }

  static TestCoordinator start(
      TestRing ring,
      FakeNet net,
      Path folder,
      CoordinatorLimits limits,
      UnaryOperator<JournalStore> disk,
      TestLog log) {
    return start(ring, net, folder, limits, disk, log, next -> {});
  }

  private static TestCoordinator start(
      TestRing ring,
      FakeNet net,
      Path folder,
      CoordinatorLimits limits,
      UnaryOperator<JournalStore> disk,
      TestLog log,
      RecordTaker.Keeper records) {
    CoordinatorLog opened = log.open(ring);
    Config config =
        ConfigFactory.parseMap(
                Map.of(
                    "akka.loglevel", "WARNING",
                    "akka.stdout-loglevel", "OFF",
                    "akka.coordinated-shutdown.run-by-jvm-shutdown-hook", "off",
                    "akka.jvm-shutdown-hooks", "off",
                    "countersign.journal.dir", folder.toString(),
                    "akka.persistence.journal.plugin", SyncedJournal.PLUGIN_ID,
                    "akka.persistence.snapshot-store.plugin", "akka.persistence.no-snapshot-store"))
            .withFallback(ConfigFactory.load());
    ActorSystem<CoordinatorCommand> system =
        ActorSystem.create(
            Behaviors.setup(
                context ->
                    Coordinator.create(
                        new CoordinatorSetup(
                            TestRing.COORDINATOR,
                            ring.ring(),
                            ring.identity(TestRing.COORDINATOR)::sign,
                            ring.agreement(TestRing.COORDINATOR),
                            net,
                            Clock.systemUTC(),
                            new SecureRandom(),
                            () ->
                                SyncedJournal.get(context.getSystem())
                                    .file()
                                    .persistenceIds(RequestDirectory.PREFIX),
                            opened,
                            limits,
                            records))),
            "coordinator",
            ActorSystemSetup.create(BootstrapSetup.create(config), new JournalSetup(disk)));
    net.connect(system);
    return new TestCoordinator(system);
  }

  public ActorSystem<CoordinatorCommand> system() {
    return system;
  }

  CoordinatorCommand.Reply submit(SignedRequest request, byte[] content) {
    return await(
        ask(replyTo -> new CoordinatorCommand.Submit(request, Octets.of(content), replyTo)));
  }

  /** The request as it is when it ended, or when the wait is over. */
  CoordinatorCommand.Reply show(Octets id, Duration waitFor) {
    return await(
        ask(replyTo -> new CoordinatorCommand.Show(id, TestRing.REQUESTER, waitFor, replyTo)));
  }

  CoordinatorCommand.Found found(Octets id, Duration waitFor) {
    return (CoordinatorCommand.Found) show(id, waitFor);
  }

  StatusView status() {
    return await(
        AskPattern.ask(
            system,
            (ActorRef<StatusView> replyTo) ->
                new CoordinatorCommand.GetStatus(TestRing.REQUESTER, replyTo),
            PATIENCE,
            system.scheduler()));
  }

  CompletionStage<CoordinatorCommand.Reply> ask(
      Function<ActorRef<CoordinatorCommand.Reply>, CoordinatorCommand> message) {
    return AskPattern.ask(system, message::apply, PATIENCE, system.scheduler());
  }

  static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends it as a crash does: nobody is told. */
  @Override
  public void close() {
    system.terminate();
    await(system.getWhenTerminated());
  }
}
