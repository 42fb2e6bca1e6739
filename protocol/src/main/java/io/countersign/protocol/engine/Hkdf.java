package io.countersign.protocol.engine;

import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;

/**
 * HKDF-SHA256 (RFC 5869) on the heap, where no libcrypto is needed or there is none. Secrets: what
 * goes in and comes out; Bouncy Castle's state is not wiped.
 */
final class Hkdf {
  /** Length of every key that it derives. */
  static final int OCTETS = 32;

  private Hkdf() {}

  /** 32 octets, which the caller wipes. */
  static byte[] derive(byte[] secret, byte[] salt, byte[] info) {
    HKDFBytesGenerator hkdf = new HKDFBytesGenerator(SHA256Digest.newInstance());
    hkdf.init(new HKDFParameters(secret, salt, info));
    byte[] derived = new byte[OCTETS];
    hkdf.generateBytes(derived, 0, OCTETS);
    return derived;
  }
}
