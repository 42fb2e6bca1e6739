package io.countersign.agent;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import io.countersign.protocol.evidence.Approval;
import io.countersign.protocol.log.GroupCommitter;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.AgentProtocol;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/**
 * One agent: carries out what {@link AgentCore} wants. Its one state is serving; what he remembers
 * is the behavior's parameter.
 */
final class AgentActor {
  private final ActorContext<Message> context;
  private final Desk desk;

  /** What an agent is told. */
  sealed interface Message {}

  /** A coordinator, whose name the node has verified, asks. */
  record Ask(String from, AgentProtocol.AskApproval ask) implements Message {}

  private record CardSigned(Octets request, Approval approval, String jws) implements Message {}

  private record CardFailed(Octets request, Throwable cause) implements Message {}

  private record Synced(Octets request) implements Message {}

  private record LogLost(Throwable cause) implements Message {}

  /** What the agent works with; all of it the node's, the card apart. */
  record Desk(
      AgentCore core,
      Card card,
      CardReader reader,
      GroupCommitter log,
      Clock clock,
      ActorRef<AgentNode.Message> node) {}

  private AgentActor(ActorContext<Message> context, Desk desk) {
    this.context = context;
    this.desk = desk;
  }

  static Behavior<Message> create(Desk desk, AgentMemory memory) {
    return Behaviors.setup(context -> new AgentActor(context, desk).serving(memory));
  }

  private Behavior<Message> serving(AgentMemory memory) {
    return Behaviors.receive(Message.class)
        .onMessage(Ask.class, m -> step(memory, new Input.Asked(m.from(), m.ask(), now())))
        .onMessage(
            CardSigned.class,
            m -> step(memory, new Input.CardSigned(m.request(), m.approval(), m.jws(), now())))
        .onMessage(
            CardFailed.class,
            m ->
                step(
                    memory,
                    new Input.CardFailed(m.request(), String.valueOf(m.cause().getMessage()))))
        .onMessage(Synced.class, m -> step(memory, new Input.Synced(m.request(), now())))
        .onMessage(LogLost.class, this::onLogLost)
        .build();
  }

  private Instant now() {
    return desk.clock().instant();
  }

  private Behavior<Message> step(AgentMemory memory, Input input) {
    Step step = desk.core().step(memory, input);
    step.effects().forEach(this::carryOut);
    return serving(step.memory());
  }

  private void carryOut(Effect effect) {
    if (effect instanceof Effect.SignWithCard sign) {
      sign(sign);
    } else if (effect instanceof Effect.Append append) {
      append(append);
    } else if (effect instanceof Effect.Send send) {
      desk.node().tell(new AgentNode.Answer(send.to(), send.message()));
    } else if (effect instanceof Effect.Note note) {
      desk.node().tell(new AgentNode.Noted(note));
    }
  }

  private void sign(Effect.SignWithCard sign) {
    context.pipeToSelf(
        desk.reader().sign(desk.card(), sign.approval()),
        (jws, failure) ->
            failure == null
                ? new CardSigned(sign.request(), sign.approval(), jws)
                : new CardFailed(sign.request(), failure));
  }

  private void append(Effect.Append append) {
    context.pipeToSelf(
        desk.log().submit(List.of(append.entry())),
        (records, failure) ->
            failure == null ? new Synced(append.request()) : new LogLost(failure));
  }

  /** I7: what waits for the log is never sent; the node ends. */
  private Behavior<Message> onLogLost(LogLost lost) {
    desk.node().tell(new AgentNode.LogLost(lost.cause()));
    return Behaviors.ignore();
  }
}
