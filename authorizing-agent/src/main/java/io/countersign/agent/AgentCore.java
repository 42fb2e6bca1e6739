package io.countersign.agent;

import io.countersign.protocol.evidence.Approval;
import io.countersign.protocol.evidence.EvidenceException;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.AgentProtocol;
import io.countersign.protocol.wire.AgentProtocol.Approved;
import io.countersign.protocol.wire.AgentProtocol.AskApproval;
import io.countersign.protocol.wire.AgentProtocol.Declined;
import io.countersign.protocol.wire.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What one agent decides (M6, M15, M16), as a pure function of what he remembers and what happens:
 *
 * <pre>
 * Asked       given before   -> the same approval again (I6)
 *             under way      -> nothing; the asker gets it too
 *             check fails    -> Declined, naming the check (I8)
 *             the check itself fails -> Declined, message:unexpected, not lasting
 *             too many       -> Declined, not lasting
 *             good           -> the card signs
 * CardSigned                 -> recorded; still under way
 * Synced                     -> sent to all who asked (I7); from now on given
 * CardFailed                 -> Declined, not lasting
 * </pre>
 *
 * <p>Immutable; no secrets: the card is behind {@link Effect.SignWithCard}.
 */
final class AgentCore {
  private static final long RETRY_MILLIS = 250;

  private final String agent;
  private final String device;
  private final RequestCheck check;
  private final AgentPolicy policy;
  private final AgentLimits limits;

  AgentCore(Ring ring, Ring.Agent agent, AgentPolicy policy, AgentLimits limits) {
    this.agent = agent.name();
    this.device = agent.device();
    this.check = new RequestCheck(ring, agent.name());
    this.policy = policy;
    this.limits = limits;
  }

  Step step(AgentMemory memory, Input input) {
    if (input instanceof Input.Asked asked) {
      return onAsked(memory, asked);
    }
    if (input instanceof Input.CardSigned signed) {
      return onCardSigned(memory, signed);
    }
    if (input instanceof Input.Synced synced) {
      return onSynced(memory, synced);
    }
    return onCardFailed(memory, (Input.CardFailed) input);
  }

  private Step onAsked(AgentMemory memory, Input.Asked asked) {
    AskApproval ask = asked.ask();
    try {
      check.requireAddressed(ask, asked.now());
      Kept kept = memory.kept(ask.request());
      if (kept != null && asked.now().getEpochSecond() <= kept.expires()) {
        return answer(memory, asked.from(), approved(ask.request(), kept.approval()));
      }
      Pending pending = memory.pending(ask.request());
      if (pending != null) {
        return new Step(memory.withPending(ask.request(), pending.and(asked.from())), List.of());
      }
      Approval approval = check.approvalOf(ask, asked.now());
      requireWilling();
      return memory.pending().size() < limits.pendingPerAgent()
          ? begin(memory, asked, approval)
          : answer(memory, asked.from(), busy(ask));
    } catch (EvidenceException failed) {
      return declined(memory, asked, Refusals.of(ask, failed));
    } catch (RuntimeException lastResort) {
      // A check failed in a way that nobody foresaw. Nothing was done and nothing is remembered;
      // ending the node would let one question silence all its agents.
      return declined(memory, asked, Refusals.unexpected(ask, agent, lastResort));
    }
  }

  private static Step declined(AgentMemory memory, Input.Asked asked, Declined declined) {
    Refusal refusal = declined.refusal();
    return new Step(
        memory,
        List.of(
            new Effect.Note(asked.ask().request(), refusal.check(), refusal.detail()),
            new Effect.Send(asked.from(), declined)));
  }

  private void requireWilling() {
    if (policy == AgentPolicy.REFUSE) {
      throw new EvidenceException("agent:policy", agent + " refuses everything at present");
    }
  }

  private static Step begin(AgentMemory memory, Input.Asked asked, Approval approval) {
    Octets request = asked.ask().request();
    return new Step(
        memory.withPending(request, Pending.of(asked.from())),
        List.of(new Effect.SignWithCard(request, approval)));
  }

  private Declined busy(AskApproval ask) {
    String detail = agent + " has " + limits.pendingPerAgent() + " approvals under way";
    return Refusals.declined(ask, false, Refusal.busy(detail, RETRY_MILLIS));
  }

  /** What waits for a slow disk stays under way, so that the bound on that holds it too. */
  private static Step onCardSigned(AgentMemory memory, Input.CardSigned signed) {
    Octets request = signed.request();
    Pending pending = memory.pending(request);
    if (pending == null) {
      return new Step(memory, List.of());
    }
    Kept kept = new Kept(signed.jws(), signed.approval().expires());
    return new Step(
        memory.withPending(request, pending.signed(kept)),
        List.of(new Effect.Append(request, ApprovalEntry.of(signed.approval(), signed.jws()))));
  }

  private Step onSynced(AgentMemory memory, Input.Synced synced) {
    Octets request = synced.request();
    Pending pending = memory.pending(request);
    if (pending == null || pending.signed() == null) {
      return new Step(memory, List.of());
    }
    Kept kept = pending.signed();
    List<Effect> effects = new ArrayList<>();
    for (String asker : pending.askers()) {
      effects.add(new Effect.Send(asker, approved(request, kept.approval())));
    }
    AgentMemory after =
        memory
            .withoutPending(request)
            .withKept(request, kept, limits.keptPerAgent(), synced.now().getEpochSecond());
    return new Step(after, effects);
  }

  private Step onCardFailed(AgentMemory memory, Input.CardFailed failed) {
    String detail = "the card of " + agent + " could not sign: " + failed.detail();
    Refusal refusal = Refusal.of(Refusal.Code.NOT_READY, "card", detail);
    Declined declined = new Declined(failed.request(), agent, device, false, refusal);
    List<Effect> effects = new ArrayList<>();
    effects.add(new Effect.Note(failed.request(), "card", detail));
    for (String asker : askers(memory, failed.request())) {
      effects.add(new Effect.Send(asker, declined));
    }
    return new Step(memory.withoutPending(failed.request()), effects);
  }

  private static Set<String> askers(AgentMemory memory, Octets request) {
    Pending pending = memory.pending(request);
    return pending == null ? new LinkedHashSet<>() : pending.askers();
  }

  private Approved approved(Octets request, String jws) {
    return new Approved(request, agent, device, jws);
  }

  private static Step answer(AgentMemory memory, String to, AgentProtocol message) {
    return new Step(memory, List.of(new Effect.Send(to, message)));
  }
}
