package io.countersign.protocol.engine;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHAKEDigest;

/**
 * The derivation of proof nonces (CRYPTO.md 3.5): the first octets of SHAKE256 over
 *
 * <pre>  I2OSP(|share|, 4) || share || I2OSP(|statement|, 4) || statement || 64 fresh octets</pre>
 *
 * where the share has the full length of its bound, and surplus top bits are cleared. Share or
 * fresh octets alone make it unpredictable. The openssl engine computes the same natively.
 */
final class Nonces {
  static final int FRESH_OCTETS = 64;

  private Nonces() {}

  static byte[] derive(byte[] share, byte[] statement, byte[] fresh, int bits) {
    SHAKEDigest shake = new SHAKEDigest(256);
    shake.update(length(share.length), 0, Integer.BYTES);
    shake.update(share, 0, share.length);
    byte[] rest = statementAndFresh(statement, fresh);
    shake.update(rest, 0, rest.length);
    byte[] nonce = new byte[Operands.octets(bits)];
    shake.doFinal(nonce, 0, nonce.length);
    nonce[0] &= (byte) Operands.topMask(bits);
    Arrays.fill(rest, (byte) 0);
    Arrays.fill(fresh, (byte) 0);
    return nonce;
  }

  static byte[] length(int octets) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(octets).array();
  }

  private static byte[] statementAndFresh(byte[] statement, byte[] fresh) {
    return ByteBuffer.allocate(Integer.BYTES + statement.length + fresh.length)
        .putInt(statement.length)
        .put(statement)
        .put(fresh)
        .array();
  }
}
