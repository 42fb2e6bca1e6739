package io.countersign.device;

import static io.countersign.device.Refusals.assertRefuses;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.protocol.evidence.Approval;
import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.thresholdrsa.SigningMode;
import io.countersign.protocol.wire.DeviceProtocol.Plan;
import io.countersign.protocol.wire.DeviceProtocol.Prepare;
import io.countersign.protocol.wire.DeviceProtocol.Voted;
import io.countersign.protocol.wire.Refusal;
import io.countersign.protocol.wire.Refusal.Code;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two of the three agents of device-1 have to approve (I2). */
class QuorumTest {
  private final CoreDevice device = new CoreDevice(1);
  private final SignedRequest request = Bench.request("any");
  private final Plan plan = Bench.plan(request, SigningMode.PARALLEL, 1, 1, 2, 4);
  private final String first = Bench.approval("agent-1-1", request, 1);
  private final String second = Bench.approval("agent-1-2", request, 1);

  @Test
  void namesWhoApprovedAndWhoIsMissing() {
    Refusal refusal = refuses(first);

    assertThat(refusal.have()).isEqualTo(1);
    assertThat(refusal.need()).isEqualTo(2);
    assertThat(refusal.detail())
        .contains("people 1 of 2 at device-1", "approved: agent-1-1", "agent-1-2, agent-1-3");
  }

  @Test
  void refusesWithoutAnyApproval() {
    assertThat(refuses().detail()).contains("people 0 of 2", "approved: nobody");
  }

  @Test
  void countsOneApprovalThatCameTwiceOnce() {
    assertThat(refuses(first, first).detail()).contains("approval:twice");
  }

  @Test
  void countsTwoApprovalsOfOneAgentOnce() {
    Approval a = Bench.approvalOf("agent-1-1", request, 1);
    Approval later =
        new Approval(
            a.v(),
            a.request(),
            a.device(),
            a.deviceSerial(),
            a.digest(),
            a.key(),
            a.purpose(),
            a.agent(),
            a.issued() + 1,
            a.expires());

    refuses(first, Bench.signed("agent-1-1", "agent-1-1", later));
  }

  @Test
  void refusesAnApprovalOfAnotherDevicesAgentForThisDevice() {
    assertThat(refuses(first, Bench.approval("agent-2-1", request, 1)).detail())
        .contains("approval:agent");
  }

  @Test
  void refusesAnApprovalForAnotherDevice() {
    assertThat(refuses(first, Bench.approval("agent-2-1", request, 2)).detail())
        .contains("approval:device");
  }

  @Test
  void refusesAnApprovalOfAnotherRequest() {
    SignedRequest other = Bench.request("any");

    assertThat(refuses(first, Bench.approval("agent-1-2", other, 1)).detail())
        .contains("approval:request");
  }

  @Test
  void refusesAnInventedApproval() {
    Approval approval = Bench.approvalOf("agent-1-2", request, 1);

    assertThat(refuses(first, Bench.signed("agent-1-1", "agent-1-2", approval)).detail())
        .contains("approval:signature");
  }

  @Test
  void refusesAnApprovalThatIsOver() {
    Approval a = Bench.approvalOf("agent-1-2", request, 1);
    Approval brief =
        new Approval(
            a.v(),
            a.request(),
            a.device(),
            a.deviceSerial(),
            a.digest(),
            a.key(),
            a.purpose(),
            a.agent(),
            a.issued() - 60,
            a.issued() - 1);

    assertThat(refuses(first, Bench.signed("agent-1-2", "agent-1-2", brief)).detail())
        .contains("approval:expired");
  }

  @Test
  void takesAQuorumAlthoughOtherApprovalsDoNotCount() {
    String foreign = Bench.approval("agent-2-1", request, 2);

    assertThat(device.ask(prepare(foreign, "nonsense", second, first), Voted.class).device())
        .isEqualTo(1);
    assertThat(device.record(0).texts("approvals")).containsExactly(second, first);
  }

  @Test
  void logsTheApprovalsThatMakeTheQuorumAndNoMore() {
    String third = Bench.approval("agent-1-3", request, 1);

    device.ask(prepare(third, first, second), Voted.class);

    assertThat(device.record(0).texts("approvals")).containsExactly(third, first);
  }

  @Test
  void refusesMoreApprovalsThanItReads() {
    List<String> many = Collections.nCopies(33, first);

    assertRefuses(device, Bench.prepare(request, plan, many), Code.BAD_REQUEST, "approvals");
  }

  private Refusal refuses(String... approvals) {
    return assertRefuses(device, prepare(approvals), Code.NOT_AUTHORIZED, "quorum");
  }

  private Prepare prepare(String... approvals) {
    return Bench.prepare(request, plan, List.of(approvals));
  }
}
