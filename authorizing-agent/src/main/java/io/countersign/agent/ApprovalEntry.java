package io.countersign.agent;

import io.countersign.protocol.evidence.Approval;
import io.countersign.protocol.log.LogEntry;
import io.countersign.protocol.log.LogRecord;
import io.countersign.protocol.thresholdrsa.Octets;
import java.util.Map;
import java.util.Optional;

/** An approval as it stands in the node's log: kind {@code approval}. */
record ApprovalEntry(Octets request, String agent, Kept kept) {
  private static final String KIND = "approval";

  static LogEntry of(Approval approval, String jws) {
    return LogEntry.of(
        KIND,
        approval.request(),
        Map.of(
            "agent", approval.agent(),
            "device", approval.device(),
            "key", approval.key(),
            "digest", approval.digest(),
            "expires", approval.expires(),
            "approval", jws));
  }

  /** Empty for records of another kind. */
  static Optional<ApprovalEntry> read(LogRecord entry) {
    if (!entry.kind().equals(KIND)) {
      return Optional.empty();
    }
    return entry
        .request()
        .map(
            request ->
                new ApprovalEntry(
                    Octets.ofHex(request),
                    entry.text("agent"),
                    new Kept(entry.text("approval"), entry.number("expires"))));
  }
}
