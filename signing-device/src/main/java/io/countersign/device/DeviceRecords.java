package io.countersign.device;

import io.countersign.device.DeviceRecord.Act;
import io.countersign.device.DeviceRecord.BadMessage;
import io.countersign.device.DeviceRecord.HeadSeen;
import io.countersign.device.DeviceRecord.HopAnswered;
import io.countersign.device.DeviceRecord.HopStarted;
import io.countersign.device.DeviceRecord.Omitted;
import io.countersign.device.DeviceRecord.Proved;
import io.countersign.device.DeviceRecord.Refused;
import io.countersign.device.DeviceRecord.Released;
import io.countersign.device.DeviceRecord.Started;
import io.countersign.device.DeviceRecord.Voted;
import io.countersign.protocol.log.LogEntry;
import io.countersign.protocol.wire.DeviceProtocol.LockedOut;
import io.countersign.protocol.wire.RecordTaker;
import io.countersign.protocol.wire.Refusal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A device's records as entries of its log. The acts:
 *
 * <pre>
 *   vote        attempt header device signature  mode key epoch row signers  signed approvals[] [ringRecord]
 *   release     attempt header votes[]
 *   hop-start   attempt header position earlier votes[]
 *   hop-answer  attempt device y proof signature
 *   proof       attempt proof
 * </pre>
 *
 * and the notices {@code device-started}, {@code refused}, {@code bad-message}, {@code
 * notices-omitted}, {@code sender-locked-out}, {@code node-record-taken}, {@code witness}, {@code
 * fork-seen}. Octets are lower-case hex, votes {@code DEVICE:HEX}, signers numbers, {@code signed}
 * and {@code approvals} compact JWS. {@link RecordReader} reads the acts back.
 */
final class DeviceRecords {
  static final String VOTE = "vote";
  static final String RELEASE = "release";
  static final String HOP_START = "hop-start";
  static final String HOP_ANSWER = "hop-answer";
  static final String PROOF = "proof";
  static final String STARTED = "device-started";
  static final String REFUSED = "refused";
  static final String BAD_MESSAGE = "bad-message";
  static final String LOCKED_OUT = "sender-locked-out";
  static final String OMITTED = "notices-omitted";

  private static final int REQUEST_OCTETS = 32;

  private DeviceRecords() {}

  /** The entry of a record. */
  static LogEntry entry(DeviceRecord record) {
    if (record instanceof Act act) {
      return actEntry(act);
    }
    if (record instanceof Refused refused) {
      return refused(refused);
    }
    if (record instanceof BadMessage bad) {
      return LogEntry.of(
          BAD_MESSAGE, Map.of("check", bad.check(), "detail", Printable.of(bad.detail())));
    }
    if (record instanceof HeadSeen seen) {
      return seen.finding().entry();
    }
    if (record instanceof DeviceRecord.SenderLockedOut locked) {
      LockedOut out = locked.lockOut();
      return LogEntry.of(
          LOCKED_OUT,
          Map.of("sender", out.sender(), "times", out.times(), "millis", out.leftMillis()));
    }
    if (record instanceof DeviceRecord.RecordTaken taken) {
      return RecordTaker.entry(taken.sequence(), taken.hash());
    }
    if (record instanceof Omitted omitted) {
      return LogEntry.of(OMITTED, new HashMap<>(Map.of("counts", counts(omitted))));
    }
    Started started = (Started) record;
    return LogEntry.of(
        STARTED,
        Map.of(
            "engine", started.engine(),
            "eraseGuarantee", started.eraseGuarantee(),
            "keys", started.keys(),
            "problems", started.problems(),
            "ring", started.ring().hex()));
  }

  private static LogEntry actEntry(Act act) {
    Map<String, Object> body = new HashMap<>();
    body.put("attempt", act.attempt());
    String kind;
    if (act instanceof Voted voted) {
      kind = VOTE;
      vote(voted, body);
    } else if (act instanceof Released released) {
      kind = RELEASE;
      body.put("header", released.header().toString());
      body.put("votes", votes(released.votes()));
    } else if (act instanceof HopStarted started) {
      kind = HOP_START;
      body.put("header", started.header().toString());
      body.put("position", started.position());
      body.put("earlier", started.earlier().hex());
      body.put("votes", votes(started.votes()));
    } else if (act instanceof HopAnswered answered) {
      kind = HOP_ANSWER;
      body.put("device", answered.hop().device());
      body.put("y", answered.hop().y().hex());
      body.put("proof", answered.hop().proof().hex());
      body.put("signature", answered.hop().signature().hex());
    } else {
      kind = PROOF;
      body.put("proof", ((Proved) act).proof().hex());
    }
    return LogEntry.of(kind, act.request().hex(), body);
  }

  private static void vote(Voted voted, Map<String, Object> body) {
    body.put("header", voted.header().toString());
    body.put("device", voted.index());
    body.put("signature", voted.signature().hex());
    body.put("mode", voted.plan().mode());
    body.put("key", voted.plan().keyId().hex());
    body.put("epoch", voted.plan().epoch());
    body.put("row", voted.plan().row());
    body.put("signers", voted.plan().signers().stream().map(String::valueOf).toList());
    if (voted.ringRecord() > 0) {
      body.put("ringRecord", voted.ringRecord());
    }
    body.put("signed", voted.signed().jws().text());
    body.put("approvals", voted.approvals());
  }

  private static List<String> votes(List<io.countersign.protocol.wire.DeviceProtocol.Vote> votes) {
    return votes.stream().map(vote -> vote.device() + ":" + vote.signature().hex()).toList();
  }

  private static LogEntry refused(Refused refused) {
    Refusal refusal = refused.refusal();
    Map<String, Object> body =
        Map.of(
            "attempt", refused.attempt(),
            "from", refused.from(),
            "type", refused.type(),
            "code", refusal.code().name(),
            "check", refusal.check(),
            "detail", Printable.of(refusal.detail()));
    return refused.request().length() == REQUEST_OCTETS
        ? LogEntry.of(REFUSED, refused.request().hex(), body)
        : LogEntry.of(REFUSED, body);
  }

  private static List<String> counts(Omitted omitted) {
    return omitted.counts().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .toList();
  }
}
