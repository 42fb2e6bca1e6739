package io.countersign.coordinator;

import io.countersign.protocol.evidence.KeyRecord;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.SigningRequest;
import io.countersign.protocol.thresholdrsa.PerfectHashFamily;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Makes a request's view from its state. Pure. */
final class RequestViews {
  private final Ring ring;

  RequestViews(Ring ring) {
    this.ring = ring;
  }

  /** The view of a request that was accepted, in its situation. */
  RequestView of(Stored stored, Progress progress, Situation situation) {
    Matter matter = stored.about();
    SigningRequest request = matter.request();
    Planner planner = situation.planner();
    String state = state(stored, progress, planner, matter);
    boolean waits = state.equals(RequestView.COLLECTING) || state.equals(RequestView.WAITING);
    return new RequestView(
        matter.id().hex(),
        request.name(),
        request.key(),
        request.alg(),
        matter.mode().label(),
        request.digest(),
        request.size(),
        request.requester(),
        state,
        planner.people(approved(stored, situation), declined(stored, progress)),
        planner.devices(),
        waits ? planner.missing() : "",
        stored.isOpen() ? planner.canSucceed() : state.equals(RequestView.SIGNED),
        stored.attempts(),
        stored.running() || state.equals(RequestView.SIGNED) ? stored.signerNames() : List.of(),
        culprits(stored, matter),
        reason(stored),
        stored.accepted(),
        request.notAfter(),
        ended(stored));
  }

  private static String state(Stored stored, Progress progress, Planner planner, Matter matter) {
    if (stored.ending().isPresent()) {
      RequestEvent ending = stored.ending().get();
      if (ending instanceof RequestEvent.Signed) {
        return RequestView.SIGNED;
      }
      return ending instanceof RequestEvent.Expired ? RequestView.EXPIRED : RequestView.REFUSED;
    }
    PerfectHashFamily family = matter.record().phf();
    if (!(progress.phase() instanceof Phase.Idle)
        || stored.running()
        || planner.choose(family, 0).isPresent()) {
      return RequestView.SIGNING;
    }
    return planner.peopleComplete() ? RequestView.WAITING : RequestView.COLLECTING;
  }

  private static List<String> approved(Stored stored, Situation situation) {
    List<String> names = new ArrayList<>();
    for (KeyRecord.Device device : stored.about().key().record().devices()) {
      names.addAll(situation.approvals(device.name()).keySet());
    }
    return names;
  }

  private List<RequestView.DeclinedView> declined(Stored stored, Progress progress) {
    List<RequestView.DeclinedView> all = new ArrayList<>();
    stored.declined().forEach((agent, reason) -> all.add(declined(agent, true, reason)));
    progress
        .asks()
        .forEach(
            (agent, ask) ->
                ask.declined()
                    .filter(reason -> !stored.declined().containsKey(agent))
                    .ifPresent(reason -> all.add(declined(agent, false, reason))));
    all.sort(Comparator.comparing(RequestView.DeclinedView::agent));
    return all;
  }

  private RequestView.DeclinedView declined(String agent, boolean lasting, String reason) {
    String device = ring.agent(agent).map(Ring.Agent::device).orElse("");
    return new RequestView.DeclinedView(agent, device, lasting, reason);
  }

  private static List<RequestView.CulpritView> culprits(Stored stored, Matter matter) {
    return stored.excluded().values().stream()
        .filter(RequestEvent.Exclusion::culprit)
        .sorted(Comparator.comparingInt(RequestEvent.Exclusion::device))
        .map(e -> new RequestView.CulpritView(matter.nameOf(e.device()), e.check()))
        .toList();
  }

  private static String reason(Stored stored) {
    if (stored.ending().isEmpty()) {
      return "";
    }
    RequestEvent ending = stored.ending().get();
    if (ending instanceof RequestEvent.Failed failed) {
      return failed.reason();
    }
    return ending instanceof RequestEvent.Expired
        ? "its validity ended before it was signed; submit a new request"
        : "";
  }

  private static long ended(Stored stored) {
    if (stored.ending().isEmpty()) {
      return 0;
    }
    RequestEvent ending = stored.ending().get();
    if (ending instanceof RequestEvent.Signed signed) {
      return signed.at();
    }
    if (ending instanceof RequestEvent.Failed failed) {
      return failed.at();
    }
    return ending instanceof RequestEvent.Expired expired ? expired.at() : 0;
  }
}
