package io.countersign.deploy.cluster;

import io.countersign.deploy.tls.ForwardingEngine;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/**
 * An engine for the called side that ends the connection when a peer, though enrolled, announces a
 * frame above the bound (I8). Everything else goes to the engine inside.
 */
final class FrameBound extends ForwardingEngine {
  private final int maximum;
  private final FrameScanner scanner;

  FrameBound(SSLEngine inside, int maximum) {
    super(inside);
    this.maximum = maximum;
    this.scanner = new FrameScanner(maximum);
  }

  @Override
  public SSLEngineResult unwrap(ByteBuffer source, ByteBuffer[] targets, int offset, int length)
      throws SSLException {
    int[] before = new int[length];
    for (int i = 0; i < length; i++) {
      before[i] = targets[offset + i].position();
    }
    SSLEngineResult result = super.unwrap(source, targets, offset, length);
    for (int i = 0; i < length; i++) {
      ByteBuffer target = targets[offset + i];
      long tooLong = scanner.scan(target, before[i], target.position());
      if (tooLong >= 0) {
        throw new SSLException(
            "frame:size: the peer announces a frame of " + tooLong + " octets, at most " + maximum);
      }
    }
    return result;
  }
}
