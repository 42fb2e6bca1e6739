package io.countersign.device;

import static io.countersign.device.Refusals.assertRefuses;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.evidence.SigningRequest;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.thresholdrsa.HeaderHash;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.PublicRecord;
import io.countersign.protocol.thresholdrsa.SignedOctets;
import io.countersign.protocol.thresholdrsa.SigningMode;
import io.countersign.protocol.wire.DeviceProtocol.PartiallySigned;
import io.countersign.protocol.wire.DeviceProtocol.Plan;
import io.countersign.protocol.wire.DeviceProtocol.Prepare;
import io.countersign.protocol.wire.DeviceProtocol.Refused;
import io.countersign.protocol.wire.DeviceProtocol.Voted;
import io.countersign.protocol.wire.Refusal.Code;
import io.countersign.protocol.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a device makes sure of before it votes (I2), one check at a time. */
class PrepareTest {
  private final CoreDevice device = new CoreDevice(1);
  private final SignedRequest request = Bench.request("any");
  private final Plan plan = Bench.plan(request, SigningMode.PARALLEL, 1, 1, 2, 4);
  private final Prepare honest = Bench.prepare(request, plan, 1);

  @Test
  void votesWhenEverythingHolds() {
    Voted voted = device.ask(honest, Voted.class);

    byte[] signed = SignedOctets.vote(new HeaderHash(honest.header()), 1).toByteArray();
    assertThat(Bench.party(1).verify(signed, voted.signature().toByteArray())).isTrue();
    assertThat(voted.header()).isEqualTo(honest.header());
    assertThat(device.kinds()).containsExactly("vote");
  }

  @Test
  void repeatsTheSameVoteWithoutASecondRecord() {
    Voted first = device.ask(honest, Voted.class);

    Voted again = device.ask(honest, Voted.class);

    assertThat(again).isEqualTo(first);
    assertThat(device.kinds()).containsExactly("vote");
  }

  @Test
  void repeatsTheSameVoteAfterARestart() {
    Voted first = device.ask(honest, Voted.class);

    device.restart();

    assertThat(device.ask(honest, Voted.class)).isEqualTo(first);
  }

  @Test
  void votesForSeveralAttemptsOfOneRequestInBothModes() {
    Plan serial = Bench.plan(request, SigningMode.SERIAL, 2, 1, 3, 5);

    device.ask(honest, Voted.class);

    assertThat(device.ask(Bench.prepare(request, serial, 1), Voted.class).attempt()).isEqualTo(2);
  }

  @Nested
  class TheRequest {
    @Test
    void refusesADigestThatWasAlteredUnderTheSignature() {
      String[] parts = request.jws().text().split("\\.", -1);
      String payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
      String digest = request.request().digest();
      String altered = payload.replace(digest, "00" + digest.substring(2));
      String text =
          parts[0]
              + "."
              + Base64.getUrlEncoder()
                  .withoutPadding()
                  .encodeToString(altered.getBytes(StandardCharsets.UTF_8))
              + "."
              + parts[2];

      assertRefuses(device, withRequest(text), Code.BAD_REQUEST, "request:signature");
    }

    @Test
    void refusesARequestThatTheCoordinatorSignedItself() {
      var coordinator = Bench.TEST_RING.identity(TestRing.COORDINATOR);
      SignedRequest forged =
          SignedRequest.sign(
              request.request(),
              Bench.TEST_RING.identity(TestRing.REQUESTER).publicKey().serial(),
              coordinator::sign);

      assertRefuses(
          device, withRequest(forged.jws().text()), Code.BAD_REQUEST, "request:signature");
    }

    @Test
    void refusesARequesterWhoIsNotRegistered() {
      SignedRequest stranger = Bench.request(r -> change(r, r.key(), r.purpose(), "coordinator-1"));

      assertRefuses(
          device, withRequest(stranger.jws().text()), Code.BAD_REQUEST, "request:requester");
    }

    @Test
    void refusesAnotherRequestUnderThisId() {
      String other = Bench.request("any").jws().text();

      assertRefuses(device, withRequest(other), Code.BAD_REQUEST, "request:id");
    }

    @Test
    void refusesOnceTheRequestIsOver() {
      device.now = Bench.NOW.plusSeconds(3601);

      assertRefuses(device, honest, Code.EXPIRED, "request:expired");
    }

    @Test
    void refusesBeforeTheRequestBegins() {
      device.now = Bench.NOW.minusSeconds(300);

      assertRefuses(device, honest, Code.EXPIRED, "request:not-yet");
    }

    private Prepare withRequest(String text) {
      return new Prepare(
          honest.request(), text, honest.content(), plan, honest.header(), honest.approvals());
    }
  }

  @Nested
  class TheKeyAndTheDocument {
    @Test
    void refusesAKeyThatTheRingLacks() {
      SignedRequest other = Bench.request(r -> change(r, "nokey", r.purpose(), r.requester()));
      Prepare prepare =
          new Prepare(
              other.id(), other.jws().text(), honest.content(), plan, honest.header(), List.of());

      assertRefuses(device, prepare, Code.BAD_REQUEST, "request:key");
    }

    @Test
    void refusesAPurposeThatIsNotTheKeys() {
      SignedRequest other = Bench.request(r -> change(r, r.key(), "admin", r.requester()));

      assertRefuses(device, Bench.prepare(other, plan, 1), Code.NOT_AUTHORIZED, "request:purpose");
    }

    @Test
    void refusesContentThatIsNotTheDocument() {
      Octets altered = Octets.of("the contrast".getBytes(StandardCharsets.UTF_8));

      assertRefuses(
          device,
          Bench.prepare(request, plan, altered, honest.approvals()),
          Code.BAD_REQUEST,
          "request:digest");
    }

    @Test
    void refusesARequestWithContentThatCameWithoutIt() {
      assertRefuses(
          device,
          Bench.prepare(request, plan, null, honest.approvals()),
          Code.BAD_REQUEST,
          "content:missing");
    }

    @Test
    void refusesToSignACertificateWithADocumentKey() throws CertificateEncodingException {
      byte[] tbs = Bench.party(2).tls().getTBSCertificate();
      SignedRequest certificate = Bench.TEST_RING.request(tbs, Bench.PKCS1, "any", Bench.NOW);
      List<String> approvals = Bench.approvals(certificate, 1);

      assertRefuses(
          device,
          Bench.prepare(certificate, plan, Octets.of(tbs), approvals),
          Code.NOT_AUTHORIZED,
          "content:kind");
    }

    @Test
    void refusesToSignADocumentWithTheAdminKey() {
      SignedRequest admin = Bench.request(r -> change(r, "swa", "admin", r.requester()));
      Plan swa = Bench.plan(admin, SigningMode.PARALLEL, 1, 1, 2, 4);

      assertRefuses(device, Bench.prepare(admin, swa, 1), Code.NOT_AUTHORIZED, "content:kind");
    }

    @Test
    void signsTheRingsNextRecordWithTheAdminKey() {
      byte[] evidence = Bench.nextRecord();
      SignedRequest admin = requestFor("swa", "admin", evidence, "content");
      Plan swa = Bench.plan(admin, SigningMode.PARALLEL, 1, 1, 2, 4);
      Prepare prepare = Bench.prepare(admin, swa, Octets.of(evidence), Bench.approvals(admin, 1));

      assertThat(device.ask(prepare, Voted.class).attempt()).isEqualTo(1);
    }

    @Test
    void refusesADigestAloneForTheAdminKey() {
      SignedRequest admin = requestFor("swa", "admin", Bench.DOCUMENT, "digest");
      Plan swa = Bench.plan(admin, SigningMode.PARALLEL, 1, 1, 2, 4);

      assertRefuses(
          device,
          Bench.prepare(admin, swa, null, Bench.approvals(admin, 1)),
          Code.NOT_AUTHORIZED,
          "content:digest-only");
    }

    @Test
    void signsADigestAloneWhereTheKeysRecordAllowsIt() {
      SignedRequest digest = requestFor("main", "document", Bench.DOCUMENT, "digest");
      Prepare prepare = Bench.prepare(digest, plan, null, Bench.approvals(digest, 1));

      assertThat(device.ask(prepare, Voted.class).attempt()).isEqualTo(1);
    }

    @Test
    void refusesTheDigestOfADocumentThatCouldHaveTravelled() {
      SigningRequest r = requestFor("main", "document", Bench.DOCUMENT, "digest").request();
      SignedRequest digest =
          Bench.sign(
              new SigningRequest(
                  r.v(),
                  r.key(),
                  r.purpose(),
                  r.alg(),
                  r.mode(),
                  r.digest(),
                  Wire.MAX_CONTENT,
                  r.name(),
                  r.form(),
                  r.requester(),
                  r.notBefore(),
                  r.notAfter(),
                  r.nonce()));

      assertRefuses(
          device,
          Bench.prepare(digest, plan, null, Bench.approvals(digest, 1)),
          Code.NOT_AUTHORIZED,
          "content:digest-only");
    }

    private SignedRequest requestFor(String key, String purpose, byte[] document, String form) {
      SigningRequest r = Bench.TEST_RING.request(document, Bench.PKCS1, "any", Bench.NOW).request();
      return Bench.sign(
          new SigningRequest(
              r.v(),
              key,
              purpose,
              r.alg(),
              r.mode(),
              r.digest(),
              form.equals("digest") ? Wire.MAX_CONTENT + 1L : r.size(),
              r.name(),
              form,
              r.requester(),
              r.notBefore(),
              r.notAfter(),
              r.nonce()));
    }
  }

  @Nested
  class ThePlan {
    private final PublicRecord record = Bench.record(Bench.mainKey(), SigningMode.PARALLEL);

    @Test
    void refusesAModeThatTheRequestDoesNotWant() {
      SignedRequest parallel = Bench.request("parallel");
      Plan serial = Bench.plan(parallel, SigningMode.SERIAL, 1, 1, 2, 4);

      assertRefuses(device, Bench.prepare(parallel, serial, 1), Code.NOT_AUTHORIZED, "header:mode");
    }

    @Test
    void refusesAModeThatTheKeyLacks() {
      SigningRequest r = request.request();
      byte[] evidence = Bench.nextRecord();
      SigningRequest over =
          Bench.TEST_RING.request(evidence, Bench.PKCS1, "any", Bench.NOW).request();
      SignedRequest admin = Bench.sign(change(over, "swa", "admin", r.requester()));
      Plan serial = Bench.plan(request, SigningMode.SERIAL, 1, 1, 2, 4);

      assertRefuses(
          device,
          Bench.prepare(admin, serial, Octets.of(evidence), Bench.approvals(admin, 1)),
          Code.BAD_REQUEST,
          "header:mode");
    }

    @Test
    void refusesAModeThatIsNone() {
      Prepare prepare = withPlan(new Plan(1, "sideways", plan.keyId(), 0, 0, plan.signers()));

      assertRefuses(device, prepare, Code.BAD_REQUEST, "header:mode");
    }

    @Test
    void refusesAnotherKeysId() {
      Octets other = Bench.record(Bench.RING.swa(), SigningMode.PARALLEL).keyId().octets();
      Plan foreign = new Plan(1, "parallel", other, 0, plan.row(), plan.signers());

      assertRefuses(device, Bench.prepare(request, foreign, 1), Code.BAD_REQUEST, "header:key");
    }

    @Test
    void refusesAnotherEpoch() {
      Plan later = new Plan(1, "parallel", plan.keyId(), 1, plan.row(), plan.signers());

      assertRefuses(device, Bench.prepare(request, later, 1), Code.BAD_REQUEST, "header:epoch");
    }

    @Test
    void refusesFewerSignersThanTheThreshold() {
      assertRefuses(device, withSigners(1, 2), Code.BAD_REQUEST, "header:signers");
    }

    @Test
    void refusesMoreSignersThanTheThreshold() {
      assertRefuses(device, withSigners(1, 2, 3, 4), Code.BAD_REQUEST, "header:signers");
    }

    @Test
    void refusesASignerTwice() {
      assertRefuses(device, withSigners(1, 2, 2), Code.BAD_REQUEST, "header:signers");
    }

    @Test
    void refusesASignerThatTheKeyLacks() {
      Prepare prepare =
          withPlan(new Plan(1, "parallel", plan.keyId(), 0, plan.row(), List.of(1, 2, 6)));

      assertRefuses(device, prepare, Code.BAD_REQUEST, "header:signers");
    }

    @Test
    void refusesAPlanWithoutItself() {
      Plan others = Bench.plan(request, SigningMode.PARALLEL, 1, 2, 3, 4);

      assertRefuses(device, Bench.prepare(request, others, 1), Code.BAD_REQUEST, "header:signers");
    }

    @Test
    void refusesARowThatDoesNotSeparateTheSigners() {
      int blind =
          IntStream.range(0, record.phf().size())
              .filter(row -> !record.phf().separates(row, List.of(1, 2, 4)))
              .findFirst()
              .orElse(record.phf().size());
      Plan wrong = new Plan(1, "parallel", plan.keyId(), 0, blind, plan.signers());

      assertRefuses(device, Bench.prepare(request, wrong, 1), Code.BAD_REQUEST, "header:row");
    }

    @Test
    void refusesASwappedHeader() {
      Plan other = Bench.plan(request, SigningMode.PARALLEL, 1, 1, 3, 5);
      Prepare swapped =
          new Prepare(
              honest.request(),
              honest.signedRequest(),
              honest.content(),
              plan,
              Bench.hash(request, other),
              honest.approvals());

      assertRefuses(device, swapped, Code.BAD_REQUEST, "header:hash");
    }

    @Test
    void refusesAttemptZeroAndAttemptsBeyondTheLargest() {
      Plan zero = new Plan(0, "parallel", plan.keyId(), 0, plan.row(), plan.signers());
      Plan huge =
          new Plan(Integer.MAX_VALUE, "parallel", plan.keyId(), 0, plan.row(), plan.signers());

      assertRefuses(device, withPlan(zero), Code.BAD_REQUEST, "header:attempt");
      assertRefuses(device, withPlan(huge), Code.BAD_REQUEST, "header:attempt");
    }

    @Test
    void refusesAnAttemptsNumberWithAnotherPlan() {
      device.ask(honest, Voted.class);
      Plan other = Bench.plan(request, SigningMode.PARALLEL, 1, 1, 3, 5);

      assertRefuses(
          device, Bench.prepare(request, other, 1), Code.ATTEMPT_USED, "header:session-reuse");
    }

    @Test
    void refusesAnAttemptsNumberWithAnotherPlanAfterARestart() {
      device.ask(honest, Voted.class);
      device.restart();
      Plan other = Bench.plan(request, SigningMode.SERIAL, 1, 1, 2, 4);

      assertRefuses(
          device, Bench.prepare(request, other, 1), Code.ATTEMPT_USED, "header:session-reuse");
    }

    @Test
    void refusesWhenItsShareCannotBeUsed() {
      CoreDevice empty =
          new CoreDevice(
              1, DeviceLimits.DEFAULT, new ShareVault(Bench.ENGINE, List.of(), List.of()));

      assertRefuses(empty, honest, Code.NOT_READY, "share");
    }

    private Prepare withSigners(Integer... signers) {
      Plan wrong = new Plan(1, "parallel", plan.keyId(), 0, plan.row(), List.of(signers));
      return Bench.prepare(request, wrong, 1);
    }

    private Prepare withPlan(Plan other) {
      return new Prepare(
          honest.request(),
          honest.signedRequest(),
          honest.content(),
          other,
          honest.header(),
          honest.approvals());
    }
  }

  @Nested
  class Quotas {
    @Test
    void refusesFurtherAttemptsOfOneRequestThanItsLimit() {
      DeviceLimits two = limits(100, 100, 2);
      CoreDevice limited = new CoreDevice(1, two, Bench.vault(1));
      limited.ask(honest, Voted.class);
      limited.ask(attempt(request, 2), Voted.class);

      assertRefuses(limited, attempt(request, 3), Code.BUSY, "quota:attempts");
      assertThat(limited.ask(honest, Voted.class).attempt()).isEqualTo(1);
    }

    @Test
    void votesThatNothingCameOfMakeRoomButStayBound() {
      for (int number = 1; number <= 64; number++) {
        device.ask(attempt(request, number), Voted.class);
      }
      device.now = Bench.NOW.plusSeconds(299);
      assertRefuses(device, attempt(request, 65), Code.BUSY, "quota:attempts");

      device.now = Bench.NOW.plusSeconds(301);
      assertThat(device.ask(attempt(request, 65), Voted.class).attempt()).isEqualTo(65);

      Plan other = Bench.plan(request, SigningMode.PARALLEL, 7, 1, 3, 5);
      assertRefuses(
          device, Bench.prepare(request, other, 1), Code.ATTEMPT_USED, "header:session-reuse");
      assertRefuses(device, attempt(request, 7), Code.ATTEMPT_USED, "attempt:retired");
      assertThat(device.state().ledger().attempts()).isEqualTo(1);
      assertThat(device.state().ledger().retiredAttempts()).isEqualTo(64);
    }

    @Test
    void attemptsWithSomethingReleasedOrBegunMakeNoRoom() {
      CoreDevice limited = new CoreDevice(1, limits(100, 100, 2), Bench.vault(1));
      TestAttempt chain =
          new TestAttempt(request, Bench.plan(request, SigningMode.SERIAL, 1, 1, 2, 4));
      limited.holdingComputations();
      chain.votedBy(limited);
      limited.ask(chain.signHop());
      TestAttempt idle =
          new TestAttempt(request, Bench.plan(request, SigningMode.SERIAL, 2, 1, 2, 4));
      idle.votedBy(limited);
      limited.now = Bench.NOW.plusSeconds(301);

      limited.ask(attempt(request, 3), Voted.class);

      AttemptLedger ledger = limited.state().ledger();
      assertThat(ledger.attempt(request.id(), 1)).isPresent();
      assertThat(ledger.attempt(request.id(), 2)).isEmpty();
    }

    @Test
    void requestsThatWereReleasedMakeRoomForOthers() {
      CoreDevice limited = new CoreDevice(1, limits(1, 100, 2), Bench.vault(1));
      TestAttempt signed = new TestAttempt(request, plan);
      signed.votedBy(limited);
      limited.ask(signed.signPartially(), PartiallySigned.class);
      SignedRequest next = Bench.request("any");
      assertRefuses(limited, attempt(next, 1), Code.BUSY, "quota:requests");

      limited.now = Bench.NOW.plusSeconds(301);
      assertThat(limited.ask(attempt(next, 1), Voted.class).attempt()).isEqualTo(1);

      assertRefuses(limited, honest, Code.ATTEMPT_USED, "attempt:retired");
      Plan other = Bench.plan(request, SigningMode.PARALLEL, 1, 1, 3, 5);
      assertRefuses(
          limited, Bench.prepare(request, other, 1), Code.ATTEMPT_USED, "header:session-reuse");
      assertRefuses(limited, signed.signPartially(), Code.BAD_REQUEST, "attempt:unknown");
    }

    @Test
    void aRetiredRequestStaysSignableByANewAttempt() {
      CoreDevice limited = new CoreDevice(1, limits(1, 100, 2), Bench.vault(1));
      TestAttempt signed = new TestAttempt(request, plan);
      signed.votedBy(limited);
      PartiallySigned first = limited.ask(signed.signPartially(), PartiallySigned.class);
      SignedRequest next = Bench.request("any");
      limited.now = Bench.NOW.plusSeconds(301);
      TestAttempt second =
          new TestAttempt(next, Bench.plan(next, SigningMode.PARALLEL, 1, 1, 2, 4));
      second.votedBy(limited);
      limited.ask(second.signPartially(), PartiallySigned.class);
      limited.now = Bench.NOW.plusSeconds(700);

      TestAttempt again =
          new TestAttempt(request, Bench.plan(request, SigningMode.PARALLEL, 2, 1, 2, 4));
      again.votedBy(limited);
      PartiallySigned later = limited.ask(again.signPartially(), PartiallySigned.class);

      assertThat(later.y()).isEqualTo(first.y());
    }

    @Test
    void refusesFurtherOpenRequestsThanItsLimitUntilOthersEnd() {
      CoreDevice limited = new CoreDevice(1, limits(1, 100, 2), Bench.vault(1));
      limited.ask(honest, Voted.class);
      SignedRequest next = longer(Bench.request("any"));

      assertRefuses(limited, attempt(next, 1), Code.BUSY, "quota:requests");
      limited.timeGoesBy(Duration.ofSeconds(3600 + 121));
      assertThat(limited.ask(attempt(next, 1), Voted.class).attempt()).isEqualTo(1);
    }

    @Test
    void refusesFurtherOpenAttemptsThanItsLimit() {
      CoreDevice limited = new CoreDevice(1, limits(100, 1, 2), Bench.vault(1));
      limited.ask(honest, Voted.class);

      assertRefuses(limited, attempt(request, 2), Code.BUSY, "quota:requests");
    }

    @Test
    void staysRefusingWhatItForgotWhenTheClockGoesBack() {
      device.ask(honest, Voted.class);
      device.timeGoesBy(Duration.ofSeconds(3600 + 121));
      assertThat(device.state().ledger().requests()).isZero();

      device.now = Bench.NOW;
      Plan other = Bench.plan(request, SigningMode.PARALLEL, 1, 1, 3, 5);

      assertRefuses(device, Bench.prepare(request, other, 1), Code.EXPIRED, "request:expired");
    }

    @Test
    void forgetsNothingWhenTheClockJumpsForwardAndBack() {
      device.now = Bench.NOW.minus(Duration.ofHours(2));
      device.timeGoesBy(Duration.ofHours(2));
      TestAttempt signed = new TestAttempt(request, plan);
      signed.votedBy(device);
      device.now = Bench.NOW.plus(Duration.ofDays(10));
      device.monotonic = device.monotonic.plusSeconds(10);
      device.tick();
      device.timeGoesBy(Duration.ofMinutes(59));

      device.now = Bench.NOW.plusSeconds(20);
      device.monotonic = device.monotonic.plusSeconds(10);
      device.tick();

      assertThat(device.ask(signed.signPartially(), PartiallySigned.class).attempt()).isEqualTo(1);
      SignedRequest next = Bench.request("any");
      assertThat(device.ask(attempt(next, 1), Voted.class).attempt()).isEqualTo(1);
    }

    @Test
    void forgetsWhatIsOverByAClockThatWentEvenlyForAnHour() {
      device.ask(honest, Voted.class);
      device.tick();
      device.now = Bench.NOW.plus(Duration.ofDays(10));
      device.timeGoesBy(Duration.ofMinutes(59));
      assertThat(device.state().ledger().requests()).isEqualTo(1);

      device.timeGoesBy(Duration.ofMinutes(1));

      assertThat(device.state().ledger().requests()).isZero();
    }

    private Prepare attempt(SignedRequest asked, int number) {
      return Bench.prepare(asked, Bench.plan(asked, SigningMode.PARALLEL, number, 1, 2, 4), 1);
    }

    private SignedRequest longer(SignedRequest asked) {
      SigningRequest r = asked.request();
      return Bench.sign(
          new SigningRequest(
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
              r.notAfter() + 3600,
              r.nonce()));
    }

    private DeviceLimits limits(int requests, int attempts, int perRequest) {
      DeviceLimits d = DeviceLimits.DEFAULT;
      return new DeviceLimits(
          d.messagesInWork(),
          d.octetsInWork(),
          d.computations(),
          d.retryAfter(),
          requests,
          attempts,
          d.retiredAttempts(),
          perRequest,
          d.largestAttempt(),
          d.approvals(),
          d.noticesPerMinute(),
          d.noticesPerDay(),
          d.tick(),
          d.witnessEvery(),
          LockOutPolicy.DEFAULT);
    }
  }

  @Test
  void refusesAMessageThatIsNotForADevice() {
    Voted voted = device.ask(honest, Voted.class);

    Refused refused = device.ask(voted, Refused.class);

    assertThat(refused.refusal().check()).isEqualTo("message:type");
  }

  private static SigningRequest change(
      SigningRequest r, String key, String purpose, String requester) {
    return new SigningRequest(
        r.v(),
        key,
        purpose,
        r.alg(),
        r.mode(),
        r.digest(),
        r.size(),
        r.name(),
        r.form(),
        requester,
        r.notBefore(),
        r.notAfter(),
        r.nonce());
  }
}
