package io.countersign.protocol.guard;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 as beats use it. Secrets: the key. */
final class Pulse {
  static final int OCTETS = 32;
  private static final String HMAC = "HmacSHA256";

  private Pulse() {}

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
