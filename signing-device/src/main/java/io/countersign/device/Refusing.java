package io.countersign.device;

import io.countersign.protocol.evidence.EvidenceException;
import io.countersign.protocol.thresholdrsa.CheckFailed;
import io.countersign.protocol.wire.Refusal;
import io.countersign.protocol.wire.Refusal.Code;
import java.util.Set;

/**
 * A check of this device did not hold: what the sender is told. It never leaves the core, which
 * catches it, logs it and answers (I8).
 */
final class Refusing extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;

  Refusing(Refusal refusal) {
    super(refusal.check() + ": " + refusal.detail(), null, false, false);
    this.refusal = refusal;
  }

  Refusing(Code code, String check, String detail) {
    this(Refusal.of(code, check, detail));
  }

  Refusal refusal() {
    return refusal;
  }

  /** What is no fault of who sends it on: the time of it is over, or has not come. */
  private static final Set<String> OUT_OF_TIME =
      Set.of("request:expired", "request:not-yet", "request:revoked", "ring-record:sequence");

  /** What a failed check of evidence is to its sender. */
  static Refusal of(EvidenceException failed) {
    boolean outsideValidity = OUT_OF_TIME.contains(failed.check());
    return Refusal.of(
        outsideValidity ? Code.EXPIRED : Code.BAD_REQUEST, failed.check(), detail(failed));
  }

  /** What a failed check of CRYPTO.md is to its sender. */
  static Refusal of(CheckFailed failed) {
    boolean own = failed.check().equals("proof:own") || failed.check().startsWith("share");
    boolean others = failed.culprit().isPresent() || failed.check().equals("hop:release");
    Code code = own ? Code.NOT_READY : others ? Code.BAD_CONTRIBUTION : Code.BAD_REQUEST;
    return Refusal.of(code, failed.check(), failed.detail());
  }

  /**
   * What an error of this program while it checked a message is to its sender. Of the error only
   * its type and place are said: its text could hold anything.
   */
  static Refusal unexpected(String device, RuntimeException error) {
    StackTraceElement[] frames = error.getStackTrace();
    return Refusal.of(
        Code.BAD_REQUEST,
        "message:unexpected",
        device
            + " could not finish checking the message: "
            + error.getClass().getSimpleName()
            + (frames.length == 0 ? "" : " in " + frames[0])
            + "; its operator should report this line");
  }

  private static String detail(EvidenceException failed) {
    String message = String.valueOf(failed.getMessage());
    String prefix = failed.check() + ": ";
    return message.startsWith(prefix) ? message.substring(prefix.length()) : message;
  }
}
