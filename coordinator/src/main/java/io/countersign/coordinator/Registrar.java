package io.countersign.coordinator;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import io.countersign.protocol.evidence.EvidenceException;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.log.GroupCommitter;
import io.countersign.protocol.wire.AgentProtocol;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.RecordTaker;
import io.countersign.protocol.wire.ServerProtocol;
import io.countersign.protocol.wire.WireMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Takes the ring's next record from whoever brings it, and sees to it that every node obeys it
 * (I3): at once when it comes into force here, and again to each node that says it obeys an earlier
 * one. It is believed for the swa key's signature alone.
 *
 * <pre>
 *   Bring      is the next one, signed       kept, recorded in the log, told to all, in force
 *   Bring      is in force                   the same answer, nothing else
 *   Bring      another is in work            Busy
 *   Bring      anything else                 NotTaken with the check
 *   Behind     a node obeys an earlier one   told the one after that
 *   the disk or the log cannot be written    not taken; the log's failure ends the coordinator
 * </pre>
 */
final class Registrar extends AbstractBehavior<Registrar.Message> {
  private static final Duration RETRY = Duration.ofSeconds(1);

  /**
   * Nodes are told so long before the record is in force here: also who is revoked by it, or has to
   * show another certificate, hears of it over the connection that it ends.
   */
  private static final Duration HEAD_START = Duration.ofMillis(250);

  /** A node that says again and again that it is behind is told no more often than so. */
  private static final Duration TELL_AGAIN = Duration.ofMillis(400);

  sealed interface Message {}

  /** Somebody brings a record. */
  record Bring(String record, ActorRef<CoordinatorCommand.RecordReply> replyTo)
      implements Message {}

  /**
   * A node obeys an earlier record.
   *
   * @param sequence the one it obeys
   */
  record Behind(String party, Role role, long sequence) implements Message {}

  private record Kept(
      Ring.@Nullable Next next,
      @Nullable Throwable failure,
      ActorRef<CoordinatorCommand.RecordReply> replyTo)
      implements Message {}

  private record Logged(
      Ring.Next next, boolean durable, ActorRef<CoordinatorCommand.RecordReply> replyTo)
      implements Message {}

  private record Told(Ring.Next next, ActorRef<CoordinatorCommand.RecordReply> replyTo)
      implements Message {}

  private record Read(Behind whom, Optional<String> record, @Nullable Throwable failure)
      implements Message {}

  private final TimerScheduler<Message> timers;
  private final CoordinatorSetup setup;
  private final Ring ring;
  private final GroupCommitter log;
  private final RecordTaker taker;
  private final Executor disk;
  private final ActorRef<Switchboard.Message> switchboard;
  private final ActorRef<Coordinator.Message> guardian;
  private final Map<String, Long> toldAt = new HashMap<>();

  private Registrar(
      ActorContext<Message> context,
      TimerScheduler<Message> timers,
      CoordinatorSetup setup,
      GroupCommitter log,
      ActorRef<Switchboard.Message> switchboard,
      ActorRef<Coordinator.Message> guardian) {
    super(context);
    this.timers = timers;
    this.setup = setup;
    this.ring = setup.ring();
    this.log = log;
    this.switchboard = switchboard;
    this.guardian = guardian;
    this.disk = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
    this.taker = new RecordTaker(ring, setup.records(), disk);
  }

  static Behavior<Message> create(
      CoordinatorSetup setup,
      GroupCommitter log,
      ActorRef<Switchboard.Message> switchboard,
      ActorRef<Coordinator.Message> guardian) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new Registrar(context, timers, setup, log, switchboard, guardian)));
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder()
        .onMessage(Bring.class, this::onBring)
        .onMessage(Behind.class, this::onBehind)
        .onMessage(Kept.class, this::onKept)
        .onMessage(Logged.class, this::onLogged)
        .onMessage(Told.class, this::onTold)
        .onMessage(Read.class, this::onRead)
        .build();
  }

  private Behavior<Message> onBring(Bring bring) {
    if (ring.isInForce(bring.record())) {
      bring.replyTo().tell(taken());
      return this;
    }
    try {
      if (taker.isBusy()) {
        bring.replyTo().tell(new CoordinatorCommand.Busy("another record is being taken", RETRY));
        return this;
      }
      getContext()
          .pipeToSelf(
              taker.begin(ring.next(bring.record())),
              (next, failure) -> new Kept(next, failure, bring.replyTo()));
    } catch (EvidenceException e) {
      bring.replyTo().tell(new CoordinatorCommand.NotTaken(e));
    }
    return this;
  }

  private CoordinatorCommand.RecordTaken taken() {
    return new CoordinatorCommand.RecordTaken(ring.sequence(), ring.hash());
  }

  private Behavior<Message> onKept(Kept kept) {
    taker
        .kept(kept.next(), kept.failure())
        .ifPresentOrElse(
            next -> log(next, kept.replyTo()),
            () ->
                kept.replyTo()
                    .tell(
                        new CoordinatorCommand.Unwritable(
                            "the record cannot be kept: free space or repair the disk and bring it again",
                            RETRY)));
    return this;
  }

  private void log(Ring.Next next, ActorRef<CoordinatorCommand.RecordReply> replyTo) {
    getContext()
        .pipeToSelf(
            log.submit(List.of(RecordTaker.entry(next.sequence(), next.hash()))),
            (written, failure) -> {
              if (failure != null) {
                guardian.tell(new Coordinator.LogLost(failure, List.of()));
              }
              return new Logged(next, failure == null, replyTo);
            });
  }

  private Behavior<Message> onLogged(Logged logged) {
    if (!logged.durable()) {
      taker.giveUp();
      logged
          .replyTo()
          .tell(
              new CoordinatorCommand.Unwritable(
                  "the coordinator's log cannot be written: the record is not taken", RETRY));
      return this;
    }
    for (Ring.Party party : ring.parties()) {
      if (!party.revoked()) {
        tell(party.name(), party.role(), logged.next().text());
      }
    }
    timers.startSingleTimer(new Told(logged.next(), logged.replyTo()), HEAD_START);
    return this;
  }

  private Behavior<Message> onTold(Told told) {
    taker.obey(told.next());
    guardian.tell(new Coordinator.HealthChanged());
    told.replyTo().tell(taken());
    return this;
  }

  private void tell(String party, Role role, String record) {
    Optional<WireMessage> message =
        switch (role) {
          case DEVICE -> Optional.of(new DeviceProtocol.NextRecord(record));
          case AGENTS -> Optional.of(new AgentProtocol.AgentNextRecord(record));
          case MESSAGE_SERVER -> Optional.of(new ServerProtocol.ServerNextRecord(record));
          case COORDINATOR, REQUESTER, HEARTBEAT, SATELLITE -> Optional.empty();
        };
    message.ifPresent(m -> switchboard.tell(new Switchboard.Send(party, m)));
  }

  private Behavior<Message> onBehind(Behind behind) {
    long now = System.nanoTime();
    Long last = toldAt.get(behind.party());
    boolean due = last == null || now - last >= TELL_AGAIN.toNanos();
    if (behind.sequence() >= 0 && behind.sequence() < ring.sequence() && due) {
      toldAt.put(behind.party(), now);
      getContext()
          .pipeToSelf(
              CompletableFuture.supplyAsync(() -> read(behind.sequence() + 1), disk),
              (record, failure) ->
                  new Read(behind, failure == null ? record : Optional.empty(), failure));
    }
    return this;
  }

  private Optional<String> read(long sequence) {
    try {
      return setup.records().text(sequence);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Behavior<Message> onRead(Read read) {
    if (read.record().isEmpty()) {
      getContext()
          .getLog()
          .error(
              "{} obeys record {} of the ring, and the one after it is not here",
              read.whom().party(),
              read.whom().sequence(),
              read.failure());
    }
    read.record().ifPresent(text -> tell(read.whom().party(), read.whom().role(), text));
    return this;
  }
}
