package io.countersign.device;

import io.countersign.device.DeviceRecord.Act;
import io.countersign.device.DeviceRecord.BadMessage;
import io.countersign.device.DeviceRecord.HeadSeen;
import io.countersign.device.DeviceRecord.HopStarted;
import io.countersign.device.DeviceRecord.Omitted;
import io.countersign.device.DeviceRecord.Refused;
import io.countersign.device.DeviceRecord.Started;
import io.countersign.device.DeviceRecord.Voted;
import io.countersign.protocol.wire.DeviceProtocol.LockedOut;
import java.util.Locale;

/** The line that an operator reads of a record. */
final class NoteText {
  private NoteText() {}

  static Effect.Note of(DeviceRecord record) {
    if (record instanceof Act act) {
      return new Effect.Note(
          false, "request " + act.request() + " attempt " + act.attempt() + ": " + what(act));
    }
    if (record instanceof Refused refused) {
      return new Effect.Note(true, refused(refused));
    }
    if (record instanceof BadMessage bad) {
      return new Effect.Note(true, "a message was dropped: " + Printable.of(bad.detail()));
    }
    if (record instanceof HeadSeen seen) {
      return new Effect.Note(seen.finding().alarm(), seen.finding().text());
    }
    if (record instanceof DeviceRecord.SenderLockedOut locked) {
      LockedOut out = locked.lockOut();
      return new Effect.Note(
          true,
          "ALARM: %s is locked out for %d s, for the %d. time: what it sends fails again and again"
              .formatted(out.sender(), out.leftMillis() / 1000, out.times()));
    }
    if (record instanceof DeviceRecord.RecordTaken taken) {
      return new Effect.Note(
          false, "record " + taken.sequence() + " of the ring comes into force: " + taken.hash());
    }
    if (record instanceof Omitted omitted) {
      return new Effect.Note(true, "more refusals and dropped messages: " + omitted.counts());
    }
    Started started = (Started) record;
    return new Effect.Note(
        false,
        "shares of "
            + started.keys()
            + " in engine "
            + started.engine()
            + (started.eraseGuarantee() ? "" : ", no erase guarantee"));
  }

  private static String what(Act act) {
    if (act instanceof Voted voted) {
      return "voted, " + voted.plan().mode() + ", signers " + voted.plan().signers();
    }
    if (act instanceof DeviceRecord.Released) {
      return "releases its partial signature";
    }
    if (act instanceof HopStarted started) {
      return "begins hop " + started.position();
    }
    return act instanceof DeviceRecord.HopAnswered ? "releases its hop" : "releases its proof";
  }

  private static String refused(Refused refused) {
    return "request "
        + refused.request()
        + " attempt "
        + refused.attempt()
        + ": refuses "
        + refused.type().toLowerCase(Locale.ROOT)
        + " of "
        + refused.from()
        + ": "
        + refused.refusal().check()
        + ": "
        + refused.refusal().detail();
  }
}
