package io.countersign.protocol.engine;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 of public octets. */
final class Sha256 {
  private Sha256() {}

  static byte[] of(byte[] octets) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(octets);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
