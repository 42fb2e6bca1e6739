package io.countersign.device;

import io.countersign.device.AttemptCheck.Known;
import io.countersign.device.DeviceRecord.HopAnswered;
import io.countersign.device.DeviceRecord.Proved;
import io.countersign.device.DeviceRecord.Released;
import io.countersign.device.DeviceRecord.Voted;
import io.countersign.protocol.evidence.EvidenceException;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.thresholdrsa.CheckFailed;
import io.countersign.protocol.thresholdrsa.KeyId;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.SignedOctets;
import io.countersign.protocol.thresholdrsa.SigningMode;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.DeviceProtocol.Heads;
import io.countersign.protocol.wire.DeviceProtocol.Prepare;
import io.countersign.protocol.wire.DeviceProtocol.Probe;
import io.countersign.protocol.wire.DeviceProtocol.Prove;
import io.countersign.protocol.wire.DeviceProtocol.SignHop;
import io.countersign.protocol.wire.DeviceProtocol.SignPartially;
import io.countersign.protocol.wire.HeadWitness;
import io.countersign.protocol.wire.Refusal;
import io.countersign.protocol.wire.Refusal.Code;
import io.countersign.protocol.wire.Subject;
import io.countersign.protocol.wire.Wire;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The whole judgement of a device as a pure state machine: one input gives one {@link Step}. It
 * believes signatures and the ring's record and takes whoever sends for hostile (I2). For one
 * (request, attempt) it never gives two different answers, across crashes (I6).
 *
 * <pre>
 *   Prepare        all checks hold            vote logged, then Voted
 *   SignPartially  voted, all t votes         release logged, computed, then PartiallySigned
 *   SignHop        voted, all t votes, hops   hop-start logged, computed, hop-answer logged, then HopSigned
 *   Prove          released                   computed, proof logged, then Proved
 *   any of them    again                      the same answer
 *   any of them    a check fails              a notice logged, then Refused; nothing else changes
 *   any of them    the check itself fails     the same, message:unexpected
 *   any of them    the guard is disarmed      Refused not ready, guard:disarmed
 *   Probe                                     Report
 *   Heads                                     HeadTold; other nodes' heads logged if due;
 *                                             a wrong one is a fault of who passed it on
 * </pre>
 *
 * <p>Secrets: it can sign with the identity key, not read it; shares are {@link ShareWork}'s.
 */
final class DeviceCore {
  private final Ring ring;
  private final Ring.Party self;
  private final UnaryOperator<Octets> identity;
  private final DeviceLimits limits;
  private final PrepareChecks prepareChecks;
  private final QuorumCheck quorum;
  private final AttemptCheck attempts;
  private final VoteCheck votes;
  private final Computations computations;
  private final Chain chain;

  /**
   * @param usable whether this device holds a checked share of a public record
   * @param identity signs octets with the device's identity key, deterministically (A3)
   */
  DeviceCore(
      Ring ring,
      Ring.Party self,
      Predicate<KeyId> usable,
      UnaryOperator<Octets> identity,
      DeviceLimits limits) {
    Sessions sessions = new Sessions(ring);
    this.ring = ring;
    this.self = self;
    this.identity = identity;
    this.limits = limits;
    this.prepareChecks = new PrepareChecks(ring, self, usable, limits);
    this.quorum = new QuorumCheck(ring, self, limits.approvals());
    this.attempts = new AttemptCheck(ring, usable);
    this.votes = new VoteCheck(sessions);
    this.computations = new Computations(self.name(), limits);
    this.chain = new Chain(attempts, votes, new HopGate(sessions), computations);
  }

  /** The state after an input, and what is to be done. */
  Step step(CoreState state, Input input) {
    if (input instanceof Input.Received received) {
      return received(state, received);
    }
    if (input instanceof Input.Computed computed) {
      return computed(state, computed);
    }
    if (input instanceof Input.Unreadable bad) {
      DeviceRecord notice = new DeviceRecord.BadMessage(bad.check(), bad.detail());
      return notice(Step.of(state), notice, bad.check(), bad.now());
    }
    if (input instanceof Input.SenderLockedOut locked) {
      return Step.of(state).log(new DeviceRecord.SenderLockedOut(locked.lockOut()));
    }
    if (input instanceof Input.RecordKept kept) {
      Ring.Next next = kept.next();
      return Step.of(state)
          .log(new DeviceRecord.RecordTaken(next.sequence(), next.hash()))
          .effect(new Effect.Obey(next));
    }
    if (input instanceof Input.Began began) {
      return Step.of(state).log(began.notice());
    }
    return tick(state, (Input.Tick) input);
  }

  /** What is over is forgotten, once the clock by which it is over can be trusted. */
  private static Step tick(CoreState state, Input.Tick tick) {
    ClockRun clock = state.clock().and(new ClockRun.Reading(tick.now(), tick.monotonic()));
    CoreState ticked = state.with(clock);
    if (clock.isTrusted()) {
      ticked = ticked.with(ticked.ledger().forget(tick.now()));
    }
    return noted(Step.of(ticked), ticked.notices().turn(tick.now()));
  }

  private Step received(CoreState state, Input.Received received) {
    try {
      Form.check(received.message());
      return answer(Step.of(state), received);
    } catch (Refusing refusing) {
      return refuse(state, received, refusing.refusal());
    } catch (EvidenceException failed) {
      return refuse(state, received, Refusing.of(failed));
    } catch (CheckFailed failed) {
      return refuse(state, received, Refusing.of(failed));
    } catch (RuntimeException lastResort) {
      // A check failed in a way that nobody foresaw. The state is immutable and no effect was
      // carried out, so nothing is half done; ending the process would let one message end every
      // device.
      return refuse(state, received, Refusing.unexpected(self.name(), lastResort));
    }
  }

  private Step answer(Step step, Input.Received received) {
    String from = received.from();
    DeviceProtocol message = received.message();
    if (received.shut().isPresent() && !(message instanceof Probe || message instanceof Heads)) {
      Refusal shut = received.shut().get();
      throw new Refusing(shut.code(), shut.check(), shut.detail());
    }
    if (message instanceof Prepare prepare) {
      return vote(step, from, prepare, received.now());
    }
    if (message instanceof SignPartially sign) {
      return release(step, from, sign, received.now());
    }
    if (message instanceof SignHop sign) {
      return chain.hop(step, from, sign, received.now());
    }
    if (message instanceof Prove prove) {
      return prove(step, from, prove, received.now());
    }
    if (message instanceof Probe probe) {
      return step.effect(new Effect.Report(from, probe.id(), step.state().running().size()));
    }
    if (message instanceof Heads heads) {
      return heads(step.effect(new Effect.TellHead(from)), from, heads, received.now());
    }
    throw new Refusing(
        Code.BAD_REQUEST, "message:type", Wire.typeOf(message) + " is not for a device");
  }

  /** The answer does not wait for what is recorded of others. */
  private Step heads(Step step, String from, Heads told, Instant now) {
    HeadWitness.Taken taken =
        step.state().heads().take(told.heads(), ring, self.name(), now, limits.witnessEvery());
    Step seen = step.with(step.state().with(taken.witness()));
    for (HeadWitness.Finding finding : taken.findings()) {
      seen = seen.log(new DeviceRecord.HeadSeen(finding));
    }
    if (taken.wrong().isEmpty()) {
      return seen;
    }
    String detail = from + " passed on " + taken.wrong().get();
    DeviceRecord bad = new DeviceRecord.BadMessage("heads:statement", detail);
    return notice(seen, bad, "heads:statement", now).effect(new Effect.Fault(from));
  }

  /** A2: the vote, after all checks and the quorum. */
  private Step vote(Step step, String from, Prepare prepare, Instant now) {
    PrepareChecks.Checked checked = prepareChecks.check(prepare, now);
    Optional<Attempt> known = step.state().ledger().known(checked);
    if (known.isPresent()) {
      return step.send(from, Answers.voted(prepare.request(), known.get()));
    }
    step.state().ledger().requirePromised(checked.ringRecord(), checked.request().request(), now);
    AttemptLedger roomy = step.state().ledger().withRoom(checked.request(), limits, now);
    List<String> approvals =
        quorum.require(checked.key(), checked.request(), prepare.approvals(), now);
    Octets signature = identity.apply(SignedOctets.vote(checked.header(), checked.index()));
    Voted vote =
        new Voted(
            checked.request(),
            approvals,
            checked.plan(),
            checked.header(),
            checked.index(),
            signature,
            checked.ringRecord(),
            now);
    return step.with(step.state().with(roomy))
        .act(vote)
        .send(from, Answers.voted(prepare.request(), Attempt.of(vote)));
  }

  /** The partial signature, once all t votes are there. A repeat computes the same octets again. */
  private Step release(Step step, String from, SignPartially sign, Instant now) {
    AttemptLedger ledger = step.state().ledger();
    Known known =
        attempts.require(
            ledger, sign.request(), sign.attempt(), sign.header(), SigningMode.PARALLEL, now);
    votes.check(known.key(), known.attempt(), sign.votes());
    Job job =
        new Job.Partial(known.request(), known.number(), known.record().keyId(), known.header());
    Released act =
        new Released(known.request(), known.number(), known.attempt().header(), sign.votes());
    return computations.begin(
        step, from, job, known.attempt().released() ? Optional.empty() : Optional.of(act));
  }

  /** The proof of a partial signature that was released (CRYPTO.md 3.5). */
  private Step prove(Step step, String from, Prove prove, Instant now) {
    AttemptLedger ledger = step.state().ledger();
    Known known =
        attempts.require(
            ledger, prove.request(), prove.attempt(), prove.header(), SigningMode.PARALLEL, now);
    if (!known.attempt().released()) {
      throw new Refusing(
          Code.BAD_REQUEST, "prove:released", "this device released nothing in the attempt");
    }
    Optional<Octets> given = known.attempt().proof();
    if (given.isPresent()) {
      return step.send(from, Answers.proved(known.request(), known.attempt(), given.get()));
    }
    Job job =
        new Job.Proof(known.request(), known.number(), known.record().keyId(), known.header());
    return computations.begin(step, from, job, Optional.empty());
  }

  /** A result goes to all who asked for it, after what it needs is in the log. */
  private Step computed(CoreState state, Input.Computed computed) {
    Job.Id id = computed.job();
    List<String> waiting = state.running().getOrDefault(id, List.of());
    Step step = Step.of(state.without(id));
    Optional<Attempt> attempt = state.ledger().attempt(id.request(), id.attempt());
    if (computed.outcome() instanceof Job.NotMade notMade) {
      Refusal named = named(state.ledger(), id, notMade);
      return notMade(step, id, waiting, named, computed.now());
    }
    if (attempt.isEmpty()) {
      Refusal expired = Refusal.of(Code.EXPIRED, "request:expired", "the request ended meanwhile");
      return notMade(step, id, waiting, expired, computed.now());
    }
    Optional<Refusal> over = attempts.over(state.ledger(), id.request(), attempt.get());
    if (over.isPresent()) {
      return notMade(step, id, waiting, over.get(), computed.now());
    }
    DeviceProtocol answer;
    if (computed.outcome() instanceof Job.HopMade made) {
      step = step.act(new HopAnswered(id.request(), id.attempt(), made.hop()));
      answer = Answers.hopSigned(id.request(), attempt.get(), made.hop());
    } else if (computed.outcome() instanceof Job.ProofMade made) {
      step = step.act(new Proved(id.request(), id.attempt(), made.proof()));
      answer = Answers.proved(id.request(), attempt.get(), made.proof());
    } else {
      answer =
          Answers.partiallySigned(
              id.request(), attempt.get(), (Job.PartialMade) computed.outcome());
    }
    for (String to : waiting) {
      step = step.send(to, answer);
    }
    return step;
  }

  /** Blame names a device (A3). */
  private Refusal named(AttemptLedger ledger, Job.Id id, Job.NotMade notMade) {
    Refusal refusal = notMade.refusal();
    return ledger
        .request(id.request())
        .filter(open -> notMade.culprit() > 0)
        .flatMap(open -> ring.key(open.request().key()))
        .map(key -> key.device(notMade.culprit()).name())
        .map(name -> Refusal.of(refusal.code(), refusal.check(), name + ": " + refusal.detail()))
        .orElse(refusal);
  }

  private Step notMade(Step step, Job.Id id, List<String> waiting, Refusal refusal, Instant now) {
    Step refused = step;
    for (String to : waiting) {
      refused = refused(refused, id.request(), id.attempt(), to, id.kind().name(), refusal, now);
    }
    return refused;
  }

  private Step refuse(CoreState state, Input.Received received, Refusal refusal) {
    Subject subject = Subject.of(received.message());
    return refused(
        Step.of(state),
        subject.request(),
        subject.attempt(),
        received.from(),
        Wire.typeOf(received.message()),
        refusal,
        received.now());
  }

  /** I8: a record, an answer, and nothing else changes. */
  private Step refused(
      Step step,
      Octets request,
      int attempt,
      String to,
      String type,
      Refusal refusal,
      Instant now) {
    Refusal printable =
        new Refusal(
            refusal.code(),
            refusal.check(),
            Printable.of(refusal.detail()),
            refusal.have(),
            refusal.need(),
            refusal.retryAfterMillis());
    DeviceRecord notice = new DeviceRecord.Refused(request, attempt, to, type, printable);
    return notice(step, notice, printable.check(), now)
        .send(to, new DeviceProtocol.Refused(request, attempt, self.name(), printable));
  }

  private Step notice(Step step, DeviceRecord notice, String check, Instant now) {
    Notices notices = step.state().notices();
    return noted(step, notices.note(notice, check, now, limits));
  }

  private static Step noted(Step step, Notices.Noted noted) {
    Step logged = step.with(step.state().with(noted.notices()));
    for (DeviceRecord record : noted.records()) {
      logged = logged.log(record);
    }
    return logged;
  }
}
