package io.countersign.coordinator;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import io.countersign.protocol.log.GroupCommitter;
import io.countersign.protocol.log.LogEntry;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.Coalescer;
import io.countersign.protocol.wire.HeadStatement;
import io.countersign.protocol.wire.HeadWitness;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Records what is no act of the coordinator and what nothing waits for: what it refused, what it
 * could not read (I8), and where other nodes' logs stand. Whatever comes in a flood becomes a few
 * records and a count, and no more of them wait for the disk than {@link #NOTES_WAITING}.
 */
final class Scribe extends AbstractBehavior<Scribe.Message> {
  /** Records that wait for the log at once; while a slow disk holds more, they are counted. */
  static final int NOTES_WAITING = 128;

  /** How often at most a head of one other node's log is recorded. */
  static final Duration WITNESS_EVERY = Duration.ofMinutes(10);

  private static final String REFUSED = "submit-refused";
  private static final String BAD_MESSAGE = "bad-message";

  sealed interface Message {}

  /**
   * A client was refused.
   *
   * @param requester by his certificate, or {@code unknown}
   * @param request id of what he sent, if it has one
   */
  record Refused(String check, String requester, Optional<Octets> request, String detail)
      implements Message {}

  /** A message could not be opened, or is not for a coordinator. */
  record Unreadable(String check, String detail) implements Message {}

  /** A node said where its log stands. */
  record HeadTold(String from, HeadStatement head) implements Message {}

  private record Recorded() implements Message {}

  private record Lost(Throwable cause) implements Message {}

  private enum Flush implements Message {
    COUNTS
  }

  private final CoordinatorSetup setup;
  private final Clock clock;
  private final GroupCommitter log;
  private final ActorRef<Coordinator.Message> guardian;
  private final Coalescer notes;
  private HeadWitness heads;
  private int waiting;
  private long leftOut;

  private Scribe(
      ActorContext<Message> context,
      TimerScheduler<Message> timers,
      CoordinatorSetup setup,
      GroupCommitter log,
      ActorRef<Coordinator.Message> guardian) {
    super(context);
    this.setup = setup;
    this.clock = setup.clock();
    this.log = log;
    this.guardian = guardian;
    this.notes = new Coalescer(clock);
    this.heads = setup.log().heads();
    timers.startTimerWithFixedDelay(Flush.COUNTS, Coalescer.WINDOW);
  }

  static Behavior<Message> create(
      CoordinatorSetup setup, GroupCommitter log, ActorRef<Coordinator.Message> guardian) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(timers -> new Scribe(context, timers, setup, log, guardian)));
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder()
        .onMessage(Refused.class, this::onRefused)
        .onMessage(Unreadable.class, this::onUnreadable)
        .onMessage(HeadTold.class, this::onHeadTold)
        .onMessage(Flush.class, m -> onFlush())
        .onMessage(Recorded.class, m -> onRecorded())
        .onMessage(Lost.class, this::onLost)
        .build();
  }

  private Behavior<Message> onRefused(Refused refused) {
    Map<String, Object> alike = Map.of("check", refused.check(), "requester", refused.requester());
    notes
        .note(REFUSED, alike, refused.request().orElse(null), refused.detail())
        .ifPresent(this::record);
    return this;
  }

  private Behavior<Message> onUnreadable(Unreadable message) {
    notes.note(BAD_MESSAGE, message.check(), null, message.detail()).ifPresent(this::record);
    return this;
  }

  /** Where other nodes' logs stand is recorded, so that theirs cannot be cut off unseen (I7). */
  private Behavior<Message> onHeadTold(HeadTold told) {
    HeadStatement head = told.head();
    if (head.equals(HeadStatement.NONE)) {
      return this;
    }
    if (!head.node().equals(told.from())) {
      return wrong(told.from() + " told the head of another node as its own");
    }
    HeadWitness.Taken taken =
        heads.take(List.of(head), setup.ring(), setup.name(), clock.instant(), WITNESS_EVERY);
    heads = taken.witness();
    for (HeadWitness.Finding finding : taken.findings()) {
      if (finding.alarm()) {
        getContext().getLog().warn("{}", finding.text());
      }
      append(finding.entry());
    }
    taken.wrong().ifPresent(text -> wrong(told.from() + " told " + text));
    return this;
  }

  private Behavior<Message> wrong(String detail) {
    return onUnreadable(new Unreadable("heads:statement", detail));
  }

  private Behavior<Message> onFlush() {
    notes.flush().forEach(this::record);
    return this;
  }

  private void record(LogEntry entry) {
    getContext().getLog().warn("{} {} {}", entry.kind(), entry.request().orElse("-"), entry.body());
    append(entry);
  }

  private void append(LogEntry entry) {
    if (waiting >= NOTES_WAITING) {
      leftOut++;
      return;
    }
    waiting++;
    getContext()
        .pipeToSelf(
            log.submit(List.of(entry)),
            (records, failure) -> failure == null ? new Recorded() : new Lost(failure));
  }

  private Behavior<Message> onRecorded() {
    waiting--;
    if (leftOut > 0) {
      Map<String, Object> body = Map.of("check", "log:slow", "notRecorded", leftOut);
      leftOut = 0;
      record(LogEntry.of(BAD_MESSAGE, body));
    }
    return this;
  }

  private Behavior<Message> onLost(Lost lost) {
    guardian.tell(new Coordinator.LogLost(lost.cause(), List.of()));
    return this;
  }
}
