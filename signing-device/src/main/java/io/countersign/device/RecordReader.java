package io.countersign.device;

import io.countersign.device.DeviceRecord.Act;
import io.countersign.device.DeviceRecord.HopAnswered;
import io.countersign.device.DeviceRecord.HopStarted;
import io.countersign.device.DeviceRecord.Proved;
import io.countersign.device.DeviceRecord.Released;
import io.countersign.device.DeviceRecord.Voted;
import io.countersign.protocol.evidence.EvidenceException;
import io.countersign.protocol.evidence.Json;
import io.countersign.protocol.evidence.Jws;
import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.evidence.SigningRequest;
import io.countersign.protocol.log.LogRecord;
import io.countersign.protocol.thresholdrsa.HeaderHash;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.DeviceProtocol.Hop;
import io.countersign.protocol.wire.DeviceProtocol.Plan;
import io.countersign.protocol.wire.DeviceProtocol.Vote;
import io.countersign.protocol.wire.HeadWitness;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads acts back from the log. Signatures of others are not verified again: the log is the
 * device's own, sealed by its key, and what stands in it was verified before it was written.
 */
final class RecordReader {
  private static final Set<String> NOTICES =
      Set.of(
          DeviceRecords.STARTED,
          DeviceRecords.REFUSED,
          DeviceRecords.BAD_MESSAGE,
          DeviceRecords.OMITTED,
          DeviceRecords.LOCKED_OUT,
          ThreatRule.KIND,
          HeadWitness.WITNESS,
          HeadWitness.FORK_SEEN);

  /** Kinds that the node around the device writes begin with this and are not the device's. */
  private static final String NODE_PREFIX = "node-";

  private RecordReader() {}

  /**
   * The act of a log record, or empty for a notice.
   *
   * @throws IllegalStateException if the record cannot be read by this program: a device that does
   *     not know what it did must not act
   */
  static Optional<Act> read(LogRecord record) {
    if (NOTICES.contains(record.kind()) || record.kind().startsWith(NODE_PREFIX)) {
      return Optional.empty();
    }
    try {
      return Optional.of(act(record));
    } catch (IllegalArgumentException | EvidenceException e) {
      throw new IllegalStateException(
          "record "
              + record.n()
              + " of the device's log ("
              + Printable.of(record.kind())
              + ") cannot be read by this program: "
              + e.getMessage()
              + ". Run the version that wrote it, or a later one",
          e);
    }
  }

  private static Act act(LogRecord record) {
    Octets request = Octets.ofHex(record.request().orElse(""));
    int attempt = number(record, "attempt");
    return switch (record.kind()) {
      case DeviceRecords.VOTE -> vote(record, request, attempt);
      case DeviceRecords.RELEASE ->
          new Released(request, attempt, header(record), votes(record.texts("votes")));
      case DeviceRecords.HOP_START ->
          new HopStarted(
              request,
              attempt,
              header(record),
              number(record, "position"),
              octets(record, "earlier"),
              votes(record.texts("votes")));
      case DeviceRecords.HOP_ANSWER ->
          new HopAnswered(
              request,
              attempt,
              new Hop(
                  number(record, "device"),
                  octets(record, "y"),
                  octets(record, "proof"),
                  octets(record, "signature")));
      case DeviceRecords.PROOF -> new Proved(request, attempt, octets(record, "proof"));
      default -> throw new IllegalArgumentException("unknown kind");
    };
  }

  private static Voted vote(LogRecord record, Octets request, int attempt) {
    Jws jws = Jws.parse(record.text("signed"), SigningRequest.TYPE, SignedRequest.MAX_CHARS);
    if (!jws.payloadSha256().equals(request)) {
      throw new IllegalArgumentException("its request has id " + jws.payloadSha256());
    }
    SigningRequest parsed = Json.read("request", jws.payload().toByteArray(), SigningRequest.class);
    Plan plan =
        new Plan(
            attempt,
            record.text("mode"),
            octets(record, "key"),
            number(record, "epoch"),
            number(record, "row"),
            record.texts("signers").stream().map(Integer::valueOf).toList());
    return new Voted(
        new SignedRequest(jws, parsed, request),
        record.texts("approvals"),
        plan,
        header(record),
        number(record, "device"),
        octets(record, "signature"),
        record.has("ringRecord") ? record.number("ringRecord") : 0,
        record.at());
  }

  private static HeaderHash header(LogRecord record) {
    return new HeaderHash(octets(record, "header"));
  }

  private static Octets octets(LogRecord record, String field) {
    return Octets.ofHex(record.text(field));
  }

  private static int number(LogRecord record, String field) {
    long number = record.number(field);
    if (number != (int) number) {
      throw new IllegalArgumentException(field + " is " + number);
    }
    return (int) number;
  }

  private static List<Vote> votes(List<String> texts) {
    return texts.stream().map(RecordReader::vote).toList();
  }

  private static Vote vote(String text) {
    int colon = text.indexOf(':');
    return new Vote(
        Integer.parseInt(text, 0, Math.max(colon, 0), 10), Octets.ofHex(text.substring(colon + 1)));
  }
}
