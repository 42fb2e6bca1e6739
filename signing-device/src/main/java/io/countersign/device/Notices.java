package io.countersign.device;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Keeps refusals from filling the disk (I8). What anybody can send without a listed sender's key
 * has a budget of its own, so that junk does not crowd out the records of what listed senders
 * tried. Immutable.
 *
 * @param strangers for what no listed sender is known to have sent
 * @param senders for what a listed sender sent under his own key
 */
record Notices(NoticeBudget strangers, NoticeBudget senders) {
  static final Notices NONE = new Notices(NoticeBudget.NONE, NoticeBudget.NONE);

  /** The notices after one more, and what to write now. */
  record Noted(Notices notices, List<DeviceRecord> records) {}

  /**
   * Takes a notice.
   *
   * @param check what it is counted under
   */
  Noted note(DeviceRecord notice, String check, Instant now, DeviceLimits limits) {
    if (isAnybodys(notice)) {
      NoticeBudget.Spent spent = strangers.note(notice, check, now, limits);
      return new Noted(new Notices(spent.budget(), senders), spent.records());
    }
    NoticeBudget.Spent spent = senders.note(notice, check, now, limits);
    return new Noted(new Notices(strangers, spent.budget()), spent.records());
  }

  /** Begins a new minute if the last is over; writes what it omitted. */
  Noted turn(Instant now) {
    NoticeBudget.Spent anybodys = strangers.turn(now);
    NoticeBudget.Spent theirs = senders.turn(now);
    return new Noted(
        new Notices(anybodys.budget(), theirs.budget()),
        Stream.concat(anybodys.records().stream(), theirs.records().stream()).toList());
  }

  /** An envelope proves its sender only once it was opened; a repeated one proves nothing. */
  private static boolean isAnybodys(DeviceRecord notice) {
    return notice instanceof DeviceRecord.BadMessage bad
        && (bad.check().startsWith("envelope:") || bad.check().equals("front:full"));
  }
}
