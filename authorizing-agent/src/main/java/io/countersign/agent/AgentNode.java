package io.countersign.agent;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import io.countersign.protocol.evidence.EvidenceException;
import io.countersign.protocol.evidence.Name;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.log.GroupCommitter;
import io.countersign.protocol.log.LogEntry;
import io.countersign.protocol.log.NodeIdentity;
import io.countersign.protocol.wire.AgentProtocol;
import io.countersign.protocol.wire.Coalescer;
import io.countersign.protocol.wire.EnvelopeOpener;
import io.countersign.protocol.wire.EnvelopeSealer;
import io.countersign.protocol.wire.HeadSpeaker;
import io.countersign.protocol.wire.HeadStatement;
import io.countersign.protocol.wire.HeadWitness;
import io.countersign.protocol.wire.OwnHead;
import io.countersign.protocol.wire.RecordTaker;
import io.countersign.protocol.wire.Refusal;
import io.countersign.protocol.wire.SealedEnvelope;
import io.countersign.protocol.wire.WireException;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An agents' node (M6): opens what coordinators sent, hands each question to its agent's actor,
 * seals and sends the answers, answers probes. What cannot be opened is recorded and changes
 * nothing else (M7, I8).
 *
 * <p>If the log cannot be written it fails with {@link LogStopped} and never sends what was
 * waiting.
 */
public final class AgentNode {
  private static final int REQUEST_OCTETS = 32;

  /** Records of refusals that wait for the log at once; while a slow disk holds more, they wait. */
  private static final int NOTES_WAITING = 128;

  private final ActorContext<Message> context;
  private final AgentSetup setup;
  private final EnvelopeOpener opener;
  private final EnvelopeSealer sealer;
  private final GroupCommitter log;
  private final CardReader reader;
  private final Coalescer refusals;
  private final RecordTaker records;
  private final Map<String, ActorRef<AgentActor.Message>> agents = new LinkedHashMap<>();
  private final HeadSpeaker speaker;
  private HeadWitness heads;
  private int notesWaiting;
  private long notesLeftOut;

  /** What the node is told; only an envelope comes from outside. */
  sealed interface Message {}

  private record FromWire(SealedEnvelope sealed) implements Message {}

  /** An agent's answer, synced where that is due. */
  record Answer(String to, AgentProtocol message) implements Message {}

  /** A refusal to be recorded. */
  record Noted(Effect.Note note) implements Message {}

  /** The log failed. */
  record LogLost(Throwable cause) implements Message {}

  private record Recorded() implements Message {}

  private record RecordKept(Ring.@Nullable Next next, @Nullable Throwable failure)
      implements Message {}

  private record RecordLogged(Ring.Next next) implements Message {}

  private enum Flush implements Message {
    REFUSALS
  }

  private AgentNode(ActorContext<Message> context, AgentSetup setup, EnvelopeOpener opener) {
    this.context = context;
    this.setup = setup;
    this.opener = opener;
    this.sealer =
        new EnvelopeSealer(
            setup.name(),
            setup.ring(),
            setup.identity()::sign,
            setup.agreement(),
            setup.clock(),
            setup.random());
    int most = Math.max(1, setup.seats().size()) * setup.limits().pendingPerAgent();
    // Approvals under way and notes are bounded, so that a slow disk never finds this queue full.
    this.log = GroupCommitter.start(setup.log(), most + NOTES_WAITING);
    this.reader = new CardReader(setup.limits().cardThreads(), most);
    this.refusals = new Coalescer(setup.clock());
    this.records =
        new RecordTaker(
            setup.ring(),
            setup.records(),
            context.getSystem().dispatchers().lookup(DispatcherSelector.blocking()));
    this.speaker =
        new HeadSpeaker(
            new NodeIdentity(setup.name(), setup.identity().publicKey().serial()),
            setup.identity()::sign);
    this.heads = setup.history().heads();
  }

  /** Its life begins with this call and not with its actor: what is sealed from now on is read. */
  public static Behavior<SealedEnvelope> create(AgentSetup setup) {
    EnvelopeOpener opener =
        new EnvelopeOpener(
            setup.name(), setup.ring(), Set.of(Role.COORDINATOR), setup.agreement(), setup.clock());
    Behavior<Message> node =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers -> new AgentNode(context, setup, opener).start(timers)));
    return Behaviors.transformMessages(
        SealedEnvelope.class,
        node,
        messages -> messages.match(SealedEnvelope.class, FromWire::new));
  }

  private Behavior<Message> start(TimerScheduler<Message> timers) {
    timers.startTimerWithFixedDelay(Flush.REFUSALS, Coalescer.WINDOW);
    for (AgentSetup.Seat seat : setup.seats()) {
      var agent = setup.agentOf(seat);
      var desk =
          new AgentActor.Desk(
              new AgentCore(setup.ring(), agent, seat.policy(), setup.limits()),
              seat.card(),
              reader,
              log,
              setup.clock(),
              context.getSelf());
      AgentMemory memory = setup.history().memoryOf(setup.ring(), agent);
      ActorRef<AgentActor.Message> child =
          context.spawn(AgentActor.create(desk, memory), agent.name());
      context.watch(child); // An agent's actor that fails takes the node with it.
      agents.put(agent.name(), child);
    }
    return Behaviors.receive(Message.class)
        .onMessage(FromWire.class, m -> onWire(m.sealed()))
        .onMessage(Answer.class, m -> send(m.to(), m.message()))
        .onMessage(Noted.class, this::onNoted)
        .onMessage(Flush.class, m -> onFlush())
        .onMessage(Recorded.class, m -> onRecorded())
        .onMessage(RecordKept.class, this::onRecordKept)
        .onMessage(RecordLogged.class, this::onRecordLogged)
        .onMessage(LogLost.class, this::onLogLost)
        .onSignal(PostStop.class, signal -> onStop())
        .build();
  }

  private Behavior<Message> onWire(SealedEnvelope sealed) {
    try {
      EnvelopeOpener.Opened opened = opener.open(sealed);
      if (opened.message() instanceof AgentProtocol.AskApproval ask) {
        return onAsk(opened.from(), ask);
      }
      if (opened.message() instanceof AgentProtocol.AgentProbe probe) {
        return send(opened.from(), state(probe.id()));
      }
      if (opened.message() instanceof AgentProtocol.AgentHeads told) {
        return onHeads(opened.from(), told);
      }
      if (opened.message() instanceof AgentProtocol.AgentNextRecord told) {
        return onRecordTold(opened.from(), told);
      }
      throw new WireException(
          "wire:type", opened.from() + " sent what an agents' node does not answer");
    } catch (WireException refused) {
      record(
          refusals.note(
              "bad-message", refused.check(), null, String.valueOf(refused.getMessage())));
      return Behaviors.same();
    }
  }

  /** Where other nodes' logs stand is recorded, so that theirs cannot be cut off unseen (I7). */
  private Behavior<Message> onHeads(String from, AgentProtocol.AgentHeads told) {
    Ring.Party self = setup.ring().party(setup.name()).orElseThrow();
    OwnHead.require(told.heads(), self, setup.log().head());
    HeadWitness.Taken taken =
        heads.take(
            told.heads(),
            setup.ring(),
            setup.name(),
            setup.clock().instant(),
            setup.limits().witnessEvery());
    heads = taken.witness();
    for (HeadWitness.Finding finding : taken.findings()) {
      if (finding.alarm()) {
        context.getLog().warn("{}", finding.text());
      }
      append(finding.entry());
    }
    taken
        .wrong()
        .map(wrong -> from + " passed on " + wrong)
        .ifPresent(detail -> record(refusals.note("bad-message", "heads:statement", null, detail)));
    Duration monotonic = Duration.ofNanos(System.nanoTime());
    HeadStatement own = speaker.state(setup.log().head(), monotonic);
    return send(from, new AgentProtocol.AgentHeadTold(own));
  }

  /** Has no answer: how the node is shows which record it obeys. */
  private Behavior<Message> onRecordTold(String from, AgentProtocol.AgentNextRecord told) {
    try {
      records.begin(told.record()).ifPresent(kept -> context.pipeToSelf(kept, RecordKept::new));
    } catch (EvidenceException e) {
      String detail = from + " told a record of the ring: " + e.getMessage();
      record(refusals.note("bad-message", e.check(), null, detail));
    }
    return Behaviors.same();
  }

  private Behavior<Message> onRecordKept(RecordKept kept) {
    records.kept(kept.next(), kept.failure()).ifPresent(this::log);
    return Behaviors.same();
  }

  private void log(Ring.Next next) {
    context.pipeToSelf(
        log.submit(List.of(RecordTaker.entry(next.sequence(), next.hash()))),
        (written, failure) -> failure == null ? new RecordLogged(next) : new LogLost(failure));
  }

  private Behavior<Message> onRecordLogged(RecordLogged logged) {
    records.obey(logged.next());
    return Behaviors.same();
  }

  private Behavior<Message> onAsk(String from, AgentProtocol.AskApproval ask) {
    if (ask.request().length() != REQUEST_OCTETS
        || !Name.isValid(ask.agent())
        || !Name.isValid(ask.device())) {
      throw new WireException("wire:payload", "not the form of a request's id or of a name");
    }
    ActorRef<AgentActor.Message> agent = agents.get(ask.agent());
    if (agent != null) {
      agent.tell(new AgentActor.Ask(from, ask));
      return Behaviors.same();
    }
    Refusal refusal = notHere(ask);
    record(refusals.note("refused", refusal.check(), ask.request(), refusal.detail()));
    boolean lasting = refusal.code() == Refusal.Code.BAD_REQUEST;
    return send(from, Refusals.declined(ask, lasting, refusal));
  }

  private Refusal notHere(AgentProtocol.AskApproval ask) {
    boolean registered =
        setup.ring().agentsAt(setup.name()).stream().anyMatch(a -> a.name().equals(ask.agent()));
    return registered
        ? Refusal.of(
            Refusal.Code.NOT_READY,
            "card",
            "the card of " + ask.agent() + " is not in " + setup.name())
        : Refusal.of(
            Refusal.Code.BAD_REQUEST,
            "ask:agent",
            setup.name() + " hosts no agent of the name asked for");
  }

  private AgentProtocol.AgentState state(long id) {
    List<String> cards =
        setup.seats().stream()
            .map(seat -> seat.card().name() + " " + seat.policy().label())
            .toList();
    return new AgentProtocol.AgentState(
        id, setup.name(), cards, setup.ring().sequence(), setup.residentBytes().getAsLong());
  }

  private Behavior<Message> send(String to, AgentProtocol message) {
    setup.outbox().send(to, sealer.seal(to, message));
    return Behaviors.same();
  }

  private Behavior<Message> onNoted(Noted noted) {
    Effect.Note note = noted.note();
    record(refusals.note("refused", note.check(), note.request(), note.detail()));
    return Behaviors.same();
  }

  private Behavior<Message> onFlush() {
    refusals.flush().forEach(entry -> record(Optional.of(entry)));
    return Behaviors.same();
  }

  private Behavior<Message> onRecorded() {
    notesWaiting--;
    if (notesLeftOut > 0) {
      Map<String, Object> body = Map.of("check", "log:slow", "notRecorded", notesLeftOut);
      notesLeftOut = 0;
      record(Optional.of(LogEntry.of("refused", body)));
    }
    return Behaviors.same();
  }

  private void record(Optional<LogEntry> entry) {
    entry.ifPresent(this::record);
  }

  private void record(LogEntry entry) {
    context.getLog().warn("{} {} {}", entry.kind(), entry.request().orElse("-"), entry.body());
    append(entry);
  }

  private void append(LogEntry entry) {
    if (notesWaiting >= NOTES_WAITING) {
      notesLeftOut++;
      return;
    }
    notesWaiting++;
    context.pipeToSelf(
        log.submit(List.of(entry)),
        (records, failure) -> failure == null ? new Recorded() : new LogLost(failure));
  }

  private Behavior<Message> onLogLost(LogLost lost) {
    throw new LogStopped(lost.cause());
  }

  private Behavior<Message> onStop() throws IOException {
    opener.close();
    sealer.close();
    reader.close();
    setup.seats().forEach(seat -> seat.card().close());
    log.close();
    return Behaviors.same();
  }
}
