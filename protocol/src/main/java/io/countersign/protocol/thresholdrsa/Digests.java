package io.countersign.protocol.thresholdrsa;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Hash functions of the platform, which every Java runtime has. */
final class Digests {
  private Digests() {}

  static MessageDigest sha256() {
    return of("SHA-256");
  }

  static MessageDigest of(String name) {
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime lacks " + name, e);
    }
  }
}
