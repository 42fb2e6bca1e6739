package io.countersign.coordinator;

import io.countersign.protocol.evidence.Approval;
import io.countersign.protocol.evidence.Json;
import io.countersign.protocol.evidence.Jws;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.SignedApproval;
import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.thresholdrsa.Octets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the journal knows of a request: the fold over its events, the same after every restart.
 * Immutable.
 *
 * @param matter what it is about; empty before it is accepted, without its document after the end
 * @param accepted seconds since 1970
 * @param approvals device to agent to approval, of devices that had their quorum
 * @param declined agent to reason, of those who will not change their mind
 * @param attempts number of the last attempt planned; 0 before the first
 * @param last the last attempt planned
 * @param running whether the last attempt is still running
 * @param excluded device index to why this request does without it
 * @param ending the event that ended it
 */
record Stored(
    Optional<Matter> matter,
    long accepted,
    Map<String, Map<String, SignedApproval>> approvals,
    Map<String, String> declined,
    int attempts,
    Optional<RequestEvent.AttemptPlanned> last,
    boolean running,
    Map<Integer, RequestEvent.Exclusion> excluded,
    Optional<RequestEvent> ending) {

  static final Stored EMPTY =
      new Stored(
          Optional.empty(),
          0,
          Map.of(),
          Map.of(),
          0,
          Optional.empty(),
          false,
          Map.of(),
          Optional.empty());

  Stored {
    approvals = Map.copyOf(approvals);
    declined = Map.copyOf(declined);
    excluded = Map.copyOf(excluded);
  }

  boolean isEmpty() {
    return matter.isEmpty();
  }

  boolean isEnded() {
    return ending.isPresent();
  }

  boolean isOpen() {
    return matter.isPresent() && ending.isEmpty();
  }

  /** Of a request that was accepted. */
  Matter about() {
    return matter.orElseThrow();
  }

  /** The state after one more event. */
  Stored apply(RequestEvent event, Ring ring) {
    if (event instanceof RequestEvent.Accepted e) {
      SignedRequest request = SignedRequest.verified(e.signedRequest(), ring);
      Matter about = Matter.of(request, Optional.ofNullable(e.content()), ring);
      return new Stored(
          Optional.of(about),
          e.at(),
          approvals,
          declined,
          attempts,
          last,
          running,
          excluded,
          ending);
    }
    if (event instanceof RequestEvent.ApprovalsGathered e) {
      return with(gathered(e), declined, excluded);
    }
    if (event instanceof RequestEvent.AgentDeclined e) {
      return with(approvals, With.entry(declined, e.agent(), e.reason()), excluded);
    }
    if (event instanceof RequestEvent.AttemptPlanned e) {
      return new Stored(
          matter,
          accepted,
          approvals,
          declined,
          e.attempt(),
          Optional.of(e),
          true,
          excluded,
          ending);
    }
    if (event instanceof RequestEvent.AttemptFailed e) {
      Map<Integer, RequestEvent.Exclusion> all = excluded;
      for (RequestEvent.Exclusion exclusion : e.excluded()) {
        all = With.entry(all, exclusion.device(), exclusion);
      }
      return new Stored(matter, accepted, approvals, declined, attempts, last, false, all, ending);
    }
    return new Stored(
        matter.map(Matter::withoutContent),
        accepted,
        approvals,
        declined,
        attempts,
        last,
        false,
        excluded,
        Optional.of(event));
  }

  /** The signature's octets, if it is signed. */
  Optional<Octets> signature() {
    return ending
        .filter(RequestEvent.Signed.class::isInstance)
        .map(e -> ((RequestEvent.Signed) e).signature());
  }

  private Map<String, Map<String, SignedApproval>> gathered(RequestEvent.ApprovalsGathered event) {
    Map<String, SignedApproval> ofDevice = new TreeMap<>();
    for (String text : event.approvals()) {
      Jws jws = Jws.parse(text, Approval.TYPE, SignedApproval.MAX_CHARS);
      Approval approval = Json.read("approval", jws.payload().toByteArray(), Approval.class);
      ofDevice.put(approval.agent(), new SignedApproval(jws, approval));
    }
    return With.entry(approvals, event.device(), Map.copyOf(ofDevice));
  }

  private Stored with(
      Map<String, Map<String, SignedApproval>> newApprovals,
      Map<String, String> newDeclined,
      Map<Integer, RequestEvent.Exclusion> newExcluded) {
    return new Stored(
        matter, accepted, newApprovals, newDeclined, attempts, last, running, newExcluded, ending);
  }

  /** Names of the devices of the last attempt. */
  List<String> signerNames() {
    return last.map(plan -> plan.signers().stream().map(about()::nameOf).toList())
        .orElse(List.of());
  }
}
