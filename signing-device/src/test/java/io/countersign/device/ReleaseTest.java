package io.countersign.device;

import static io.countersign.device.Refusals.assertRefuses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.device.CoreDevice.Kill;
import io.countersign.device.CoreDevice.Killed;
import io.countersign.device.CoreDevice.Moment;
import io.countersign.protocol.evidence.KeyRecord;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.testing.RingForge;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.thresholdrsa.Blame;
import io.countersign.protocol.thresholdrsa.CombineResult;
import io.countersign.protocol.thresholdrsa.Combiner;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.PartialSignature;
import io.countersign.protocol.thresholdrsa.ProofOfCorrectness;
import io.countersign.protocol.thresholdrsa.SignedOctets;
import io.countersign.protocol.thresholdrsa.SigningMode;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.DeviceProtocol.PartiallySigned;
import io.countersign.protocol.wire.DeviceProtocol.Plan;
import io.countersign.protocol.wire.DeviceProtocol.Proved;
import io.countersign.protocol.wire.DeviceProtocol.Refused;
import io.countersign.protocol.wire.DeviceProtocol.SignPartially;
import io.countersign.protocol.wire.DeviceProtocol.Vote;
import io.countersign.protocol.wire.Refusal.Code;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Parallel mode (M2, M16): votes first, then the partial signature, then its proof if asked. */
class ReleaseTest {
  private final CoreDevice device = new CoreDevice(1);
  private final TestAttempt attempt = TestAttempt.parallel(1, 1, 2, 4);

  @Test
  void threeDevicesMakeASignatureThatAnyVerifierTakes() {
    List<PartialSignature> partials =
        Stream.of(device, new CoreDevice(2), new CoreDevice(4))
            .map(
                signer -> {
                  attempt.votedBy(signer);
                  return attempt.partial(
                      signer.ask(attempt.signPartially(), PartiallySigned.class));
                })
            .toList();

    CombineResult result =
        new Combiner(attempt.record()).combine(attempt.header(), attempt.em(), partials);

    assertThat(result).isInstanceOf(CombineResult.Combined.class);
    byte[] signature = ((CombineResult.Combined) result).signature().octets().toByteArray();
    assertThat(TestAttempt.verifies(signature)).isTrue();
  }

  @Test
  void signsItsPartialSignatureWithItsIdentityKey() {
    attempt.votedBy(device);

    PartiallySigned answer = device.ask(attempt.signPartially(), PartiallySigned.class);

    byte[] signed =
        SignedOctets.partial(attempt.record(), attempt.header().hash(), attempt.partial(answer))
            .toByteArray();
    assertThat(Bench.party(1).verify(signed, answer.signature().toByteArray())).isTrue();
  }

  @Test
  void recordsTheReleaseOnceAndAnswersTheSameAgain() {
    attempt.votedBy(device);
    PartiallySigned first = device.ask(attempt.signPartially(), PartiallySigned.class);

    PartiallySigned again = device.ask(attempt.signPartially(), PartiallySigned.class);
    device.restart();
    PartiallySigned afterRestart = device.ask(attempt.signPartially(), PartiallySigned.class);

    assertThat(again).isEqualTo(first);
    assertThat(afterRestart).isEqualTo(first);
    assertThat(device.kinds()).containsExactly("vote", "release");
  }

  @Test
  void refusesAnAttemptThatItDidNotVoteFor() {
    assertRefuses(device, attempt.signPartially(), Code.BAD_REQUEST, "attempt:unknown");
  }

  @Test
  void refusesAnotherHeader() {
    attempt.votedBy(device);
    Octets other = TestAttempt.parallel(1, 1, 2, 4).hash();

    assertRefuses(
        device,
        new SignPartially(attempt.request().id(), 1, other, attempt.votes()),
        Code.BAD_REQUEST,
        "header:hash");
  }

  @Test
  void refusesAPartialSignatureOfASerialAttempt() {
    TestAttempt serial = TestAttempt.serial(1, 1, 2, 4);
    serial.votedBy(device);

    assertRefuses(device, serial.signPartially(), Code.BAD_REQUEST, "header:mode");
  }

  @Test
  void refusesOnceTheRequestIsOver() {
    attempt.votedBy(device);
    device.now = Bench.NOW.plusSeconds(3601);

    assertRefuses(device, attempt.signPartially(), Code.EXPIRED, "request:expired");
  }

  @Test
  void refusesOnceTheKeysRecordChangedSinceItsVote() {
    attempt.votedBy(device);
    CoreDevice later =
        new CoreDevice(1, DeviceLimits.DEFAULT, Bench.vault(1), withALaterRecordOfTheKey());
    later.log.addAll(device.log);
    later.restart();

    assertRefuses(later, attempt.signPartially(), Code.ATTEMPT_USED, "header:hash");
  }

  /** I7: a partial signature that no record tells of could be given again for another header. */
  @Test
  void computesNothingBeforeItsReleaseIsDurable() {
    attempt.votedBy(device);
    device.holdingComputations().kill = Optional.of(new Kill(2, Moment.BEFORE_IT_IS_DURABLE));

    assertThatThrownBy(() -> device.ask(attempt.signPartially())).isInstanceOf(Killed.class);

    assertThat(device.jobs).isEmpty();
    assertThat(device.kinds()).containsExactly("vote");
  }

  @Test
  void refusesWhenItsShareWasLost() {
    attempt.votedBy(device);
    CoreDevice without =
        new CoreDevice(1, DeviceLimits.DEFAULT, new ShareVault(Bench.ENGINE, List.of(), List.of()));
    without.log.addAll(device.log);
    without.restart();

    assertRefuses(without, attempt.signPartially(), Code.NOT_READY, "share");
  }

  @Nested
  class Votes {
    Votes() {
      attempt.votedBy(device);
    }

    @Test
    void refusesFewerThanAllSigners() {
      refuses("votes", Code.BAD_REQUEST, attempt.vote(1), attempt.vote(2));
    }

    @Test
    void refusesAVoteThatIsCountedTwice() {
      refuses("votes", Code.BAD_REQUEST, attempt.vote(1), attempt.vote(2), attempt.vote(2));
    }

    @Test
    void refusesAVoteMoreThanNeeded() {
      refuses(
          "votes",
          Code.BAD_REQUEST,
          attempt.vote(1),
          attempt.vote(2),
          attempt.vote(4),
          attempt.vote(4));
    }

    @Test
    void refusesTheVoteOfADeviceThatIsNoSigner() {
      refuses("votes", Code.BAD_REQUEST, attempt.vote(1), attempt.vote(2), attempt.vote(3));
    }

    @Test
    void refusesAVoteThatAnotherDeviceSigned() {
      Vote forged = new Vote(4, attempt.vote(3).signature());

      refuses("vote:signature", Code.BAD_CONTRIBUTION, attempt.vote(1), attempt.vote(2), forged);
    }

    @Test
    void refusesAVoteForAnotherAttempt() {
      Plan second = Bench.plan(attempt.request(), SigningMode.PARALLEL, 2, 1, 2, 4);
      Vote other = new TestAttempt(attempt.request(), second).vote(4);

      refuses("vote:signature", Code.BAD_CONTRIBUTION, attempt.vote(1), attempt.vote(2), other);
    }

    @Test
    void refusesAForgedVoteOfItsOwn() {
      Vote own = new Vote(1, attempt.vote(2).signature());

      refuses("vote:signature", Code.BAD_CONTRIBUTION, own, attempt.vote(2), attempt.vote(4));
    }

    @Test
    void takesVotesInAnyOrder() {
      SignPartially sign =
          attempt.signPartially(List.of(attempt.vote(4), attempt.vote(1), attempt.vote(2)));

      assertThat(device.ask(sign, PartiallySigned.class).device()).isEqualTo(1);
    }

    private void refuses(String check, Code code, Vote... votes) {
      assertRefuses(device, attempt.signPartially(List.of(votes)), code, check);
    }
  }

  @Nested
  class Proofs {
    @Test
    void provesWhatItReleased() {
      List<CoreDevice> signers = List.of(device, new CoreDevice(2), new CoreDevice(4));
      List<PartialSignature> partials = new ArrayList<>();
      for (CoreDevice signer : signers) {
        attempt.votedBy(signer);
        partials.add(attempt.partial(signer.ask(attempt.signPartially(), PartiallySigned.class)));
      }

      Proved proved = device.ask(attempt.prove(), Proved.class);

      ProofOfCorrectness proof = ProofOfCorrectness.decode(attempt.record(), proved.proof());
      Blame blame =
          new Combiner(attempt.record())
              .blame(attempt.header(), attempt.em(), partials, Map.of(1, proof));
      assertThat(blame.culprits()).isEmpty();
      assertThat(blame.unproven()).containsExactly(2, 4);
    }

    @Test
    void givesTheSameProofAgainAlsoAfterARestart() {
      attempt.votedBy(device);
      device.ask(attempt.signPartially(), PartiallySigned.class);
      Proved first = device.ask(attempt.prove(), Proved.class);

      device.restart();

      assertThat(device.ask(attempt.prove(), Proved.class)).isEqualTo(first);
      assertThat(device.kinds()).containsExactly("vote", "release", "proof");
    }

    @Test
    void refusesToProveWhatItDidNotRelease() {
      attempt.votedBy(device);

      assertRefuses(device, attempt.prove(), Code.BAD_REQUEST, "prove:released");
    }
  }

  @Nested
  class Busy {
    private final CoreDevice slow =
        new CoreDevice(1, limits(1), Bench.vault(1)).holdingComputations();
    private final TestAttempt other = TestAttempt.parallel(1, 1, 2, 4);

    Busy() {
      attempt.votedBy(slow);
      other.votedBy(slow);
    }

    @Test
    void refusesWhatItCannotComputeNowAndDoesItLater() {
      slow.ask(attempt.signPartially());

      Refused busy = slow.ask(other.signPartially(), Refused.class);

      assertThat(busy.refusal().code()).isEqualTo(Code.BUSY);
      assertThat(busy.refusal().retryAfterMillis()).isPositive();
      assertThat(slow.kinds()).containsExactly("vote", "vote", "release", "refused");
      assertThat(slow.compute()).hasSize(1);
      slow.ask(other.signPartially());
      assertThat(slow.compute()).hasOnlyElementsOfType(PartiallySigned.class).hasSize(1);
    }

    @Test
    void computesOnceForAllWhoAskAndAnswersEach() {
      slow.ask(attempt.signPartially());
      slow.ask(attempt.signPartially());

      assertThat(slow.jobs).hasSize(1);
      List<DeviceProtocol> answers = slow.compute();
      assertThat(answers).hasSize(2);
      assertThat(answers.get(0)).isEqualTo(answers.get(1)).isInstanceOf(PartiallySigned.class);
    }

    @Test
    void refusesAResultThatComesAfterTheRequestWasForgotten() {
      slow.ask(attempt.signPartially());
      slow.timeGoesBy(Duration.ofSeconds(3600 + 121));

      List<DeviceProtocol> answers = slow.compute();

      assertThat(answers).singleElement().isInstanceOf(Refused.class);
      assertThat(((Refused) answers.get(0)).refusal().code()).isEqualTo(Code.EXPIRED);
    }
  }

  /** The ring after its administrators gave the key's record another version. */
  private static Ring withALaterRecordOfTheKey() {
    RingForge forge = new RingForge(Bench.TEST_RING);
    return forge.open(
        forge.withKey(
            TestRing.MAIN,
            k ->
                new KeyRecord(
                    k.v(),
                    k.name(),
                    k.version() + 1,
                    k.purpose(),
                    k.threshold(),
                    k.families(),
                    k.algorithms(),
                    k.devices(),
                    k.quorums(),
                    k.digestOnly())));
  }

  static DeviceLimits limits(int computations) {
    DeviceLimits d = DeviceLimits.DEFAULT;
    return new DeviceLimits(
        d.messagesInWork(),
        d.octetsInWork(),
        computations,
        d.retryAfter(),
        d.openRequests(),
        d.openAttempts(),
        d.retiredAttempts(),
        d.attemptsPerRequest(),
        d.largestAttempt(),
        d.approvals(),
        d.noticesPerMinute(),
        d.noticesPerDay(),
        d.tick(),
        d.witnessEvery(),
        LockOutPolicy.DEFAULT);
  }
}
