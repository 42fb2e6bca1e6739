package io.countersign.agent;

import io.countersign.protocol.evidence.EvidenceException;
import io.countersign.protocol.wire.AgentProtocol.AskApproval;
import io.countersign.protocol.wire.AgentProtocol.Declined;
import io.countersign.protocol.wire.Refusal;
import io.countersign.protocol.wire.Refusal.Code;
import java.util.Map;
import java.util.Set;

/** What a failed check means to who asked. */
final class Refusals {
  private static final Map<String, Code> CODES =
      Map.of(
          "request:expired", Code.EXPIRED,
          "request:not-yet", Code.EXPIRED,
          "request:digest-only", Code.NOT_AUTHORIZED,
          "content:kind", Code.NOT_AUTHORIZED,
          "agent:revoked", Code.NOT_AUTHORIZED,
          "agent:expired", Code.NOT_AUTHORIZED,
          "agent:policy", Code.NOT_AUTHORIZED);

  /** Asking again later may help: a request begins, an agent comes back from his holiday. */
  private static final Set<String> PASSING = Set.of("request:not-yet", "agent:policy");

  private Refusals() {}

  static Declined of(AskApproval ask, EvidenceException failed) {
    Code code = CODES.getOrDefault(failed.check(), Code.BAD_REQUEST);
    String detail = String.valueOf(failed.getMessage());
    return declined(
        ask, !PASSING.contains(failed.check()), Refusal.of(code, failed.check(), detail));
  }

  /**
   * What an error of this program while it checked a question is to who asked. Of the error only
   * its type and place are said; asking again may help once the program is mended.
   */
  static Declined unexpected(AskApproval ask, String agent, RuntimeException error) {
    StackTraceElement[] frames = error.getStackTrace();
    String detail =
        "the node of "
            + agent
            + " could not finish checking the question: "
            + error.getClass().getSimpleName()
            + (frames.length == 0 ? "" : " in " + frames[0])
            + "; its operator should report this line";
    return declined(ask, false, Refusal.of(Code.BAD_REQUEST, "message:unexpected", detail));
  }

  static Declined declined(AskApproval ask, boolean lasting, Refusal refusal) {
    return new Declined(ask.request(), ask.agent(), ask.device(), lasting, refusal);
  }
}
