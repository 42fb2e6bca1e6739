package io.countersign.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.protocol.evidence.Approval;
import io.countersign.protocol.evidence.Json;
import io.countersign.protocol.evidence.Jws;
import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.evidence.SigningRequest;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.SigningMode;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.DeviceProtocol.Plan;
import io.countersign.protocol.wire.DeviceProtocol.Prepare;
import io.countersign.protocol.wire.DeviceProtocol.Refused;
import io.countersign.protocol.wire.DeviceProtocol.Voted;
import io.countersign.protocol.wire.HeadStatement;
import io.countersign.protocol.wire.HeadWitness;
import io.countersign.protocol.wire.Refusal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No message ends a device, whatever is in it (I8). */
class DeviceCoreTest {
  private final SignedRequest request = Bench.request("any");
  private final Plan plan = Bench.plan(request, SigningMode.PARALLEL, 1, 1, 2, 4);

  @ParameterizedTest
  @ValueSource(strings = {"9223372036854775807", "31556889864403200", "253402300800"})
  void aForgedApprovalOfAnAbsurdTimeDoesNotCount(String time) {
    CoreDevice device = new CoreDevice(1);
    String forged = forged("\"issued\":" + time.replaceFirst(".$", "0"), "\"expires\":" + time);

    Refused refused = device.ask(prepare(forged), Refused.class);

    assertThat(refused.refusal().check()).isEqualTo("quorum");
    assertThat(refused.refusal().detail()).contains("not counted: approval: validity");
    assertThat(device.ask(Bench.prepare(request, plan, 1), Voted.class).device()).isEqualTo(1);
  }

  @Test
  void nothingIsMadeOfAnApprovalsTimesBeforeItsSignatureHolds() {
    long year = 253_402_300_000L;
    CoreDevice device = new CoreDevice(1);
    String forged = forged("\"issued\":" + year, "\"expires\":" + (year + 1));

    Refused refused = device.ask(prepare(forged), Refused.class);

    assertThat(refused.refusal().detail()).contains("approval:signature");
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE, 31_556_889_864_403_200L, 253_402_300_800L})
  void aRequestOfAnAbsurdTimeIsRefused(long notAfter) {
    CoreDevice device = new CoreDevice(1);
    SigningRequest asked = request.request();
    String json =
        new String(request.jws().payload().toByteArray(), StandardCharsets.UTF_8)
            .replace("\"notBefore\":" + asked.notBefore(), "\"notBefore\":" + (notAfter - 60))
            .replace("\"notAfter\":" + asked.notAfter(), "\"notAfter\":" + notAfter);
    var requester = Bench.TEST_RING.identity(TestRing.REQUESTER);
    Jws jws =
        Jws.sign(
            "ES256",
            SigningRequest.TYPE,
            requester.publicKey().serial(),
            json.getBytes(StandardCharsets.UTF_8),
            requester::sign);
    Prepare prepare =
        new Prepare(
            jws.payloadSha256(),
            jws.text(),
            Octets.of(Bench.DOCUMENT),
            plan,
            Bench.hash(request, plan),
            List.of());

    assertThat(device.ask(prepare, Refused.class).refusal().check()).isEqualTo("request");
  }

  @Test
  void anErrorOfACheckRefusesThatMessageOnly() {
    DeviceCore core =
        new DeviceCore(
            Bench.RING,
            Bench.party(1),
            keyId -> {
              throw new DateTimeException("secret " + keyId);
            },
            octets -> octets,
            DeviceLimits.DEFAULT);

    Step step =
        core.step(
            CoreState.EMPTY,
            new Input.Received(
                Bench.COORDINATOR, Bench.prepare(request, plan, 1), Bench.NOW, Optional.empty()));

    Refusal refusal =
        step.effects().stream()
            .filter(effect -> effect instanceof Effect.Send)
            .map(effect -> ((Refused) ((Effect.Send) effect).message()).refusal())
            .findFirst()
            .orElseThrow();
    assertThat(refusal.check()).isEqualTo("message:unexpected");
    assertThat(refusal.code()).isEqualTo(Refusal.Code.BAD_REQUEST);
    assertThat(refusal.detail())
        .contains("device-1", "DateTimeException", "DeviceCoreTest")
        .doesNotContain("secret");
    assertThat(step.effects().get(0))
        .isInstanceOfSatisfying(
            Effect.Append.class,
            append -> assertThat(append.entry().body()).containsEntry("check", refusal.check()));
    assertThat(step.state().ledger()).isSameAs(CoreState.EMPTY.ledger());
  }

  /**
   * What anyone can write: an approval of agent-1-2 with other times and a signature of noughts.
   */
  private String forged(String issued, String expires) {
    Approval honest = Bench.approvalOf("agent-1-2", request, 1);
    String json =
        new String(Json.write(honest), StandardCharsets.UTF_8)
            .replace("\"issued\":" + honest.issued(), issued)
            .replace("\"expires\":" + honest.expires(), expires);
    return Jws.sign(
            "RS256",
            Approval.TYPE,
            Bench.RING.agent("agent-1-2").orElseThrow().serial(),
            json.getBytes(StandardCharsets.UTF_8),
            octets -> new byte[384])
        .text();
  }

  @Test
  void recordsOneHeadOfANodeInAPeriodAndAForkAtOnce() {
    CoreDevice device = new CoreDevice(1);
    HeadStatement first = Bench.head("device-2", 10);
    tell(device, first);
    tell(device, Bench.head("device-2", 11));
    device.now = device.now.plus(DeviceLimits.DEFAULT.witnessEvery());
    tell(device, first);
    tell(device, Bench.head("device-2", 12));
    tell(device, Bench.head("device-2", 3));

    assertThat(device.kinds()).containsExactly("witness", "witness", "fork-seen");
    assertThat(HeadWitness.statements(device.record(0))).containsExactly(first);
    assertThat(RecordReader.read(device.record(0))).isEmpty();
    assertThat(RecordReader.read(device.record(2))).isEmpty();
  }

  @Test
  void notesAHeadThatTheNodeDidNotSign() {
    CoreDevice device = new CoreDevice(1);
    HeadStatement other = Bench.head("device-2", 10);

    tell(device, new HeadStatement("device-3", 10, other.hash(), other.signature()));
    tell(device, new HeadStatement("nobody", 10, other.hash(), other.signature()));
    tell(device, Bench.head(TestRing.REQUESTER, 10));
    tell(device, new HeadStatement("device-1", 10, other.hash(), Octets.EMPTY));

    assertThat(device.kinds()).containsExactly("bad-message", "bad-message", "bad-message");
    assertThat(device.record(0).text("detail"))
        .isEqualTo("coordinator-1 passed on a head of device-3 with a wrong signature");
  }

  private static void tell(CoreDevice device, HeadStatement head) {
    device.ask(new DeviceProtocol.Heads(List.of(head)));
  }

  private Prepare prepare(String approval) {
    return Bench.prepare(request, plan, List.of(Bench.approval("agent-1-1", request, 1), approval));
  }
}
