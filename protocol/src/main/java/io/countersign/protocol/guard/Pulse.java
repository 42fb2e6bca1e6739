package io.countersign.protocol.guard;

import io.countersign.protocol.thresholdrsa.Octets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA256 and HKDF-SHA256 (RFC 5869) as beats use them. Secrets: what goes in and comes out.
 */
final class Pulse {
  static final int OCTETS = 32;
  private static final String HMAC = "HmacSHA256";

  private Pulse() {}

  /** HKDF with 32 octets of output: one block of expansion. */
  static byte[] hkdf(byte[] ikm, byte[] salt, Octets info) {
    byte[] prk = hmac(salt, ikm);
    byte[] block = Arrays.copyOf(info.toByteArray(), info.length() + 1);
    block[info.length()] = 1;
    try {
      return hmac(prk, block);
    } finally {
      Arrays.fill(prk, (byte) 0);
    }
  }

  static byte[] hmac(byte[] key, byte[] octets) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac.doFinal(octets);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA256", e);
    }
  }
}
