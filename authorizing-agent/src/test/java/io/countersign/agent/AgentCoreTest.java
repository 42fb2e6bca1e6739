package io.countersign.agent;

import static io.countersign.agent.Asking.AGENT;
import static io.countersign.agent.Asking.DEVICE;
import static io.countersign.agent.Asking.DOCUMENT;
import static io.countersign.agent.Asking.NOW;
import static io.countersign.agent.Asking.RING;
import static io.countersign.agent.Asking.ask;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.agent.Asking.Draft;
import io.countersign.protocol.evidence.Jws;
import io.countersign.protocol.evidence.KeyRecord;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.RingChange;
import io.countersign.protocol.evidence.SignedApproval;
import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.evidence.SigningRequest;
import io.countersign.protocol.testing.RingForge;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.AgentProtocol.Approved;
import io.countersign.protocol.wire.AgentProtocol.AskApproval;
import io.countersign.protocol.wire.AgentProtocol.Declined;
import io.countersign.protocol.wire.Refusal;
import io.countersign.protocol.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class AgentCoreTest {
  private static final AgentLimits LIMITS = new AgentLimits(2, 3, 1, Duration.ofMinutes(10));
  private static final String COORDINATOR = TestRing.COORDINATOR;

  private final AgentCore core = core(RING.ring(), AgentPolicy.AUTO);
  private AgentMemory memory = AgentMemory.of(Map.of());

  @Test
  void approvesExactlyWhatItVerified() {
    SignedRequest request = Asking.request(1);
    Effect.SignWithCard sign = signs(asked(ask(request)));
    List<Effect> effects = cardSigns(sign);

    assertThat(effects.get(0)).isInstanceOf(Effect.Append.class);
    Approved approved = sent(effects.get(1), Approved.class);
    SignedApproval approval =
        SignedApproval.verified(
            approved.approval(),
            request,
            RING.ring(),
            RING.ring().party(DEVICE).orElseThrow(),
            NOW);
    assertThat(approval.approval().digest()).isEqualTo(Octets.of(DOCUMENT).sha256().hex());
    assertThat(approval.approval().expires()).isEqualTo(request.request().notAfter());
    assertThat(approved.request()).isEqualTo(request.id());
  }

  @Test
  void answersARepeatedQuestionWithTheSameOctetsAndNoSecondSignature() {
    SignedRequest request = Asking.request(1);
    Approved first = sent(cardSigns(signs(asked(ask(request)))).get(1), Approved.class);
    List<Effect> again = asked(ask(request), NOW.plusSeconds(100));
    assertThat(again).hasSize(1);
    assertThat(sent(again.get(0), Approved.class)).isEqualTo(first);
  }

  @Test
  void answersAllWhoAskedWhileTheCardWasSigning() {
    AskApproval question = ask(Asking.request(1));
    Effect.SignWithCard sign = signs(asked(question));
    Step second = core.step(memory, new Input.Asked("coordinator-2", question, NOW));
    memory = second.memory();
    assertThat(second.effects()).isEmpty();
    List<Effect> effects = cardSigns(sign);
    assertThat(effects.subList(1, 3))
        .extracting(effect -> ((Effect.Send) effect).to())
        .containsExactly(COORDINATOR, "coordinator-2");
  }

  @Test
  void forgetsAnApprovalWhoseTimeIsOver() {
    SignedRequest request = Asking.request(1);
    cardSigns(signs(asked(ask(request))));
    assertThat(refused(asked(ask(request), NOW.plusSeconds(3601))).check())
        .isEqualTo("request:expired");
  }

  @Test
  void keepsABoundedNumberOfApprovalsAndDropsTheOldest() {
    for (int nonce = 1; nonce <= 4; nonce++) {
      cardSigns(signs(asked(ask(Asking.request(nonce)))));
    }
    assertThat(memory.kept()).hasSize(3);
    assertThat(memory.kept(Asking.request(1).id())).isNull();
    assertThat(memory.kept(Asking.request(4).id())).isNotNull();
  }

  @Test
  void isBusyBeyondItsBoundAndSaysThatAskingAgainHelps() {
    Effect.SignWithCard first = signs(asked(ask(Asking.request(1))));
    signs(asked(ask(Asking.request(2))));
    Declined declined = declined(asked(ask(Asking.request(3))));
    assertThat(declined.lasting()).isFalse();
    assertThat(declined.refusal().code()).isEqualTo(Refusal.Code.BUSY);
    assertThat(declined.refusal().retryAfterMillis()).isPositive();
    cardSigns(first);
    signs(asked(ask(Asking.request(3))));
  }

  @Test
  void anApprovalThatTheLogHasNotConfirmedIsUnderWay() {
    Effect.SignWithCard first = signs(asked(ask(Asking.request(1))));
    Effect.SignWithCard second = signs(asked(ask(Asking.request(2))));
    for (Effect.SignWithCard sign : List.of(first, second)) {
      memory =
          core.step(memory, new Input.CardSigned(sign.request(), sign.approval(), "jws", NOW))
              .memory();
    }

    assertThat(declined(asked(ask(Asking.request(3)))).refusal().code())
        .isEqualTo(Refusal.Code.BUSY);
    assertThat(asked(ask(Asking.request(1)))).as("nothing is sent before it").isEmpty();

    Step synced = core.step(memory, new Input.Synced(first.request(), NOW));
    memory = synced.memory();
    assertThat(synced.effects()).hasSize(1);
    signs(asked(ask(Asking.request(3))));
  }

  @Test
  void neverSignsTwoDigestsForOneRequestId() {
    SignedRequest first = Asking.request(1);
    byte[] other = "Pay the bearer two.".getBytes(StandardCharsets.UTF_8);
    SignedRequest second = new Draft().content(other).sign();
    AskApproval swapped =
        new AskApproval(first.id(), AGENT, DEVICE, second.jws().text(), Octets.of(other));
    assertThat(refused(asked(swapped)).check()).isEqualTo("request:id");

    Approved approved = sent(cardSigns(signs(asked(ask(first)))).get(1), Approved.class);
    Approved again = sent(asked(swapped).get(0), Approved.class);
    assertThat(again).as("the id names the digest approved first").isEqualTo(approved);
  }

  @Test
  void refusesOnHolidayUntilHeIsBack() {
    AgentCore holiday = core(RING.ring(), AgentPolicy.REFUSE);
    Step step = holiday.step(memory, new Input.Asked(COORDINATOR, ask(Asking.request(1)), NOW));
    Declined declined = declined(step.effects());
    assertThat(declined.lasting()).isFalse();
    assertThat(declined.refusal().code()).isEqualTo(Refusal.Code.NOT_AUTHORIZED);
    assertThat(declined.refusal().check()).isEqualTo("agent:policy");
  }

  @Test
  void saysWhenTheCardFailsAndMayBeAskedAgain() {
    Effect.SignWithCard sign = signs(asked(ask(Asking.request(1))));
    Step step = core.step(memory, new Input.CardFailed(sign.request(), "no power"));
    memory = step.memory();
    Declined declined = declined(step.effects());
    assertThat(declined.lasting()).isFalse();
    assertThat(declined.refusal().code()).isEqualTo(Refusal.Code.NOT_READY);
    signs(asked(ask(Asking.request(1))));
  }

  @Test
  void refusesARequestItsRequesterDidNotSign() {
    assertThat(check(draft -> draft.signer = TestRing.COORDINATOR)).isEqualTo("request:signature");
    assertThat(check(draft -> draft.requester = DEVICE)).isEqualTo("request:requester");
    assertThat(check(draft -> draft.requester = "nobody")).isEqualTo("request:requester");
  }

  @Test
  void refusesARequestOutsideItsValidity() {
    assertThat(check(draft -> draft.notBefore = NOW.getEpochSecond() + 200))
        .isEqualTo("request:not-yet");
    assertThat(check(draft -> endingAt(draft, NOW.getEpochSecond() - 1)))
        .isEqualTo("request:expired");
    assertThat(check(draft -> endingAt(draft, NOW.getEpochSecond()))).isEqualTo("request:expired");
  }

  @Test
  void refusesARequestOfAnAbsurdTime() {
    SignedRequest good = Asking.request(1);
    long end = Long.MAX_VALUE;
    String json =
        new String(good.jws().payload().toByteArray(), StandardCharsets.UTF_8)
            .replace("\"notBefore\":" + NOW.getEpochSecond(), "\"notBefore\":" + (end - 60))
            .replace("\"notAfter\":" + good.request().notAfter(), "\"notAfter\":" + end);
    var requester = RING.identity(TestRing.REQUESTER);
    Jws jws =
        Jws.sign(
            "ES256",
            SigningRequest.TYPE,
            requester.publicKey().serial(),
            json.getBytes(StandardCharsets.UTF_8),
            requester::sign);
    AskApproval question =
        new AskApproval(jws.payloadSha256(), AGENT, DEVICE, jws.text(), Octets.of(DOCUMENT));
    assertThat(refused(asked(question)).check()).isEqualTo("request");
  }

  @Test
  void anErrorOfACheckDeclinesThatQuestionOnly() {
    SignedRequest request = Asking.request(1);
    AskApproval broken = new AskApproval(request.id(), AGENT, DEVICE, null, Octets.of(DOCUMENT));
    List<Effect> effects = asked(broken);
    assertThat(effects.get(0)).isInstanceOf(Effect.Note.class);
    Declined declined = declined(effects);
    assertThat(declined.refusal().check()).isEqualTo("message:unexpected");
    assertThat(declined.refusal().code()).isEqualTo(Refusal.Code.BAD_REQUEST);
    assertThat(declined.refusal().detail()).contains(AGENT, "NullPointerException");
    assertThat(declined.lasting()).isFalse();
    signs(asked(ask(request)));
  }

  @Test
  void refusesWhatTheKeyDoesNotAllow() {
    assertThat(check(draft -> draft.key = "other")).isEqualTo("request:key");
    assertThat(check(draft -> draft.purpose = "x509")).isEqualTo("request:purpose");
    Ring pssOnly =
        withMain(key -> Keys.withAlgorithms(key, Map.of("serial", List.of("RSASSA-PSS-SHA256"))));
    assertThat(refused(pssOnly, new Draft().sign()).check()).isEqualTo("header:alg");
    Draft parallel = new Draft();
    parallel.alg = "RSASSA-PSS-SHA256";
    parallel.mode = "parallel";
    assertThat(refused(pssOnly, parallel.sign()).check()).isEqualTo("header:alg");
  }

  @Test
  void refusesADigestAloneUnlessTheKeysRecordAllowsIt() {
    Draft digest = new Draft();
    digest.form = "digest";
    digest.size = Wire.MAX_CONTENT + 1;
    signs(asked(ask(digest.sign(), null)));
    assertThat(refused(asked(ask(changed(digest, 2), DOCUMENT))).check())
        .isEqualTo("request:content");
    Ring contentOnly = withMain(key -> Keys.withDigestOnly(key, false));
    assertThat(refusedOf(contentOnly, ask(digest.sign(), null)).check())
        .isEqualTo("request:digest-only");
    Draft typed = new Draft();
    typed.form = "digest";
    typed.size = Wire.MAX_CONTENT + 1;
    typed.key = "swa";
    typed.purpose = "admin";
    assertThat(refused(asked(ask(typed.sign(), null))).check()).isEqualTo("request:digest-only");
  }

  @Test
  void refusesTheDigestOfADocumentThatCouldHaveTravelled() {
    Draft digest = new Draft();
    digest.form = "digest";
    digest.size = Wire.MAX_CONTENT;
    assertThat(refused(asked(ask(digest.sign(), null))).check()).isEqualTo("request:digest-only");
  }

  @Test
  void refusesContentThatIsNotTheDocument() {
    SignedRequest request = Asking.request(1);
    assertThat(refused(asked(ask(request, null))).check()).isEqualTo("request:content");
    byte[] altered = DOCUMENT.clone();
    altered[3] ^= 1;
    assertThat(refused(asked(ask(request, altered))).check()).isEqualTo("request:digest");
    assertThat(refused(asked(ask(request, new byte[0]))).check()).isEqualTo("request:digest");
  }

  @Test
  void refusesContentOfAnotherKindThanTheKeysPurpose() {
    byte[] evidence = Asking.request(9).jws().text().getBytes(StandardCharsets.US_ASCII);
    Refusal asDocument = refused(asked(ask(new Draft().content(evidence).sign(), evidence)));
    assertThat(asDocument.check()).isEqualTo("content:kind");
    assertThat(asDocument.code()).isEqualTo(Refusal.Code.NOT_AUTHORIZED);
    Draft admin = new Draft();
    admin.key = "swa";
    admin.purpose = "admin";
    assertThat(refused(asked(ask(admin.sign()))).check()).isEqualTo("content:kind");
    assertThat(refused(asked(ask(admin.content(evidence).sign(), evidence))).check())
        .isEqualTo("content:admin");
    Ring ring = Asking.RING.ring();
    byte[] record =
        RingChange.unsigned(ring, RingChange.of(ring).revoke("device-1").record(Asking.NOW))
            .octets();
    signs(asked(ask(admin.content(record).sign(), record)));
  }

  @Test
  void refusesAQuestionForAnotherAgentOrDevice() {
    SignedRequest request = Asking.request(1);
    AskApproval otherDevice =
        new AskApproval(request.id(), AGENT, "device-2", request.jws().text(), Octets.of(DOCUMENT));
    assertThat(refused(asked(otherDevice)).check()).isEqualTo("ask:device");
    AskApproval otherAgent =
        new AskApproval(
            request.id(), "agent-1-2", DEVICE, request.jws().text(), Octets.of(DOCUMENT));
    assertThat(refused(asked(otherAgent)).check()).isEqualTo("ask:agent");
  }

  @Test
  void givesNothingOnceTheAgentIsRevokedOrExpired() {
    SignedRequest request = Asking.request(1);
    cardSigns(signs(asked(ask(request))));
    AgentCore revoked = core(Keys.withAgent(AGENT, Keys::revoked), AgentPolicy.AUTO);
    Step step = revoked.step(memory, new Input.Asked(COORDINATOR, ask(request), NOW));
    assertThat(declined(step.effects()).refusal().check()).isEqualTo("agent:revoked");
    Ring expired = Keys.withAgent(AGENT, entry -> Keys.expiring(entry, NOW.getEpochSecond() - 1));
    assertThat(refused(expired, request).check()).isEqualTo("agent:expired");
  }

  @Test
  void approvesNoLongerThanTheCardIsValid() {
    long end = NOW.getEpochSecond() + 60;
    AgentCore ending =
        core(Keys.withAgent(AGENT, entry -> Keys.expiring(entry, end)), AgentPolicy.AUTO);
    Step step = ending.step(memory, new Input.Asked(COORDINATOR, ask(Asking.request(1)), NOW));
    assertThat(signs(step.effects()).approval().expires()).isEqualTo(end);
  }

  @Test
  void recordsEveryRefusalWithItsRequest() {
    SignedRequest request = Asking.request(1);
    List<Effect> effects = asked(ask(request, null));
    assertThat(effects.get(0))
        .isInstanceOfSatisfying(
            Effect.Note.class,
            note -> {
              assertThat(note.request()).isEqualTo(request.id());
              assertThat(note.check()).isEqualTo("request:content");
            });
    assertThat(memory).isEqualTo(AgentMemory.of(Map.of()));
  }

  private static AgentCore core(Ring ring, AgentPolicy policy) {
    return new AgentCore(ring, ring.agent(AGENT).orElseThrow(), policy, LIMITS);
  }

  private List<Effect> asked(AskApproval question) {
    return asked(question, NOW);
  }

  private List<Effect> asked(AskApproval question, Instant now) {
    Step step = core.step(memory, new Input.Asked(COORDINATOR, question, now));
    memory = step.memory();
    return step.effects();
  }

  private List<Effect> cardSigns(Effect.SignWithCard sign) {
    String jws =
        SignedApproval.sign(
                sign.approval(),
                RING.ring().agent(AGENT).orElseThrow().serial(),
                RING.cardSigner(AGENT))
            .jws()
            .text();
    Step step = core.step(memory, new Input.CardSigned(sign.request(), sign.approval(), jws, NOW));
    List<Effect> effects = new ArrayList<>(step.effects());
    assertThat(effects).singleElement().isInstanceOf(Effect.Append.class);
    step = core.step(step.memory(), new Input.Synced(sign.request(), NOW));
    memory = step.memory();
    effects.addAll(step.effects());
    return effects;
  }

  private static void endingAt(Draft draft, long notAfter) {
    draft.notBefore = notAfter - 60;
    draft.notAfter = notAfter;
  }

  private static SignedRequest changed(Draft draft, long nonce) {
    draft.nonce = nonce;
    return draft.sign();
  }

  private String check(Consumer<Draft> change) {
    Draft draft = new Draft();
    change.accept(draft);
    return refused(asked(ask(draft.sign()))).check();
  }

  private static Ring withMain(UnaryOperator<KeyRecord> change) {
    RingForge forge = new RingForge(RING);
    return forge.open(forge.withKey(TestRing.MAIN, change));
  }

  private Refusal refused(Ring ring, SignedRequest request) {
    return refusedOf(ring, ask(request));
  }

  private Refusal refusedOf(Ring ring, AskApproval question) {
    Step step =
        core(ring, AgentPolicy.AUTO).step(memory, new Input.Asked(COORDINATOR, question, NOW));
    return refused(step.effects());
  }

  private static Effect.SignWithCard signs(List<Effect> effects) {
    assertThat(effects).singleElement().isInstanceOf(Effect.SignWithCard.class);
    return (Effect.SignWithCard) effects.get(0);
  }

  private static Refusal refused(List<Effect> effects) {
    return declined(effects).refusal();
  }

  private static Declined declined(List<Effect> effects) {
    return sent(effects.get(effects.size() - 1), Declined.class);
  }

  private static <T> T sent(Effect effect, Class<T> type) {
    assertThat(effect).isInstanceOf(Effect.Send.class);
    return type.cast(((Effect.Send) effect).message());
  }
}
