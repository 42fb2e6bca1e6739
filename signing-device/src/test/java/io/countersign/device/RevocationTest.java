package io.countersign.device;

import static io.countersign.device.Refusals.assertRefuses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.device.CoreDevice.Kill;
import io.countersign.device.CoreDevice.Killed;
import io.countersign.device.CoreDevice.Moment;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.RingChange;
import io.countersign.protocol.evidence.RingRecord;
import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.evidence.SigningRequest;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.SignatureAlgorithm;
import io.countersign.protocol.thresholdrsa.SigningMode;
import io.countersign.protocol.wire.DeviceProtocol.PartiallySigned;
import io.countersign.protocol.wire.DeviceProtocol.Plan;
import io.countersign.protocol.wire.DeviceProtocol.Prepare;
import io.countersign.protocol.wire.DeviceProtocol.Refused;
import io.countersign.protocol.wire.DeviceProtocol.SignPartially;
import io.countersign.protocol.wire.DeviceProtocol.Voted;
import io.countersign.protocol.wire.RecordTaker;
import io.countersign.protocol.wire.Refusal.Code;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who is revoked counts no more, also in the middle of an attempt (M5, I3). */
class RevocationTest {
  private final Ring ring = Bench.TEST_RING.freshRing();
  private final CoreDevice device = new CoreDevice(1, DeviceLimits.DEFAULT, Bench.vault(1), ring);
  private final TestAttempt attempt = TestAttempt.parallel(1, 1, 2, 4);

  private void revoke(String name) {
    ring.take(ring.next(Bench.TEST_RING.next(ring, RingChange.of(ring).revoke(name))));
  }

  @Test
  void anAttemptWithARevokedSignerIsNotVotedFor() {
    revoke("device-2");
    assertRefuses(device, attempt.prepare(1), Code.ATTEMPT_USED, "header:revoked");
  }

  @Test
  void aSignerThatIsRevokedAfterTheVoteEndsTheAttempt() {
    attempt.votedBy(device);
    revoke("device-4");
    assertRefuses(device, attempt.signPartially(), Code.ATTEMPT_USED, "header:revoked");
  }

  @Test
  void aDeviceThatIsRevokedItselfGivesNothing() {
    attempt.votedBy(device);
    revoke("device-1");
    assertRefuses(device, attempt.signPartially(), Code.ATTEMPT_USED, "header:revoked");
  }

  @Test
  void anApprovalOfAnAgentWhoIsRevokedCountsNoMoreAfterTheVote() {
    attempt.votedBy(device);
    revoke("agent-1-2");
    assertRefuses(device, attempt.signPartially(), Code.ATTEMPT_USED, "approval:revoked");
    assertRefuses(
        device, TestAttempt.parallel(2, 1, 2, 4).prepare(1), Code.NOT_AUTHORIZED, "quorum");
  }

  @Test
  void anotherAgentWhoIsRevokedChangesNothing() {
    attempt.votedBy(device);
    revoke("agent-1-3");
    device.ask(attempt.signPartially(), PartiallySigned.class);
  }

  @Test
  void aRequesterWhoIsRevokedGetsNothingAnyMore() {
    attempt.votedBy(device);
    revoke(TestRing.REQUESTER);
    assertRefuses(device, attempt.signPartially(), Code.EXPIRED, "request:revoked");
    assertRefuses(device, attempt.prepare(1), Code.EXPIRED, "request:revoked");
  }

  @Test
  void aHopIsNotMadeForARevokedRequesterEither() {
    TestAttempt serial = TestAttempt.serial(1, 1, 2, 4);
    serial.votedBy(device);
    revoke(TestRing.REQUESTER);
    assertRefuses(device, serial.signHop(), Code.EXPIRED, "request:revoked");
  }

  @Test
  void theNextRecordIsInForceWhenItIsInTheLogAndNotBefore() {
    Ring.Next next = ring.next(Bench.TEST_RING.next(ring, RingChange.of(ring).revoke("device-5")));
    device.kill = Optional.of(new Kill(1, Moment.DURABLE_BUT_NOT_ACKNOWLEDGED));

    assertThatThrownBy(() -> device.happens(new Input.RecordKept(next, device.now)))
        .isInstanceOf(Killed.class);
    assertThat(ring.sequence()).isZero();
    device.restart();
    device.happens(new Input.RecordKept(next, device.now));

    assertThat(ring.sequence()).isOne();
    assertThat(device.kinds()).contains(RecordTaker.KIND);
    assertThat(device.record(0).number("sequence")).isOne();
    assertThat(device.record(0).text("hash")).isEqualTo(next.hash().hex());
  }

  private static SignedRequest forSwa(byte[] content, int nonce) {
    return forSwa(content, nonce, Bench.NOW);
  }

  private static SignedRequest forSwa(byte[] content, int nonce, Instant now) {
    return Bench.sign(
        new SigningRequest(
            SigningRequest.VERSION,
            RingRecord.SWA,
            "admin",
            Bench.PKCS1.label(),
            SigningRequest.MODE_ANY,
            Octets.of(content).sha256().hex(),
            content.length,
            "record",
            SigningRequest.FORM_CONTENT,
            TestRing.REQUESTER,
            now.getEpochSecond(),
            now.getEpochSecond() + 3_600,
            "%032x".formatted(nonce)));
  }

  private byte[] record(String revoked) {
    return RingChange.unsigned(ring, RingChange.of(ring).revoke(revoked).record(Bench.NOW))
        .octets();
  }

  private static Prepare prepare(SignedRequest request, byte[] content) {
    Plan plan = Bench.plan(request, SigningMode.PARALLEL, 1, 1, 2, 4);
    return Bench.prepare(request, plan, Octets.of(content), Bench.approvals(request, 1));
  }

  private static SignPartially sign(SignedRequest request) {
    return new TestAttempt(request, Bench.plan(request, SigningMode.PARALLEL, 1, 1, 2, 4))
        .signPartially();
  }

  @Test
  void theSwaKeySignsTheNextRecordOnly() {
    byte[] next = record("agent-5-1");
    byte[] evidence = Bench.request("any").jws().text().getBytes(StandardCharsets.US_ASCII);
    assertRefuses(
        device, prepare(forSwa(evidence, 1), evidence), Code.BAD_REQUEST, "content:admin");
    device.ask(prepare(forSwa(next, 2), next), Voted.class);

    revoke("agent-4-1");

    assertRefuses(device, prepare(forSwa(next, 3), next), Code.EXPIRED, "ring-record:sequence");
  }

  @Test
  void ofOneNumberItSignsOneRecordOnlyAlsoAfterARestart() {
    byte[] one = record("agent-5-1");
    byte[] other = record("agent-5-2");
    SignedRequest first = forSwa(one, 1);
    SignedRequest second = forSwa(other, 2);
    SignedRequest again = forSwa(one, 3);
    device.ask(prepare(first, one), Voted.class);
    assertRefuses(device, prepare(second, other), Code.EXPIRED, "record:other");
    device.ask(sign(first), PartiallySigned.class);

    device.now = device.now.plusSeconds(7_200);
    SignedRequest third = forSwa(other, 4, device.now);
    assertRefuses(device, prepare(third, other), Code.EXPIRED, "record:other");
    device.restart();
    assertRefuses(device, prepare(third, other), Code.EXPIRED, "record:other");
    device.now = Bench.NOW;

    device.ask(prepare(again, one), Voted.class);
    device.ask(sign(again), PartiallySigned.class);
  }

  @Test
  void aVoteForARecordBindsWhileItsRequestIsValidAndNoLonger() {
    byte[] one = record("agent-5-1");
    byte[] other = record("agent-5-2");
    SignedRequest first = forSwa(one, 1);
    device.ask(prepare(first, one), Voted.class);
    device.now = Bench.NOW.plusSeconds(3_600);
    SignedRequest second = forSwa(other, 2, device.now);
    assertRefuses(device, prepare(second, other), Code.EXPIRED, "record:other");

    device.now = Bench.NOW.plusSeconds(3_601);
    device.ask(prepare(second, other), Voted.class);

    device.now = Bench.NOW.plusSeconds(3_600);
    assertRefuses(device, sign(first), Code.EXPIRED, "record:other");
    device.ask(sign(second), PartiallySigned.class);
  }

  @Test
  void aRecordWhoseTurnIsOverIsNotSignedEvenIfItWasVotedFor() {
    byte[] one = record("agent-5-1");
    SignedRequest first = forSwa(one, 1);
    device.ask(prepare(first, one), Voted.class);
    revoke("agent-4-1");
    byte[] next = record("agent-5-2");
    SignedRequest second = forSwa(next, 2);
    assertRefuses(device, sign(first), Code.EXPIRED, "record:other");

    device.ask(prepare(second, next), Voted.class);
    device.ask(sign(second), PartiallySigned.class);

    assertRefuses(device, sign(first), Code.EXPIRED, "record:other");
    device.restart();
    assertRefuses(device, sign(first), Code.EXPIRED, "record:other");
  }

  @Test
  void theSwaKeySignsNothingInAnotherWayThanRecordsAreSignedNorForLong() {
    byte[] next = record("agent-5-1");
    SignedRequest usual = forSwa(next, 1);
    long begin = usual.request().notBefore();
    SignedRequest week = Bench.sign(valid(usual.request(), begin + 7 * 24 * 3_600));
    SignedRequest longer = Bench.sign(valid(usual.request(), begin + 7 * 24 * 3_600 + 1));
    assertRefuses(device, prepare(longer, next), Code.BAD_REQUEST, "content:admin");
    device.ask(prepare(week, next), Voted.class);

    SigningRequest asked = usual.request();
    for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
      if (algorithm != SignatureAlgorithm.RSASSA_PKCS1_V1_5_SHA256) {
        SignedRequest otherwise = Bench.sign(with(asked, algorithm, next));
        assertRefuses(device, prepare(otherwise, next), Code.BAD_REQUEST, "content:admin");
      }
    }
  }

  private static SigningRequest valid(SigningRequest r, long notAfter) {
    return new SigningRequest(
        r.v(),
        r.key(),
        r.purpose(),
        r.alg(),
        r.mode(),
        r.digest(),
        r.size(),
        r.name(),
        r.form(),
        r.requester(),
        r.notBefore(),
        notAfter,
        r.nonce());
  }

  private static Octets digest(SignatureAlgorithm algorithm, byte[] content) {
    try {
      return Octets.of(MessageDigest.getInstance(algorithm.hashAlgorithm()).digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static SigningRequest with(
      SigningRequest r, SignatureAlgorithm algorithm, byte[] content) {
    return new SigningRequest(
        r.v(),
        r.key(),
        r.purpose(),
        algorithm.label(),
        r.mode(),
        digest(algorithm, content).hex(),
        r.size(),
        r.name(),
        r.form(),
        r.requester(),
        r.notBefore(),
        r.notAfter(),
        r.nonce());
  }

  @Test
  void anAgentWhoseNodeIsRevokedCountsNoMoreNeitherBeforeTheVoteNorAfterIt() {
    attempt.votedBy(device);
    revoke("agents-1");
    assertRefuses(device, attempt.signPartially(), Code.ATTEMPT_USED, "approval:revoked");
    assertRefuses(
        device, TestAttempt.parallel(2, 1, 2, 4).prepare(1), Code.NOT_AUTHORIZED, "quorum");
  }

  @Test
  void whatWasBegunBeforeSomebodyWasRevokedDoesNotLeaveAfterIt() {
    attempt.votedBy(device);
    device.holdingComputations();
    assertThat(device.ask(attempt.signPartially())).isEmpty();
    revoke("device-4");

    assertThat(device.compute())
        .singleElement()
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.refusal().check()).isEqualTo("header:revoked"));
  }
}
