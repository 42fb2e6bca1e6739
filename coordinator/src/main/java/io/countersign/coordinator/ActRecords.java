package io.countersign.coordinator;

import io.countersign.protocol.log.LogEntry;
import io.countersign.protocol.thresholdrsa.Octets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the log keeps of a request's events (I7): the acts of the coordinator. Approvals and
 * failures that nobody is blamed for are in the journal alone. A request that is signed at once
 * makes three records, in as many batches at most. Pure.
 */
final class ActRecords {
  /** Kind of record: a request is ours. */
  static final String ACCEPTED = "request-accepted";

  /** Kind of record: devices are about to be asked to sign. */
  static final String PLANNED = "attempt-planned";

  /** Kind of record: a device gave a value that the coordinator found wrong. */
  static final String CULPRIT = "culprit-found";

  /** Kind of record: a verified signature is about to be given out. */
  static final String RELEASED = "signature-released";

  /** Kind of record: a request will not be signed. */
  static final String REFUSED = "request-refused";

  /** Kind of record: a request was not signed within its validity. */
  static final String EXPIRED = "request-expired";

  private ActRecords() {}

  /**
   * @param events of one step, none of them stored yet
   * @param after the state after them
   */
  static List<LogEntry> of(List<RequestEvent> events, Stored after) {
    List<LogEntry> entries = new ArrayList<>();
    for (RequestEvent event : events) {
      add(entries, event, after.about(), after);
    }
    return entries;
  }

  private static void add(List<LogEntry> entries, RequestEvent event, Matter matter, Stored after) {
    if (event instanceof RequestEvent.Accepted) {
      entries.add(entry(ACCEPTED, matter, accepted(matter)));
    } else if (event instanceof RequestEvent.AttemptPlanned e) {
      entries.add(entry(PLANNED, matter, planned(e, matter)));
    } else if (event instanceof RequestEvent.AttemptFailed e) {
      e.excluded().stream()
          .filter(RequestEvent.Exclusion::culprit)
          .forEach(x -> entries.add(entry(CULPRIT, matter, culprit(e.attempt(), x, matter))));
    } else if (event instanceof RequestEvent.Signed e) {
      entries.add(entry(RELEASED, matter, released(e, matter, after)));
    } else if (event instanceof RequestEvent.Failed e) {
      entries.add(entry(REFUSED, matter, Map.of("reason", e.reason())));
    } else if (event instanceof RequestEvent.Expired) {
      entries.add(entry(EXPIRED, matter, Map.of("notAfter", matter.request().notAfter())));
    }
  }

  private static LogEntry entry(String kind, Matter matter, Map<String, Object> body) {
    return LogEntry.of(kind, matter.id().hex(), body);
  }

  private static Map<String, Object> accepted(Matter matter) {
    return Map.of(
        "key", matter.key().name(),
        "purpose", matter.request().purpose(),
        "requester", matter.request().requester(),
        "digest", matter.request().digest(),
        "notAfter", matter.request().notAfter());
  }

  private static Map<String, Object> planned(RequestEvent.AttemptPlanned event, Matter matter) {
    return Map.of(
        "attempt", event.attempt(),
        "mode", event.mode(),
        "devices", names(event.order(), matter),
        "header", event.header().hex());
  }

  private static Map<String, Object> culprit(
      int attempt, RequestEvent.Exclusion culprit, Matter matter) {
    return Map.of(
        "attempt", attempt, "device", matter.nameOf(culprit.device()), "check", culprit.check());
  }

  private static Map<String, Object> released(
      RequestEvent.Signed event, Matter matter, Stored after) {
    Map<String, Object> body = new HashMap<>();
    body.put("attempt", event.attempt());
    body.put("signature", sha256(event.signature()));
    after.last().ifPresent(plan -> body.put("devices", names(plan.order(), matter)));
    return body;
  }

  private static String sha256(Octets signature) {
    return signature.sha256().hex();
  }

  private static List<String> names(List<Integer> devices, Matter matter) {
    return devices.stream().map(matter::nameOf).toList();
  }
}
