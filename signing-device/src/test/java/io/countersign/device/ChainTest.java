package io.countersign.device;

import static io.countersign.device.Refusals.assertRefuses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.device.CoreDevice.Kill;
import io.countersign.device.CoreDevice.Killed;
import io.countersign.device.CoreDevice.Moment;
import io.countersign.protocol.thresholdrsa.BigEndian;
import io.countersign.protocol.thresholdrsa.CombineResult;
import io.countersign.protocol.thresholdrsa.Combiner;
import io.countersign.protocol.thresholdrsa.Hop;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.SignedOctets;
import io.countersign.protocol.thresholdrsa.SignedQuadraticResidues;
import io.countersign.protocol.thresholdrsa.SigningMode;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.DeviceProtocol.HopSigned;
import io.countersign.protocol.wire.DeviceProtocol.Plan;
import io.countersign.protocol.wire.DeviceProtocol.Refused;
import io.countersign.protocol.wire.Refusal.Code;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Serial mode (M1, M15): each device raises what the one before made. */
class ChainTest {
  private final TestAttempt attempt = TestAttempt.serial(1, 1, 2, 4);
  private final CoreDevice one = new CoreDevice(1);
  private final CoreDevice two = new CoreDevice(2);
  private final CoreDevice four = new CoreDevice(4);

  ChainTest() {
    List.of(one, two, four).forEach(attempt::votedBy);
  }

  @Test
  void threeDevicesInAnyOrderMakeTheSignatureThatAnyVerifierTakes() {
    DeviceProtocol.Hop first = hop(four);
    DeviceProtocol.Hop second = hop(one, first);
    DeviceProtocol.Hop third = hop(two, first, second);

    CombineResult result =
        new Combiner(attempt.record())
            .finish(attempt.header(), attempt.em(), read(first, second, third));

    assertThat(result).isInstanceOf(CombineResult.Combined.class);
    byte[] signature = ((CombineResult.Combined) result).signature().octets().toByteArray();
    assertThat(TestAttempt.verifies(signature)).isTrue();
    assertThat(third.proof().length()).isZero();
  }

  @Test
  void answersTheSameOctetsAgainAlsoAfterARestart() {
    DeviceProtocol.Hop first = hop(one);
    DeviceProtocol.Hop second = hop(two, first);
    DeviceProtocol.Hop third = hop(four, first, second);
    List.of(one, two, four).forEach(CoreDevice::restart);

    assertThat(hop(one)).isEqualTo(first);
    assertThat(hop(two, first)).isEqualTo(second);
    assertThat(hop(four, first, second)).isEqualTo(third);
    assertThat(four.kinds()).containsExactly("vote", "hop-start", "hop-answer");
  }

  /** I7, A4: otherwise the device could make another hop of the attempt after a restart. */
  @Test
  void sendsNoHopBeforeItsAnswerIsDurable() {
    one.kill = Optional.of(new Kill(3, Moment.BEFORE_IT_IS_DURABLE));
    int before = one.answers.size();

    assertThatThrownBy(() -> one.ask(attempt.signHop())).isInstanceOf(Killed.class);

    assertThat(one.kinds()).containsExactly("vote", "hop-start");
    assertThat(one.answers).hasSize(before);
  }

  @Test
  void refusesAHopOfAParallelAttempt() {
    TestAttempt parallel = TestAttempt.parallel(1, 1, 2, 4);
    parallel.votedBy(one);

    assertRefuses(one, parallel.signHop(), Code.BAD_REQUEST, "header:mode");
  }

  @Test
  void refusesFewerVotesThanSigners() {
    assertRefuses(
        one,
        attempt.signHop(List.of(attempt.vote(1), attempt.vote(2)), List.of()),
        Code.BAD_REQUEST,
        "votes");
  }

  @Nested
  class SignaturesOfEarlierHops {
    private final DeviceProtocol.Hop first = hop(one);

    @Test
    void refusesAHopWhoseValueWasAltered() {
      DeviceProtocol.Hop altered =
          new DeviceProtocol.Hop(1, flipped(first.y()), first.proof(), first.signature());

      assertRefuses(two, attempt.signHop(altered), Code.BAD_CONTRIBUTION, "hop:signature");
    }

    @Test
    void refusesAHopWithoutItsProofAtTheLastHopToo() {
      DeviceProtocol.Hop second = hop(two, first);
      DeviceProtocol.Hop stripped =
          new DeviceProtocol.Hop(2, second.y(), Octets.EMPTY, second.signature());

      assertRefuses(four, attempt.signHop(first, stripped), Code.BAD_CONTRIBUTION, "hop:signature");
    }

    @Test
    void refusesAHopUnderAnotherSignersName() {
      DeviceProtocol.Hop renamed =
          new DeviceProtocol.Hop(4, first.y(), first.proof(), first.signature());

      assertRefuses(two, attempt.signHop(renamed), Code.BAD_CONTRIBUTION, "hop:signature");
    }

    @Test
    void refusesAHopOfAnotherAttempt() {
      Plan plan = Bench.plan(attempt.request(), SigningMode.SERIAL, 2, 1, 2, 4);
      TestAttempt later = new TestAttempt(attempt.request(), plan);
      later.votedBy(two);

      assertRefuses(two, later.signHop(first), Code.BAD_CONTRIBUTION, "hop:signature");
    }

    @Test
    void refusesAHopAtAnotherPlace() {
      DeviceProtocol.Hop second = hop(two, first);

      assertRefuses(four, attempt.signHop(second, first), Code.BAD_CONTRIBUTION, "hop:signature");
    }
  }

  @Nested
  class DevicesOfEarlierHops {
    private final DeviceProtocol.Hop first = hop(one);

    @Test
    void refusesAHopOfADeviceThatIsNoSigner() {
      assertRefuses(
          two, attempt.signHop(forged(3, attempt.em().u(), 1)), Code.BAD_REQUEST, "hop:devices");
    }

    @Test
    void refusesItsOwnHop() {
      assertRefuses(one, attempt.signHop(first), Code.BAD_REQUEST, "hop:devices");
    }

    @Test
    void refusesOneDeviceTwice() {
      assertRefuses(two, attempt.signHop(first, first), Code.BAD_REQUEST, "hop:devices");
    }

    @Test
    void refusesMoreHopsThanComeBeforeTheLast() {
      DeviceProtocol.Hop second = hop(two, first);

      assertRefuses(four, attempt.signHop(first, second, first), Code.BAD_REQUEST, "hop:devices");
    }

    @Test
    void refusesAValueOfAnotherLength() {
      DeviceProtocol.Hop brief =
          new DeviceProtocol.Hop(1, Octets.of(new byte[255]), first.proof(), first.signature());

      assertRefuses(two, attempt.signHop(brief), Code.BAD_REQUEST, "hop:length");
    }

    @Test
    void refusesAProofOfAnotherLength() {
      DeviceProtocol.Hop brief =
          new DeviceProtocol.Hop(1, first.y(), Octets.of(new byte[12]), first.signature());

      assertRefuses(two, attempt.signHop(brief), Code.BAD_REQUEST, "proof:length");
    }
  }

  /** CRYPTO.md 7, row 1: t-1 corrupt devices choose what an honest one is to raise. */
  @Nested
  class UnboundInput {
    private final BigInteger harmful = group().multiply(attempt.em().u(), attempt.em().u());

    @Test
    void aMiddleHopRefusesWhatNoProofBinds() {
      DeviceProtocol.Hop forged = forged(1, harmful, 1);

      Refused refused = two.ask(attempt.signHop(forged), Refused.class);

      assertThat(refused.refusal().check()).isEqualTo("hop:no-proof");
      assertThat(refused.refusal().detail()).startsWith("device-1: ");
      assertThat(refused.refusal().code()).isEqualTo(Code.BAD_CONTRIBUTION);
      assertThat(two.kinds()).containsExactly("vote", "hop-start", "refused");
    }

    @Test
    void theLastHopReleasesNothingThatIsNotTheSignature() {
      DeviceProtocol.Hop first = hop(one);
      DeviceProtocol.Hop forged = forged(2, harmful, 2, read(first).get(0).y());

      Refused refused = four.ask(attempt.signHop(first, forged), Refused.class);

      assertThat(refused.refusal().check()).isEqualTo("hop:release");
      assertThat(refused.refusal().code()).isEqualTo(Code.BAD_CONTRIBUTION);
      assertThat(four.kinds()).containsExactly("vote", "hop-start", "refused");
    }

    @Test
    void theLastHopDoesNotTryASecondInput() {
      DeviceProtocol.Hop first = hop(one);
      DeviceProtocol.Hop forged = forged(2, harmful, 2, read(first).get(0).y());
      four.ask(attempt.signHop(first, forged), Refused.class);
      DeviceProtocol.Hop second = hop(two, first);

      assertRefuses(four, attempt.signHop(first, second), Code.ATTEMPT_USED, "hop:reuse");
      assertRefuses(four, attempt.signHop(first, forged), Code.ATTEMPT_USED, "hop:lost");
    }

    @Test
    void theLastHopDoesNotTakeAnotherInputAfterItAnswered() {
      DeviceProtocol.Hop first = hop(one);
      hop(four, first, hop(two, first));
      DeviceProtocol.Hop forged = forged(2, harmful, 2, read(first).get(0).y());

      assertRefuses(four, attempt.signHop(first, forged), Code.ATTEMPT_USED, "hop:reuse");
    }

    @Test
    void aDeviceDoesNotTakeASecondPlaceInOneAttempt() {
      DeviceProtocol.Hop first = hop(one);
      hop(two);

      assertRefuses(two, attempt.signHop(first), Code.ATTEMPT_USED, "hop:reuse");
    }

    @Test
    void refusesAnElementThatIsNoneOfTheGroup() {
      BigInteger outside = attempt.record().modulus().subtract(attempt.em().u());

      Refused refused = two.ask(attempt.signHop(forged(1, outside, 1)), Refused.class);

      assertThat(refused.refusal().check()).isEqualTo("hop:range");
    }
  }

  @Nested
  class Lost {
    @Test
    void aLastHopThatWasBegunAndLostRefusesAndANewAttemptGoesOn() {
      DeviceProtocol.Hop first = hop(one);
      DeviceProtocol.Hop second = hop(two, first);
      four.holdingComputations().ask(attempt.signHop(first, second));
      four.restart();

      assertRefuses(four, attempt.signHop(first, second), Code.ATTEMPT_USED, "hop:lost");
    }

    @Test
    void aMiddleHopThatWasBegunAndLostIsMadeAgain() {
      DeviceProtocol.Hop first = hop(one);
      two.holdingComputations().ask(attempt.signHop(first));
      two.restart();

      two.ask(attempt.signHop(first));

      assertThat(two.compute()).singleElement().isInstanceOf(HopSigned.class);
      assertThat(two.kinds()).containsExactly("vote", "hop-start", "hop-answer");
    }

    @Test
    void aLastHopThatIsBeingMadeIsWaitedFor() {
      DeviceProtocol.Hop first = hop(one);
      DeviceProtocol.Hop second = hop(two, first);
      four.holdingComputations().ask(attempt.signHop(first, second));
      four.ask(attempt.signHop(first, second));

      assertThat(four.jobs).hasSize(1);
      assertThat(four.compute()).hasSize(2).hasOnlyElementsOfType(HopSigned.class);
    }
  }

  private DeviceProtocol.Hop hop(CoreDevice device, DeviceProtocol.Hop... earlier) {
    return device.ask(attempt.signHop(earlier), HopSigned.class).hop();
  }

  /** What a corrupt device sends: any value, without proof, signed by its key. */
  private DeviceProtocol.Hop forged(int device, BigInteger y, int position) {
    return forged(device, y, position, attempt.em().u());
  }

  private DeviceProtocol.Hop forged(int device, BigInteger y, int position, BigInteger yIn) {
    Hop hop = new Hop(position, device, yIn, y, Optional.empty());
    byte[] signed = SignedOctets.hop(attempt.record(), attempt.header().hash(), hop).toByteArray();
    return new DeviceProtocol.Hop(
        device,
        Octets.of(BigEndian.encode(y, attempt.record().modulusOctets())),
        Octets.EMPTY,
        Octets.of(Bench.identity(device).sign(signed)));
  }

  private List<Hop> read(DeviceProtocol.Hop... hops) {
    return attempt.read(List.of(hops));
  }

  private SignedQuadraticResidues group() {
    return new SignedQuadraticResidues(attempt.record().modulus());
  }

  private static Octets flipped(Octets octets) {
    byte[] bytes = octets.toByteArray();
    bytes[bytes.length - 1] ^= 1;
    return Octets.of(bytes);
  }
}
