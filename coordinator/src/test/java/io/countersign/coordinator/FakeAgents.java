package io.countersign.coordinator;

import io.countersign.protocol.evidence.Approval;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.SignedApproval;
import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.evidence.SigningRequest;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.wire.AgentProtocol;
import io.countersign.protocol.wire.HeadStatement;
import io.countersign.protocol.wire.Refusal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An agents' node whose agents say yes, unless told otherwise. */
final class FakeAgents {
  private final TestRing ring;
  private final String node;
  private final Map<String, Boolean> declining = new HashMap<>();
  private volatile boolean silent;

  FakeAgents(TestRing ring, String node) {
    this.ring = ring;
    this.node = node;
  }

  String node() {
    return node;
  }

  void decline(String agent, boolean lasting) {
    declining.put(agent, lasting);
  }

  void silenceAll(boolean value) {
    silent = value;
  }

  AgentProtocol.AgentState state(long id) {
    return new AgentProtocol.AgentState(
        id,
        node,
        ring.ring().agentsAt(node).stream().map(a -> a.name() + " auto").toList(),
        ring.ring().sequence(),
        1);
  }

  List<AgentProtocol> answer(AgentProtocol message) {
    if (message instanceof AgentProtocol.AgentProbe probe) {
      return List.of(state(probe.id()));
    }
    if (message instanceof AgentProtocol.AgentHeads) {
      return List.of(new AgentProtocol.AgentHeadTold(HeadStatement.NONE));
    }
    AgentProtocol.AskApproval ask = (AgentProtocol.AskApproval) message;
    if (silent) {
      return List.of();
    }
    Boolean lasting = declining.get(ask.agent());
    if (lasting != null) {
      return List.of(
          new AgentProtocol.Declined(
              ask.request(),
              ask.agent(),
              ask.device(),
              lasting,
              Refusal.of(Refusal.Code.NOT_AUTHORIZED, "agent:refused", "says no")));
    }
    return List.of(approval(ask));
  }

  AgentProtocol.Approved approval(AgentProtocol.AskApproval ask) {
    SigningRequest request = SignedRequest.verified(ask.signedRequest(), ring.ring()).request();
    Ring.Agent agent = ring.ring().agent(ask.agent()).orElseThrow();
    Approval approval =
        new Approval(
            Approval.VERSION,
            ask.request().hex(),
            ask.device(),
            ring.ring().party(ask.device()).orElseThrow().serial(),
            request.digest(),
            request.key(),
            request.purpose(),
            ask.agent(),
            request.notBefore(),
            request.notAfter());
    return new AgentProtocol.Approved(
        ask.request(),
        ask.agent(),
        ask.device(),
        SignedApproval.sign(approval, agent.serial(), ring.cardSigner(ask.agent())).jws().text());
  }
}
