package io.countersign.coordinator;

import io.countersign.protocol.wire.SealedEnvelope;

/**
 * Counts envelopes that arrived and are not opened yet. Opening costs more than sending, so that
 * without a bound any enrolled party could fill the heap; what is dropped is asked for again.
 * Thread: safe for concurrent use.
 */
final class Intake {
  /** Envelopes that may wait. */
  static final int ENVELOPES_MAX = 8192;

  /** Octets of envelopes that may wait. */
  static final long OCTETS_MAX = 16L * 1024 * 1024;

  private int envelopes;
  private long octets;
  private boolean full;

  /** What became of an envelope. */
  enum Taken {
    /** It may be opened. */
    YES,
    /** It is dropped, the first after others were taken. */
    FULL,
    /** It is dropped, as others before. */
    STILL_FULL
  }

  synchronized Taken take(SealedEnvelope envelope) {
    long length = envelope.length();
    if (envelopes >= ENVELOPES_MAX || octets + length > OCTETS_MAX) {
      Taken taken = full ? Taken.STILL_FULL : Taken.FULL;
      full = true;
      return taken;
    }
    envelopes++;
    octets += length;
    return Taken.YES;
  }

  synchronized void opened(SealedEnvelope envelope) {
    envelopes--;
    octets -= envelope.length();
    full = full && envelopes > 0;
  }
}
