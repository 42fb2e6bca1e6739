package io.countersign.protocol.wire;

import io.countersign.protocol.log.LogHead;
import io.countersign.protocol.log.LogSigner;
import io.countersign.protocol.log.NodeIdentity;
import java.time.Duration;

/**
 * States a node's own head, signed once per new head and at most once a second, however often it is
 * asked; in between the last statement is repeated. Thread: one. Secrets: none, the key stays
 * behind the signer.
 */
public final class HeadSpeaker {
  private static final Duration LEAST = Duration.ofSeconds(1);

  private final NodeIdentity identity;
  private final LogSigner signer;
  private HeadStatement last = HeadStatement.NONE;
  private Duration signed = Duration.ZERO;

  public HeadSpeaker(NodeIdentity identity, LogSigner signer) {
    this.identity = identity;
    this.signer = signer;
  }

  /**
   * What to say now.
   *
   * @param head the last durable seal
   * @param monotonic the reading of a clock that never jumps
   */
  public HeadStatement state(LogHead head, Duration monotonic) {
    boolean fresh = last.formed() && monotonic.minus(signed).compareTo(LEAST) < 0;
    if (!fresh && (last.n() != head.n() || !last.hash().hex().equals(head.hash()))) {
      last = HeadStatement.sign(identity, head, signer);
      signed = monotonic;
    }
    return last;
  }
}
