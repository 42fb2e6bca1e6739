package io.countersign.device;

import io.countersign.protocol.evidence.EvidenceException;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.SignedApproval;
import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.wire.Refusal;
import io.countersign.protocol.wire.Refusal.Code;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts the agents of one device who approved one request (I2, M15): distinct, registered at this
 * device, unexpired, unrevoked. Approvals that do not count do no harm; they are named when others
 * are missing.
 */
final class QuorumCheck {
  private final Ring ring;
  private final Ring.Party self;
  private final int approvalsMax;

  QuorumCheck(Ring ring, Ring.Party self, int approvalsMax) {
    this.ring = ring;
    this.self = self;
    this.approvalsMax = approvalsMax;
  }

  /**
   * The approvals that make the quorum, one of each agent, and no more of them: they go into the
   * log.
   *
   * @throws Refusing {@code approvals} if too many came, {@code quorum} if too few count
   */
  List<String> require(
      Ring.KeySet key, SignedRequest request, List<String> approvals, Instant now) {
    if (approvals.size() > approvalsMax) {
      throw new Refusing(
          Code.BAD_REQUEST,
          "approvals",
          approvals.size() + " approvals came, at most " + approvalsMax);
    }
    Map<String, String> byAgent = new LinkedHashMap<>();
    List<String> reasons = new ArrayList<>();
    for (String text : approvals) {
      try {
        SignedApproval approval = SignedApproval.verified(text, request, ring, self, now);
        if (byAgent.putIfAbsent(approval.approval().agent(), text) != null) {
          reasons.add("approval:twice: " + approval.approval().agent() + " counts once");
        }
      } catch (EvidenceException e) {
        reasons.add(String.valueOf(e.getMessage()));
      }
    }
    int need = key.record().quorums().getOrDefault(self.name(), Integer.MAX_VALUE);
    if (byAgent.size() < need) {
      throw new Refusing(missing(byAgent, reasons, need));
    }
    return byAgent.values().stream().limit(need).toList();
  }

  private Refusal missing(Map<String, String> byAgent, List<String> reasons, int need) {
    List<String> others =
        ring.agentsOf(self.name()).stream()
            .filter(agent -> !ring.revokes(agent) && !byAgent.containsKey(agent.name()))
            .map(Ring.Agent::name)
            .toList();
    String detail =
        "people "
            + byAgent.size()
            + " of "
            + need
            + " at "
            + self.name()
            + " (approved: "
            + (byAgent.isEmpty() ? "nobody" : String.join(", ", byAgent.keySet()))
            + "; "
            + (need - byAgent.size())
            + " missing of: "
            + String.join(", ", others)
            + ")"
            + (reasons.isEmpty() ? "" : "; not counted: " + String.join("; ", reasons));
    return Refusal.notAuthorized("quorum", Printable.of(detail), byAgent.size(), need);
  }
}
