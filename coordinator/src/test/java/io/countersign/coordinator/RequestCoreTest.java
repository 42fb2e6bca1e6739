package io.countersign.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.protocol.evidence.RingChange;
import io.countersign.protocol.evidence.SignedApproval;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.thresholdrsa.Culprit;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.AgentProtocol;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** One test for each line of the table in {@link RequestCore}; the number is in its name. */
class RequestCoreTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration VOTE = RequestBench.LIMITS.voteDeadline();

  @Nested
  class Collecting {
    @Test
    void line1AcceptsARequestAndAsksAsManyAsAreNeededAtFirst() {
      RequestBench bench = new RequestBench(Rings.SMALL);

      bench.submit("parallel");

      assertThat(bench.last.events()).singleElement().isInstanceOf(RequestEvent.Accepted.class);
      assertThat(bench.asked()).containsExactly("agent-1-1", "agent-1-2", "agent-2-1", "agent-2-2");
      assertThat(bench.view().state()).isEqualTo("collecting");

      assertThat(bench.last.wake()).contains(bench.now.plus(SECOND));
      bench.tick(SECOND);
      assertThat(bench.asked()).containsExactly("agent-3-1", "agent-3-2");
    }

    @Test
    void line1AsksEverybodyAtOnceWhenOneOfTheFirstDeclinesOrHisDeviceIsLost() {
      RequestBench declining = new RequestBench(Rings.SMALL);
      declining.submit("parallel");
      declining.decline("agent-2-2", false);
      assertThat(declining.asked()).containsExactly("agent-3-1", "agent-3-2");

      RequestBench losing = new RequestBench(Rings.SMALL);
      losing.submit("parallel");
      losing.down("device-1");
      losing.tick(Duration.ofMillis(1));
      assertThat(losing.asked()).containsExactly("agent-3-1", "agent-3-2");
    }

    @Test
    void line2TakesTheSameRequestOnce() {
      RequestBench bench = new RequestBench(Rings.SMALL);
      bench.submit("parallel");

      bench.feed(
          new RequestInput.Submitted(
              bench.stored.about().signed(), Optional.of(Octets.of(RequestBench.DOCUMENT))));

      assertThat(bench.last.events()).isEmpty();
      assertThat(bench.asked()).isEmpty();
    }

    @Test
    void line3PassesOverAnApprovalThatDoesNotVerify() {
      RequestBench bench = new RequestBench(Rings.SMALL);
      bench.submit("parallel");
      String good = bench.agents.get("agents-1").approval(bench.ask("agent-1-1")).approval();
      String other = bench.agents.get("agents-1").approval(bench.ask("agent-1-2")).approval();
      String mixed =
          good.substring(0, good.lastIndexOf('.')) + other.substring(other.lastIndexOf('.'));

      bench.feed(
          new RequestInput.FromAgents(
              "agents-1",
              new AgentProtocol.Approved(
                  bench.stored.about().id(), "agent-1-1", "device-1", mixed)));

      assertThat(bench.last.events()).isEmpty();
      assertThat(bench.notes()).singleElement().asString().contains("approval:signature");
      assertThat(bench.view().people().approved()).isEmpty();
    }

    @Test
    void line4StoresACompleteQuorumAfterAWhile() {
      RequestBench bench = new RequestBench(Rings.SMALL);
      bench.submit("parallel");

      bench.agree(1);
      assertThat(bench.last.events()).isEmpty();
      bench.tick(RequestBench.LIMITS.approvalFlush());

      assertThat(bench.lastEvent(RequestEvent.ApprovalsGathered.class).device())
          .isEqualTo("device-1");
    }

    @Test
    void line5PlansAnAttemptWithTheQuorumsItRestsOn() {
      RequestBench bench = RequestBench.voting("parallel");

      assertThat(bench.last.events())
          .hasExactlyElementsOfTypes(
              RequestEvent.ApprovalsGathered.class,
              RequestEvent.ApprovalsGathered.class,
              RequestEvent.AttemptPlanned.class);
      assertThat(bench.questions().names()).containsExactly("device-1", "device-2");
      assertThat(bench.questions().values()).hasOnlyElementsOfType(DeviceProtocol.Prepare.class);
      assertThat(bench.view().state()).isEqualTo("signing");
    }

    @Test
    void line6AsksAgainAfterADecline() {
      RequestBench bench = new RequestBench(Rings.SMALL);
      bench.submit("parallel");

      bench.decline("agent-1-1", false);
      assertThat(bench.last.events()).isEmpty();
      assertThat(bench.view().people().declined())
          .containsExactly(new RequestView.DeclinedView("agent-1-1", "device-1", false, "says no"));
      bench.tick(RequestBench.LIMITS.askAgainMin());

      assertThat(bench.asked()).contains("agent-1-1");
    }

    @Test
    void line6AsksAtOnceWhenAnAgentsPolicyChanges() {
      RequestBench bench = new RequestBench(Rings.SMALL);
      bench.submit("parallel");
      bench.decline("agent-1-1", false);
      Health.Node node = bench.nodeHealth.get("agents-1");
      bench.nodeHealth.put(
          "agents-1",
          new Health.Node(
              true,
              node.lastAnswer(),
              node.upSince(),
              new AgentProtocol.AgentState(
                  2, "agents-1", List.of("agent-1-1 manual", "agent-1-2 auto"), 0, 1)));

      bench.tick(Duration.ofMillis(1));

      assertThat(bench.asked()).containsExactly("agent-1-1");
    }

    /** A node whose words change with every probe does not get the document with every probe. */
    @Test
    void line6AsksNoMoreOftenThanItsShortestPauseWhenPoliciesFlicker() {
      RequestBench bench = new RequestBench(Rings.SMALL);
      bench.submit("parallel");
      int asked = 0;

      for (int i = 1; i <= 100; i++) {
        Health.Node node = bench.nodeHealth.get("agents-1");
        bench.nodeHealth.put(
            "agents-1",
            new Health.Node(
                true,
                bench.now,
                node.upSince(),
                new AgentProtocol.AgentState(
                    i + 1, "agents-1", List.of("agent-1-1 word-" + i, "agent-1-2 auto"), 0, 1)));
        bench.tick(Duration.ofMillis(100));
        asked += bench.asked().contains("agent-1-1") ? 1 : 0;
      }

      assertThat(asked).isBetween(2, 3);
    }

    @Test
    void line7NeverAsksAgainAfterALastingDecline() {
      RequestBench bench = new RequestBench(Rings.SMALL);
      bench.submit("parallel");

      bench.decline("agent-1-1", true);
      assertThat(bench.lastEvent(RequestEvent.AgentDeclined.class).agent()).isEqualTo("agent-1-1");
      bench.tick(RequestBench.LIMITS.askAgainMin());

      assertThat(bench.asked()).doesNotContain("agent-1-1").contains("agent-1-2");
    }

    /** What an agents' node writes is stored, shown and logged. */
    @Test
    void line7KeepsAShortTextThatForgesNothing() {
      RequestBench bench = new RequestBench(Rings.SMALL);
      bench.submit("parallel");
      AgentProtocol.AskApproval ask = bench.ask("agent-1-1");

      bench.feed(
          new RequestInput.FromAgents(
              "agents-1",
              new AgentProtocol.Declined(
                  ask.request(),
                  ask.agent(),
                  ask.device(),
                  true,
                  Refusal.of(Refusal.Code.NOT_AUTHORIZED, "no", "\u001b]0;x\n".repeat(200_000)))));

      String reason = bench.lastEvent(RequestEvent.AgentDeclined.class).reason();
      assertThat(reason).hasSize(512).matches("[?\\]0;x]*");
      assertThat(bench.view().people().declined().get(0).reason()).isEqualTo(reason);
    }

    @Test
    void line8RefusesWhenTooFewCanStillAgree() {
      RequestBench bench = new RequestBench(Rings.SMALL);
      bench.submit("parallel");

      List.of("agent-1-1", "agent-2-1").forEach(agent -> bench.decline(agent, true));

      assertThat(bench.lastEvent(RequestEvent.Failed.class).reason())
          .contains("agent-2-1 declined (says no)");
      assertThat(bench.view().state()).isEqualTo("refused");
    }

    @Test
    void line9WaitsForDevicesAndGoesOnByItself() {
      RequestBench bench = new RequestBench(Rings.SMALL);
      bench.down("device-2");
      bench.down("device-3");
      bench.submit("parallel");
      List.of(1, 2, 3).forEach(bench::agree);
      assertThat(bench.view().state()).isEqualTo("waiting-for-devices");
      assertThat(bench.view().missing())
          .isEqualTo("devices 1 of 3 (down: device-2, device-3), needs 2");
      assertThat(bench.view().canSucceed()).isFalse();

      bench.up("device-3");
      bench.tick(SECOND);

      assertThat(bench.plan().signers()).containsExactly(1, 3);
    }
  }

  @Nested
  class WaitingForASlot {
    @Test
    void line40PlansNothingBeforeItHasOne() {
      RequestBench bench = new RequestBench(Rings.SMALL);
      bench.slot = false;
      bench.submit("parallel");
      assertThat(bench.last.wantsSlot()).isFalse();
      bench.agree(1);
      bench.agree(2);
      assertThat(bench.last.wantsSlot()).isTrue();
      assertThat(bench.last.events()).isEmpty();
      assertThat(bench.view().state()).isEqualTo("signing");

      bench.slot = true;
      bench.tick(Duration.ofMillis(1));

      assertThat(bench.plan().attempt()).isEqualTo(1);
      assertThat(bench.last.wantsSlot()).isFalse();
    }
  }

  @Test
  void line27BringsASignedRecordOfTheRingWhoeverAskedForIt() {
    TestRing own = TestRing.of(2, 3, 2, 2);
    RequestBench bench = new RequestBench(own);
    List<String> brought = new ArrayList<>();
    bench.submitRecord(RingChange.of(own.ring()).revoke("agent-3-1"));
    bench.agree(1);
    bench.agree(2);
    bench.answerAll();
    bench.answerAll();
    bench.compute();
    for (RequestEffect effect : bench.last.effects()) {
      if (effect instanceof RequestEffect.BringRecord bring) {
        brought.add(bring.record());
      }
    }

    assertThat(bench.view().state()).isEqualTo("signed");
    assertThat(brought).hasSize(1);
    assertThat(own.ring().next(brought.get(0)).sequence()).isOne();

    RequestBench usual = RequestBench.releasing();
    usual.answerAll();
    usual.compute();
    assertThat(usual.view().state()).isEqualTo("signed");
    assertThat(usual.last.effects()).noneMatch(RequestEffect.BringRecord.class::isInstance);
  }

  @Nested
  class WaitingToAsk {
    @Test
    void line42EndsWhatARevokedRequesterAskedFor() {
      TestRing own = TestRing.of(2, 3, 2, 2);
      RequestBench bench = new RequestBench(own);
      bench.submit("parallel");
      own.take(own.ring(), RingChange.of(own.ring()).revoke(TestRing.REQUESTER));

      bench.tick(Duration.ofMillis(1));

      assertThat(bench.lastEvent(RequestEvent.Failed.class).reason())
          .contains(TestRing.REQUESTER + " is revoked");
      assertThat(bench.view().state()).isEqualTo("refused");
    }

    @Test
    void line42EndsARecordWhoseTurnIsOver() {
      TestRing own = TestRing.of(2, 3, 2, 2);
      RequestBench bench = new RequestBench(own);
      bench.submitRecord(RingChange.of(own.ring()).revoke("agent-3-1"));
      bench.tick(Duration.ofMillis(1));
      assertThat(bench.stored.isOpen()).isTrue();
      own.take(own.ring(), RingChange.of(own.ring()).revoke(TestRing.VISITOR));

      bench.tick(Duration.ofMillis(1));

      assertThat(bench.lastEvent(RequestEvent.Failed.class).reason())
          .contains("record 1 of the ring is not the next any more");
    }

    @Test
    void line41SendsTheDocumentToNobodyBeforeItsTurn() {
      RequestBench bench = new RequestBench(Rings.SMALL);
      bench.mayAsk = false;
      bench.submit("parallel");
      assertThat(bench.asked()).isEmpty();
      assertThat(bench.last.wantsToAsk()).isTrue();
      assertThat(bench.last.wake().orElseThrow()).isAfter(bench.now);

      bench.mayAsk = true;
      bench.tick(Duration.ofMillis(1));

      assertThat(bench.asked()).hasSize(4);
      assertThat(bench.last.wantsToAsk()).isFalse();
      assertThat(bench.progress.copies()).hasSize(4);
    }

    @Test
    void line41HasNoCopiesOutOnceAllAnswered() {
      RequestBench bench = new RequestBench(Rings.SMALL);
      bench.submit("parallel");
      bench.agree(1);
      bench.decline("agent-2-1", false);
      bench.decline("agent-2-2", true);
      assertThat(bench.progress.copies()).containsExactlyInAnyOrder("agent-3-1", "agent-3-2");

      bench.tick(SECOND);

      assertThat(bench.progress.copies()).isEmpty();
    }
  }

  @Nested
  class Voting {
    @Test
    void line10KeepsAVote() {
      RequestBench bench = RequestBench.voting("parallel");

      bench.answer("device-1", vote(bench, "device-1"));

      assertThat(bench.last.events()).isEmpty();
      assertThat(bench.questions().names()).isEmpty();
    }

    @Test
    void line11AsksForPartialSignaturesWithAllVotes() {
      RequestBench bench = RequestBench.releasing();

      assertThat(bench.questions().names()).containsExactly("device-1", "device-2");
      assertThat(bench.questions().values())
          .allSatisfy(
              m ->
                  assertThat(((DeviceProtocol.SignPartially) m).votes())
                      .extracting(DeviceProtocol.Vote::device)
                      .containsExactly(1, 2));
    }

    @Test
    void line12AsksTheFirstOfTheChain() {
      RequestBench bench = RequestBench.chaining();

      String first = "device-" + bench.plan().order().get(0);
      assertThat(bench.questions().names()).containsExactly(first);
      assertThat(bench.questions().get(first)).isInstanceOf(DeviceProtocol.SignHop.class);
    }

    @Test
    void line13ExcludesADeviceWhoseVoteIsNotSignedByIt() {
      RequestBench bench = RequestBench.voting("parallel");
      DeviceProtocol.Voted vote = vote(bench, "device-1");
      bench.agree(3);

      bench.answer(
          "device-1",
          new DeviceProtocol.Voted(
              vote.request(),
              1,
              vote.header(),
              1,
              bench.devices.get("device-2").signed(vote.header())));

      assertThat(bench.lastEvent(RequestEvent.AttemptFailed.class).excluded())
          .containsExactly(new RequestEvent.Exclusion(1, "vote:signature", true));
      assertThat(bench.plan().signers()).containsExactly(2, 3);
      assertThat(bench.view().culprits())
          .containsExactly(new RequestView.CulpritView("device-1", "vote:signature"));
    }

    @Test
    void line14AsksOnceMoreHalfWay() {
      RequestBench bench = RequestBench.voting("parallel");
      bench.answer("device-1", vote(bench, "device-1"));

      bench.tick(VOTE.dividedBy(2));

      assertThat(bench.questions().names()).containsExactly("device-2");
      assertThat(bench.last.events()).isEmpty();
    }

    @Test
    void line15PlansAroundASilentDeviceAndBlamesNobody() {
      RequestBench bench = RequestBench.voting("parallel");
      bench.answer("device-1", vote(bench, "device-1"));
      bench.agree(3);

      bench.tick(VOTE);

      RequestEvent.AttemptFailed failed = bench.lastEvent(RequestEvent.AttemptFailed.class);
      assertThat(failed.excluded()).isEmpty();
      assertThat(failed.reason()).contains("device-2");
      assertThat(bench.plan().attempt()).isEqualTo(2);
      assertThat(bench.plan().signers()).containsExactly(1, 3);
      assertThat(bench.view().culprits()).isEmpty();
    }

    @Test
    void line15MeasuresDeadlinesByATimeThatNeverJumps() {
      RequestBench bench = RequestBench.voting("parallel");
      bench.answer("device-1", vote(bench, "device-1"));
      bench.agree(3);

      bench.clockAhead = Duration.ofHours(-1);
      bench.tick(VOTE.minusMillis(1));
      assertThat(bench.plan().attempt()).isEqualTo(1);
      bench.tick(Duration.ofMillis(1));

      assertThat(bench.plan().attempt()).isEqualTo(2);
      assertThat(bench.plan().signers()).containsExactly(1, 3);
    }

    @Test
    void line15LosesNobodyWhenTheClockIsSetForward() {
      RequestBench bench = RequestBench.voting("parallel");

      bench.clockAhead = Duration.ofMinutes(10);
      bench.tick(Duration.ofMillis(1));

      assertThat(bench.last.events()).isEmpty();
      assertThat(bench.plan().attempt()).isEqualTo(1);
    }

    @Test
    void line15DoesNotWaitForADeviceThatIsGone() {
      RequestBench bench = RequestBench.voting("parallel");
      bench.agree(3);

      bench.down("device-2");
      bench.tick(Duration.ofMillis(1));

      assertThat(bench.plan().signers()).containsExactly(1, 3);
    }

    @Test
    void line15UsesADeviceAgainWhenItAnswersProbes() {
      RequestBench bench = RequestBench.voting("parallel");
      bench.tick(VOTE);
      assertThat(bench.view().state()).isEqualTo("waiting-for-devices");

      bench.now = bench.now.plus(RequestBench.LIMITS.retryMin());
      bench.up("device-1");
      bench.up("device-2");
      bench.tick(Duration.ofMillis(1));

      assertThat(bench.plan().attempt()).isEqualTo(2);
    }

    @Test
    void line16AsksABusyDeviceAgainAfterItsPause() {
      RequestBench bench = RequestBench.voting("parallel");
      bench.answer("device-1", vote(bench, "device-1"));

      bench.refuse("device-2", Refusal.busy("full", 700));
      bench.tick(Duration.ofMillis(699));
      assertThat(bench.questions().names()).isEmpty();
      bench.tick(Duration.ofMillis(1));

      assertThat(bench.questions().names()).containsExactly("device-2");
      assertThat(bench.plan().attempt()).isEqualTo(1);
    }

    @Test
    void line16GivesABusyDeviceNoMoreTimeThanASilentOne() {
      RequestBench bench = RequestBench.voting("parallel");
      bench.answer("device-1", vote(bench, "device-1"));
      bench.agree(3);

      for (Instant due = bench.now.plus(VOTE); bench.now.isBefore(due); bench.tick(SECOND)) {
        bench.refuse("device-2", Refusal.busy("full", 30_000));
      }

      assertThat(bench.lastEvent(RequestEvent.AttemptFailed.class).reason())
          .contains("device-2 (busy: device-2)");
      assertThat(bench.plan().signers()).containsExactly(1, 3);
    }

    @Test
    void line17PlansANewAttemptWhenOneIsUsed() {
      RequestBench bench = RequestBench.voting("parallel");

      bench.refuse("device-2", Refusal.of(Refusal.Code.ATTEMPT_USED, "hop:reuse", "used"));

      assertThat(bench.plan().attempt()).isEqualTo(2);
      assertThat(bench.plan().signers()).containsExactly(1, 2);
    }

    @Test
    void line18DoesWithoutADeviceThatIsNotReady() {
      RequestBench bench = RequestBench.voting("parallel");
      bench.agree(3);

      bench.refuse("device-2", Refusal.of(Refusal.Code.NOT_READY, "share", "damaged"));

      assertThat(bench.lastEvent(RequestEvent.AttemptFailed.class).excluded()).isEmpty();
      assertThat(bench.plan().signers()).containsExactly(1, 3);
    }

    @Test
    void line18RestsADeviceThatDislikesTheAttemptAfterItsVote() {
      RequestBench bench = RequestBench.releasing();

      bench.refuse("device-2", Refusal.of(Refusal.Code.BAD_REQUEST, "attempt:unknown", "what"));

      assertThat(bench.lastEvent(RequestEvent.AttemptFailed.class).excluded()).isEmpty();
      assertThat(bench.view().state()).isEqualTo("waiting-for-devices");
    }

    @Test
    void line19LeavesOutADeviceThatRefusesTheRequestAndDoesNotCallItACulprit() {
      RequestBench bench = RequestBench.voting("parallel");
      bench.agree(3);

      bench.refuse("device-2", Refusal.of(Refusal.Code.BAD_REQUEST, "request:purpose", "no"));

      assertThat(bench.lastEvent(RequestEvent.AttemptFailed.class).excluded())
          .containsExactly(new RequestEvent.Exclusion(2, "request:purpose", false));
      assertThat(bench.plan().signers()).containsExactly(1, 3);
      assertThat(bench.view().culprits()).isEmpty();
    }
  }

  @Nested
  class Releasing {
    @Test
    void line20KeepsAPartialSignature() {
      RequestBench bench = RequestBench.releasing();

      bench.answer("device-1", answer(bench, "device-1"));

      assertThat(bench.last.events()).isEmpty();
      assertThat(bench.last.effects()).isEmpty();
    }

    @Test
    void line21CombinesWhenAllAreThere() {
      RequestBench bench = RequestBench.releasing();

      bench.answerAll();

      assertThat(bench.last.effects())
          .singleElement()
          .satisfies(
              e ->
                  assertThat(((RequestEffect.Compute) e).job())
                      .isInstanceOf(CombineJob.Combine.class));
    }

    @Test
    void line22ExcludesADeviceWhosePartialSignatureIsNotSignedByIt() {
      RequestBench bench = RequestBench.releasing();
      DeviceProtocol.PartiallySigned given =
          (DeviceProtocol.PartiallySigned) answer(bench, "device-1");

      bench.answer(
          "device-1",
          new DeviceProtocol.PartiallySigned(
              given.request(), 1, given.header(), 1, given.y(), given.header()));

      assertThat(bench.lastEvent(RequestEvent.AttemptFailed.class).excluded())
          .containsExactly(new RequestEvent.Exclusion(1, "partial:signature", true));
    }

    @Test
    void line22ExcludesADeviceThatSignsTwoValues() {
      RequestBench bench = RequestBench.releasing();
      DeviceProtocol question = bench.questions().get("device-1");
      bench.answer("device-1", bench.devices.get("device-1").answer(question));
      bench.devices.get("device-1").lie();

      bench.answer("device-1", bench.devices.get("device-1").answer(question));

      assertThat(bench.lastEvent(RequestEvent.AttemptFailed.class).excluded())
          .containsExactly(new RequestEvent.Exclusion(1, "partial:two", true));
    }

    @Test
    void line22ExcludesADeviceWhosePartialSignatureHasAnotherLength() {
      RequestBench bench = RequestBench.releasing();
      DeviceProtocol.PartiallySigned given =
          (DeviceProtocol.PartiallySigned) answer(bench, "device-2");

      bench.answer(
          "device-2",
          new DeviceProtocol.PartiallySigned(
              given.request(), 1, given.header(), 2, given.header(), given.signature()));

      assertThat(bench.lastEvent(RequestEvent.AttemptFailed.class).excluded())
          .containsExactly(new RequestEvent.Exclusion(2, "partial:length", true));
    }
  }

  @Nested
  class Chaining {
    @Test
    void line23HandsTheHopToTheNext() {
      RequestBench bench = RequestBench.chaining();

      bench.answerAll();

      String second = "device-" + bench.plan().order().get(1);
      assertThat(((DeviceProtocol.SignHop) bench.questions().get(second)).earlier()).hasSize(1);
    }

    @Test
    void line24FinishesAfterTheLastHop() {
      RequestBench bench = RequestBench.chaining();
      bench.answerAll();

      bench.answerAll();
      bench.compute();

      assertThat(bench.lastEvent(RequestEvent.Signed.class).hops()).hasSize(2);
      assertVerifies(bench);
    }

    @Test
    void line25ExcludesADeviceWhoseHopIsNotSignedByIt() {
      RequestBench bench = RequestBench.chaining();
      String first = "device-" + bench.plan().order().get(0);
      DeviceProtocol.HopSigned given = (DeviceProtocol.HopSigned) answer(bench, first);
      DeviceProtocol.Hop hop = given.hop();

      bench.answer(
          first,
          new DeviceProtocol.HopSigned(
              given.request(),
              1,
              given.header(),
              new DeviceProtocol.Hop(hop.device(), hop.y(), hop.proof(), given.header())));

      assertThat(bench.lastEvent(RequestEvent.AttemptFailed.class).excluded())
          .extracting(RequestEvent.Exclusion::check)
          .containsExactly("hop:signature");
    }

    @Test
    void line26VerifiesAnAccusationItself() {
      RequestBench bench = RequestBench.chaining();
      String first = "device-" + bench.plan().order().get(0);
      bench.devices.get(first).lie();
      bench.agree(3);
      bench.feed(
          new RequestInput.FromDevice(first, bench.devices.get(first).answer(hopQuestion(bench))));

      bench.answerAll();
      assertThat(bench.progress.phase()).isInstanceOf(Phase.Blaming.class);
      bench.compute();

      assertThat(bench.view().culprits())
          .extracting(RequestView.CulpritView::device)
          .containsExactly(first);
      assertThat(bench.plan().attempt()).isEqualTo(2);
    }
  }

  @Nested
  class Combining {
    @Test
    void line27SignsWithAVerifiedSignature() {
      RequestBench bench = RequestBench.releasing();
      bench.answerAll();

      bench.compute();

      assertThat(bench.last.events()).singleElement().isInstanceOf(RequestEvent.Signed.class);
      assertThat(bench.last.wake()).isEmpty();
      assertThat(bench.view().state()).isEqualTo("signed");
      assertVerifies(bench);
    }

    @Test
    void line28ExcludesDevicesWhoseValuesAreWrongByThemselves() {
      RequestBench bench = RequestBench.releasing();
      bench.answerAll();
      bench.agree(3);

      bench.feed(
          new RequestInput.Computed(
              1, new CombineOutcome.Blamed(List.of(new Culprit(1, "partial:range")), List.of())));

      assertThat(bench.lastEvent(RequestEvent.AttemptFailed.class).excluded())
          .containsExactly(new RequestEvent.Exclusion(1, "partial:range", true));
      assertThat(bench.plan().signers()).containsExactly(2, 3);
    }

    @Test
    void line29AsksForProofsOnlyWhenSomeValueIsWrong() {
      RequestBench bench = proving();

      assertThat(bench.questions().names()).containsExactly("device-1", "device-2");
      assertThat(bench.questions().values()).hasOnlyElementsOfType(DeviceProtocol.Prove.class);
      assertThat(bench.stored.signature()).isEmpty();
    }
  }

  @Nested
  class Proving {
    @Test
    void line30BlamesWhenAllAnswered() {
      RequestBench bench = proving();

      bench.answerAll();

      assertThat(((RequestEffect.Compute) bench.last.effects().get(0)).job())
          .isInstanceOf(CombineJob.Blame.class);
    }

    @Test
    void line31NamesTheCulpritAndWorksAroundIt() {
      RequestBench bench = proving();
      bench.answerAll();

      bench.compute();

      assertThat(bench.view().culprits())
          .extracting(RequestView.CulpritView::device)
          .containsExactly("device-1");
      assertThat(bench.plan().signers()).containsExactly(2, 3);
    }

    @Test
    void line32BlamesNobodyForAMissingProof() {
      RequestBench bench = proving();
      bench.answer("device-2", answer(bench, "device-2"));

      bench.tick(RequestBench.LIMITS.partialDeadline());
      bench.compute();

      assertThat(bench.view().culprits()).isEmpty();
      assertThat(bench.lastEvent(RequestEvent.AttemptFailed.class).reason())
          .contains("device-1 gave no proof");
      assertThat(bench.plan().signers()).containsExactly(2, 3);
    }

    @Test
    void line32RestsAnAccuserWhoWasWrong() {
      RequestBench bench = RequestBench.chaining();
      bench.agree(3);
      String first = "device-" + bench.plan().order().get(0);
      String second = "device-" + bench.plan().order().get(1);
      bench.feed(
          new RequestInput.FromDevice(first, bench.devices.get(first).answer(hopQuestion(bench))));

      bench.refuse(second, Refusal.of(Refusal.Code.BAD_CONTRIBUTION, "proof:c", "it lies"));
      bench.compute();

      assertThat(bench.view().culprits()).isEmpty();
      assertThat(bench.lastEvent(RequestEvent.AttemptFailed.class).reason())
          .contains(second + " accused others");
      assertThat(bench.plan().signers())
          .doesNotContain(bench.stored.about().key().indexOf(second).orElseThrow());
    }
  }

  @Nested
  class Ending {
    @Test
    void line33RefusesWhenTooFewDevicesRemain() {
      RequestBench bench = RequestBench.voting("parallel");
      bench.agree(3);
      Refusal no = Refusal.of(Refusal.Code.BAD_REQUEST, "request:kind", "no");

      bench.refuse("device-1", no);
      bench.refuse("device-2", no);

      assertThat(bench.view().state()).isEqualTo("refused");
      assertThat(bench.view().reason())
          .contains("device-1 refuses (request:kind)", "device-2 refuses (request:kind)");
    }

    /** I6: what was accepted ends with its validity and not before. */
    @Test
    void line34PausesLongerAfterManyAttemptsAndGoesOn() {
      RequestBench bench = RequestBench.voting("parallel");
      Refusal no = Refusal.of(Refusal.Code.NOT_READY, "share", "not yet");
      Duration longest = Duration.ZERO;

      while (bench.plan().attempt() <= 70) {
        Instant failed = bench.now;
        bench.refuse("device-1", no);
        while (bench.progress.phase() instanceof Phase.Idle) {
          bench.now = bench.now.plusSeconds(1);
          bench.up("device-1");
          bench.tick(Duration.ZERO);
        }
        Duration pause = Duration.between(failed, bench.now);
        longest = pause.compareTo(longest) > 0 ? pause : longest;
      }
      bench.answerAll();
      bench.answerAll();
      bench.compute();

      assertThat(bench.view().state()).isEqualTo("signed");
      assertThat(longest)
          .isBetween(RequestBench.LIMITS.retryMax().plusSeconds(1), Duration.ofMinutes(10));
      assertThat(
              bench.journal.stream()
                  .filter(RequestEvent.AttemptPlanned.class::isInstance)
                  .map(e -> ((RequestEvent.AttemptPlanned) e).attempt()))
          .doesNotHaveDuplicates()
          .hasSize(71);
    }

    @Test
    void line35ExpiresAtTheEndOfItsValidity() {
      RequestBench bench = new RequestBench(Rings.SMALL);
      bench.submit("parallel");
      assertThat(bench.last.wake().orElseThrow())
          .isBefore(Instant.ofEpochSecond(bench.stored.about().request().notAfter() + 2));

      bench.tick(Duration.ofSeconds(3601));

      assertThat(bench.last.events()).singleElement().isInstanceOf(RequestEvent.Expired.class);
      assertThat(bench.view().state()).isEqualTo("expired");
    }

    @Test
    void line35JudgesValidityByTheClock() {
      RequestBench bench = new RequestBench(Rings.SMALL);
      bench.submit("parallel");

      bench.clockAhead = Duration.ofSeconds(3601);
      bench.tick(Duration.ofMillis(1));

      assertThat(bench.last.events()).singleElement().isInstanceOf(RequestEvent.Expired.class);
    }

    @Test
    void line38PassesOverWhatDoesNotBelongToTheAttempt() {
      RequestBench bench = RequestBench.voting("parallel");
      DeviceProtocol.Voted vote = vote(bench, "device-1");
      DeviceProtocol.Voted otherAttempt =
          new DeviceProtocol.Voted(vote.request(), 2, vote.header(), 1, vote.signature());
      DeviceProtocol.Voted otherDevice =
          new DeviceProtocol.Voted(vote.request(), 1, vote.header(), 2, vote.signature());
      Progress before = bench.progress;

      bench.answer("device-1", otherAttempt);
      bench.answer("device-1", otherDevice);
      bench.answer("device-3", vote);

      assertThat(bench.progress.phase()).isEqualTo(before.phase());
      assertThat(bench.last.events()).isEmpty();
    }

    /** Nothing reads a document after the end, and ended requests stay in memory. */
    @Test
    void keepsNoDocumentAfterTheEnd() {
      RequestBench bench = RequestBench.releasing();
      assertThat(bench.stored.about().content()).isPresent();
      bench.answerAll();
      bench.compute();
      assertThat(bench.stored.isEnded()).isTrue();
      assertThat(bench.stored.about().content()).isEmpty();

      bench.restart();

      assertThat(bench.stored.isEnded()).isTrue();
      assertThat(bench.stored.about().content()).isEmpty();
      assertThat(bench.stored.about().signed().id()).isEqualTo(bench.stored.about().id());
    }

    @Test
    void line39NeverChangesWhatEnded() {
      RequestBench bench = RequestBench.releasing();
      bench.answerAll();
      bench.compute();
      Octets signature = bench.stored.signature().orElseThrow();

      bench.tick(Duration.ofDays(1));
      bench.agree(3);
      bench.restart();

      assertThat(bench.last.events()).isEmpty();
      assertThat(bench.last.effects()).isEmpty();
      assertThat(bench.stored.signature()).contains(signature);
    }
  }

  @Nested
  class Resuming {
    /** I4: what the journal holds is believed no more than what a device sends. */
    @Test
    void releasesNoStoredOctetsThatAreNotTheSignature() {
      RequestBench bench = RequestBench.releasing();
      bench.answerAll();
      bench.compute();
      Matter about = bench.stored.about();
      byte[] altered = bench.stored.signature().orElseThrow().toByteArray();
      altered[altered.length - 1] ^= 1;

      assertThatThrownBy(
              () -> ReleasedSignature.stored(about.key(), about.request(), Octets.of(altered)))
          .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void line36TakesTheRunningAttemptUpAgain() {
      RequestBench bench = RequestBench.releasing();

      bench.restart();

      assertThat(bench.last.events()).isEmpty();
      assertThat(bench.plan().attempt()).isEqualTo(1);
      assertThat(bench.questions().names()).containsExactly("device-1", "device-2");
      assertThat(bench.questions().values()).hasOnlyElementsOfType(DeviceProtocol.Prepare.class);
      bench.answerAll();
      bench.answerAll();
      bench.compute();
      assertVerifies(bench);
    }

    @Test
    void line37AsksThoseWhoseApprovalIsNotStored() {
      RequestBench bench = new RequestBench(Rings.SMALL);
      bench.submit("parallel");
      bench.approve("agent-1-1");

      bench.restart();
      assertThat(bench.asked()).contains("agent-1-1", "agent-1-2", "agent-2-1");
      bench.agree(1);
      bench.tick(RequestBench.LIMITS.approvalFlush());
      bench.restart();

      assertThat(bench.asked()).containsExactly("agent-2-1", "agent-2-2");
      assertThat(bench.stored.approvals().getOrDefault("device-1", Map.of()).values())
          .extracting(SignedApproval::approval)
          .extracting(a -> a.agent())
          .containsExactlyInAnyOrder("agent-1-1", "agent-1-2");
    }

    @Test
    void givesTheSameSignatureWhateverSubsetSigns() {
      RequestBench first = RequestBench.releasing();
      first.answerAll();
      first.compute();
      RequestBench second = new RequestBench(Rings.SMALL);
      second.now = first.now;
      second.down("device-1");
      second.feed(
          new RequestInput.Submitted(
              first.stored.about().signed(), Optional.of(Octets.of(RequestBench.DOCUMENT))));
      second.agree(2);
      second.agree(3);
      second.answerAll();
      second.answerAll();
      second.compute();

      assertThat(second.stored.signature()).isEqualTo(first.stored.signature()).isPresent();
    }
  }

  /** An attempt of which device 1 gave a wrong partial signature. */
  private static RequestBench proving() {
    RequestBench bench = RequestBench.releasing();
    bench.devices.get("device-1").lie();
    bench.answerAll();
    RequestCore.Step combining = bench.last;
    bench.agree(3);
    bench.last = combining;
    bench.compute();
    return bench;
  }

  private static DeviceProtocol answer(RequestBench bench, String device) {
    return bench.devices.get(device).answer(bench.questions().get(device));
  }

  private static DeviceProtocol.Voted vote(RequestBench bench, String device) {
    return (DeviceProtocol.Voted) answer(bench, device);
  }

  private static DeviceProtocol hopQuestion(RequestBench bench) {
    RequestEvent.AttemptPlanned plan = bench.plan();
    Phase.Chaining phase = (Phase.Chaining) bench.progress.phase();
    return new DeviceProtocol.SignHop(
        bench.stored.about().id(), plan.attempt(), plan.header(), phase.votes(), phase.hops());
  }

  private static void assertVerifies(RequestBench bench) {
    Matter about = bench.stored.about();
    assertThat(
            ReleasedSignature.stored(
                    about.key(), about.request(), bench.stored.signature().orElseThrow())
                .octets()
                .length())
        .isEqualTo(256);
  }
}
