package io.countersign.protocol.wire;

import io.countersign.protocol.evidence.Name;

/**
 * Why something was not done, by what its receiver can do about it. Its texts are short and hold
 * nothing that could forge a line or a terminal's state, whoever wrote them: they are shown to
 * people, logged and stored.
 *
 * @param code what kind
 * @param check the failed check, such as {@code approval:signature} or {@code hop:release}
 * @param detail one sentence: what was seen, what was wanted, what is missing by name
 * @param have for {@code NOT_AUTHORIZED}: approvals that counted; else 0
 * @param need for {@code NOT_AUTHORIZED}: approvals needed; else 0
 * @param retryAfterMillis for {@code BUSY}: when to try again; else 0
 */
public record Refusal(
    Code code, String check, String detail, int have, int need, long retryAfterMillis) {
  /** Longest name of a check, in characters. */
  public static final int MAX_CHECK = 64;

  /** Longest detail, in characters. */
  public static final int MAX_DETAIL = 512;

  /** Cuts both texts and replaces what must not be shown. */
  public Refusal {
    check = shown(check, MAX_CHECK);
    detail = shown(detail, MAX_DETAIL);
  }

  /** Kinds of refusal. */
  public enum Code {
    /** The sender's mistake; the same message will never do. */
    BAD_REQUEST,
    /** Too few valid approvals, or the key's policy forbids it. */
    NOT_AUTHORIZED,
    /** The queue is full; ask again later. */
    BUSY,
    /** This attempt can no longer be answered; plan a new one. */
    ATTEMPT_USED,
    /** The request is outside its validity. */
    EXPIRED,
    /** Another party's contribution does not verify; named in detail. */
    BAD_CONTRIBUTION,
    /** The device cannot act now: no share, no log, disarmed. */
    NOT_READY
  }

  public static Refusal of(Code code, String check, String detail) {
    return new Refusal(code, check, detail, 0, 0, 0);
  }

  public static Refusal notAuthorized(String check, String detail, int have, int need) {
    return new Refusal(Code.NOT_AUTHORIZED, check, detail, have, need, 0);
  }

  public static Refusal busy(String detail, long retryAfterMillis) {
    return new Refusal(Code.BUSY, "busy", detail, 0, 0, retryAfterMillis);
  }

  /**
   * A text from outside as it may be stored and shown: cut, and with a question mark for every
   * control, line separator, mark of direction and lone surrogate.
   *
   * @param most longest, in characters
   */
  public static String shown(String text, int most) {
    String cut = text.length() > most ? text.substring(0, most) : text;
    return cut.codePoints()
        .map(c -> Name.isControl(c) ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
