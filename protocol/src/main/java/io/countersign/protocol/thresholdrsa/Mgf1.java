package io.countersign.protocol.thresholdrsa;

import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** MGF1 of RFC 8017 appendix B.2.1. Public values only. */
final class Mgf1 {
  private Mgf1() {}

  /** The first {@code length} octets of Hash(seed || 0) || Hash(seed || 1) || ... */
  static byte[] mask(String hashAlgorithm, byte[] seed, int length) {
    MessageDigest digest = Digests.of(hashAlgorithm);
    byte[] mask = new byte[length];
    int done = 0;
    for (int counter = 0; done < length; counter++) {
      digest.update(seed);
      digest.update(ByteBuffer.allocate(4).putInt(counter).array());
      byte[] block = digest.digest();
      int used = Math.min(block.length, length - done);
      System.arraycopy(block, 0, mask, done, used);
      done += used;
    }
    return mask;
  }
}
