package io.countersign.protocol.wire;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.countersign.protocol.thresholdrsa.Octets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Between a coordinator and the node that hosts agents' cards (M6, M15, M16). Asking twice gets the
 * same answer.
 */
public sealed interface AgentProtocol extends WireMessage {

  /**
   * Asks one agent to approve one request at one device.
   *
   * @param agent name of the agent
   * @param device name of the device he is registered at
   * @param signedRequest the requester's JWS
   * @param content the document, where the request's form is {@code content}
   */
  record AskApproval(
      Octets request,
      String agent,
      String device,
      String signedRequest,
      @JsonSetter(nulls = Nulls.SET) @Nullable Octets content)
      implements AgentProtocol {}

  /**
   * @param approval the card's JWS
   */
  record Approved(Octets request, String agent, String device, String approval)
      implements AgentProtocol {}

  /**
   * A no, or a question that the agent's node cannot put to him.
   *
   * @param lasting true when he will not change his mind; false when asking again may help
   */
  record Declined(Octets request, String agent, String device, boolean lasting, Refusal refusal)
      implements AgentProtocol {}

  /**
   * Tells the node where other nodes' logs stand, and asks where its own does.
   *
   * @param heads what other nodes last said of their logs, up to {@link HeadStatement#MOST}
   */
  record AgentHeads(List<HeadStatement> heads) implements AgentProtocol {
    public AgentHeads {
      heads = heads.stream().limit(HeadStatement.MOST).toList();
    }
  }

  /** A recent head of the node's log, for others to record. */
  record AgentHeadTold(HeadStatement head) implements AgentProtocol {}

  /**
   * Tells the node the ring's next record; it believes the swa key's signature and not who says it.
   *
   * @param record compact JWS
   */
  record AgentNextRecord(String record) implements AgentProtocol {}

  /** Asks how the node is. */
  record AgentProbe(long id) implements AgentProtocol {}

  /**
   * @param agents {@code name policy} of each card that is unlocked
   */
  record AgentState(long id, String node, List<String> agents, long ring, long residentBytes)
      implements AgentProtocol {
    /** Longest text, in characters; longer ones are cut. */
    public static final int MAX_TEXT = 128;

    /** Most agents; more are left out. */
    public static final int MAX_AGENTS = 256;

    public AgentState {
      node = Refusal.shown(node, MAX_TEXT);
      agents =
          agents.stream().limit(MAX_AGENTS).map(agent -> Refusal.shown(agent, MAX_TEXT)).toList();
    }
  }
}
