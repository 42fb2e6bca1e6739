package io.countersign.agent;

import static io.countersign.agent.Asking.AGENT;
import static io.countersign.agent.Asking.DEVICE;
import static io.countersign.agent.Asking.NODE;
import static io.countersign.agent.Asking.NOW;
import static io.countersign.agent.Asking.RING;
import static io.countersign.agent.Asking.ask;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import io.countersign.protocol.engine.IdentitySigner;
import io.countersign.protocol.evidence.SignedApproval;
import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.log.LogHead;
import io.countersign.protocol.log.LogRecord;
import io.countersign.protocol.log.NodeIdentity;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.AgentProtocol;
import io.countersign.protocol.wire.AgentProtocol.AgentProbe;
import io.countersign.protocol.wire.AgentProtocol.AgentState;
import io.countersign.protocol.wire.AgentProtocol.Approved;
import io.countersign.protocol.wire.AgentProtocol.AskApproval;
import io.countersign.protocol.wire.AgentProtocol.Declined;
import io.countersign.protocol.wire.Coalescer;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.HeadStatement;
import io.countersign.protocol.wire.HeadWitness;
import io.countersign.protocol.wire.Refusal;
import io.countersign.protocol.wire.SealedEnvelope;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentNodeTest {
  private static final ActorTestKit KIT = ActorTestKit.create();

  private final NodeFixture fixture;
  private final GatedStore store;
  private ActorRef<SealedEnvelope> node;

  AgentNodeTest(@TempDir Path folder) throws IOException {
    fixture = new NodeFixture(KIT, folder);
    store = fixture.store();
    node = fixture.first(store);
  }

  @BeforeEach
  void answersProbes() throws InterruptedException {
    assertThat(probe())
        .isEqualTo(new AgentState(7, NODE, List.of("agent-1-1 auto", "agent-1-2 refuse"), 0, 4096));
  }

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  @Test
  void approvesOverTheWireWhatADeviceAccepts() throws InterruptedException {
    SignedRequest request = Asking.request(1);
    node.tell(fixture.seal(ask(request)));
    Approved approved = fixture.answer(Approved.class);
    SignedApproval verified =
        SignedApproval.verified(
            approved.approval(),
            request,
            RING.ring(),
            RING.ring().party(DEVICE).orElseThrow(),
            NOW.plusSeconds(1));
    assertThat(verified.approval().agent()).isEqualTo(AGENT);
  }

  @Test
  void sendsNothingBeforeTheLogIsSynced() throws InterruptedException {
    store.hold();
    SignedRequest request = Asking.request(1);
    node.tell(fixture.seal(ask(request)));
    node.tell(fixture.seal(ask(request)));
    // A probe's answer overtakes what waits for the log, so the queue holds nothing else.
    for (int i = 0; i < 20; i++) {
      probe();
    }
    assertThat(fixture.nothingSent()).isTrue();
    store.letGo();
    Approved first = fixture.answer(Approved.class);
    assertThat(probe()).isNotNull();
    node.tell(fixture.seal(ask(request)));
    assertThat(fixture.answer(Approved.class)).isEqualTo(first);
  }

  @Test
  void livesThroughALogThatIsOnlySlow() throws InterruptedException {
    store.hold();
    for (int nonce = 1; nonce <= 1000; nonce++) {
      node.tell(fixture.seal(ask(Asking.request(nonce))));
    }
    int under = AgentLimits.DEFAULT.pendingPerAgent();
    for (int i = 0; i < 1000 - under; i++) {
      assertThat(fixture.answer(Declined.class).refusal().code()).isEqualTo(Refusal.Code.BUSY);
    }
    assertThat(fixture.nothingSent()).isTrue();
    store.letGo();
    for (int i = 0; i < under; i++) {
      assertThat(fixture.answer(Approved.class).agent()).isEqualTo(AGENT);
    }
    assertThat(probe()).isNotNull();
  }

  @Test
  void stopsActingWhenTheLogCannotBeWritten() {
    var watcher = KIT.createTestProbe();
    store.breakDown();
    node.tell(fixture.seal(ask(Asking.request(1))));
    watcher.expectTerminated(node, Duration.ofSeconds(20));
    assertThat(fixture.nothingSent()).isTrue();
  }

  @Test
  void givesTheSameOctetsAfterARestart() throws IOException, InterruptedException {
    SignedRequest request = Asking.request(1);
    node.tell(fixture.seal(ask(request)));
    Approved before = fixture.answer(Approved.class);
    restart();
    node.tell(fixture.seal(ask(request)));
    assertThat(fixture.answer(Approved.class)).isEqualTo(before);
    assertThat(kinds()).containsExactly("approval");
    restart();
    assertThat(kinds()).as("the second answer needed no second approval").hasSize(1);
  }

  @Test
  void answersADifferentRequestEachTime() throws InterruptedException {
    for (int nonce = 1; nonce <= 20; nonce++) {
      node.tell(fixture.seal(ask(Asking.request(nonce))));
    }
    for (int i = 0; i < 20; i++) {
      assertThat(fixture.answer(Approved.class).agent()).isEqualTo(AGENT);
    }
  }

  @Test
  void refusesWithTheReasonAndRecordsIt() throws IOException, InterruptedException {
    SignedRequest request = Asking.request(1);
    node.tell(fixture.seal(ask(request, null)));
    Declined declined = fixture.answer(Declined.class);
    assertThat(declined.refusal().check()).isEqualTo("request:content");
    assertThat(declined.lasting()).isTrue();
    restart();
    assertThat(fixture.replayed())
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.kind()).isEqualTo("refused");
              assertThat(entry.request()).contains(request.id().hex());
              assertThat(entry.text("check")).isEqualTo("request:content");
            });
  }

  @Test
  void letsNobodyButACoordinatorAsk() throws IOException, InterruptedException {
    AskApproval question = ask(Asking.request(1));
    for (String other : List.of("device-1", "agents-2", "operator")) {
      node.tell(fixture.sealerOf(other).seal(NODE, question));
    }
    SealedEnvelope good = fixture.seal(question);
    node.tell(changed(good, good.opening(), Octets.of(new byte[64])));
    node.tell(changed(good, Octets.of(new byte[] {1, 2, 3}), good.signature()));
    node.tell(fixture.seal(new DeviceProtocol.Probe(1)));
    assertThat(probe()).isNotNull();
    assertThat(fixture.nothingSent()).isTrue();
    restart();
    assertThat(fixture.replayed())
        .extracting(entry -> entry.kind() + " " + entry.text("check"))
        .containsExactly(
            "bad-message envelope:from",
            "bad-message envelope:from",
            "bad-message envelope:from",
            "bad-message envelope:signature",
            "bad-message envelope:form",
            "bad-message wire:type");
  }

  @Test
  void keepsRefusalsFromFillingTheLog() throws IOException, InterruptedException {
    for (int i = 0; i < 200; i++) {
      node.tell(fixture.seal(new DeviceProtocol.Probe(i)));
    }
    assertThat(probe()).isNotNull();
    restart();
    assertThat(fixture.replayed()).hasSize(Coalescer.BURST);
  }

  @Test
  void declinesForAnAgentWhoseCardIsNotHere() throws InterruptedException {
    SignedRequest request = Asking.request(1);
    AskApproval elsewhere =
        new AskApproval(request.id(), "agent-2-1", "device-2", request.jws().text(), null);
    node.tell(fixture.seal(elsewhere));
    Refusal refusal = fixture.answer(Declined.class).refusal();
    assertThat(refusal.check()).isEqualTo("ask:agent");
    node.tell(
        fixture.seal(new AskApproval(Octets.of(new byte[5]), AGENT, DEVICE, "nothing", null)));
    node.tell(fixture.seal(new AskApproval(request.id(), "A\u001b[2J", DEVICE, "nothing", null)));
    assertThat(probe()).isNotNull();
    assertThat(fixture.nothingSent()).isTrue();
  }

  @Test
  void refusesForTheAgentWhoIsOnHoliday() throws InterruptedException {
    SignedRequest request = Asking.request(1);
    node.tell(
        fixture.seal(
            new AskApproval(
                request.id(),
                "agent-1-2",
                DEVICE,
                request.jws().text(),
                Octets.of(Asking.DOCUMENT))));
    assertThat(fixture.answer(Declined.class).refusal().check()).isEqualTo("agent:policy");
  }

  private static SealedEnvelope changed(SealedEnvelope good, Octets opening, Octets signature) {
    return new SealedEnvelope(
        opening, signature, good.sequence(), good.issued(), good.expires(), good.sealed());
  }

  @Test
  void recordsWhereOtherNodesLogsStandOnceInALifeAndPeriod() throws Exception {
    HeadStatement first = head("device-1", 5);
    HeadStatement forged = new HeadStatement("device-2", 5, first.hash(), first.signature());
    HeadStatement own = tellHeads(List.of(first, forged, head(NODE, 1)));
    // Where the log stood before these statements, or after what they made it record.
    assertThat(own.n()).isBetween(2L, 6L);
    assertThat(own.saidBy(RING.ring().party(NODE).orElseThrow())).isTrue();
    tellHeads(List.of(first));
    tellHeads(List.of(head("device-1", 6)));
    restart();
    assertThat(kinds()).containsExactly("witness", "bad-message");
    assertThat(HeadWitness.statements(fixture.replayed().get(0))).containsExactly(first);

    tellHeads(List.of(head("device-1", 6)));
    tellHeads(List.of(head("device-1", 4)));
    restart();
    assertThat(kinds()).containsExactly("witness", "bad-message", "witness", "fork-seen");
  }

  /** I6: an old copy has forgotten what its agents approved since. */
  @Test
  void anOldCopyOfItsLogEndsWhenItHearsWhatItSignedSince() {
    var watcher = KIT.createTestProbe();
    node.tell(fixture.seal(new AgentProtocol.AgentHeads(List.of(head(NODE, 99)))));
    watcher.expectTerminated(node, Duration.ofSeconds(20));
  }

  private HeadStatement tellHeads(List<HeadStatement> heads) throws InterruptedException {
    node.tell(fixture.seal(new AgentProtocol.AgentHeads(heads)));
    return fixture.answer(AgentProtocol.AgentHeadTold.class).head();
  }

  private static HeadStatement head(String node, long n) {
    IdentitySigner identity = RING.identity(node);
    String hash = Octets.of(new byte[] {(byte) n}).sha256().hex();
    return HeadStatement.sign(
        new NodeIdentity(node, identity.publicKey().serial()),
        new LogHead(n, hash),
        identity::sign);
  }

  private AgentState probe() throws InterruptedException {
    node.tell(fixture.seal(new AgentProbe(7)));
    return fixture.answer(AgentState.class);
  }

  private void restart() throws IOException {
    fixture.stop(node);
    node = fixture.restarted();
  }

  private List<String> kinds() {
    return fixture.replayed().stream().map(LogRecord::kind).toList();
  }
}
