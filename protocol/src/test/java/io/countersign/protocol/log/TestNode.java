package io.countersign.protocol.log;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A node with a key of its own, and entries to log. */
record TestNode(NodeIdentity identity, LogOwner owner) {
  static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-21T09:18:49.123456Z"), ZoneOffset.UTC);
  static final String REQUEST = "ab".repeat(32);
  private static final NodeIdentity COBALT =
      new NodeIdentity("cobalt", "0123456789abcdef0123456789abcdef");

  /** A node named cobalt with a new P-256 key of the JDK. */
  static TestNode cobalt() {
    KeyPair keys = newKeys();
    return of(
        COBALT,
        message -> sign(keys, message),
        (message, signature) -> verify(keys, message, signature));
  }

  /**
   * A node whose signatures are HMAC-SHA512 codes, for tests that open a log thousands of times.
   */
  static TestNode quick(String name, String serial) {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return of(
        new NodeIdentity(name, serial),
        message -> mac(key, message),
        (message, code) -> MessageDigest.isEqual(mac(key, message), code));
  }

  static TestNode quickCobalt() {
    return quick(COBALT.name(), COBALT.serial());
  }

  private static TestNode of(NodeIdentity identity, LogSigner signer, LogVerifier verifier) {
    return new TestNode(identity, new LogOwner(identity, signer, verifier));
  }

  byte[] sign(byte[] message) {
    return owner.signer().sign(message);
  }

  boolean verify(byte[] message, byte[] signature) {
    return owner.verifier().verify(message, signature);
  }

  static LogEntry vote(int number) {
    return LogEntry.of(
        "vote", REQUEST, Map.of("attempt", number, "key", "main", "h", "5a".repeat(32)));
  }

  /** Entries first, first + 1, ..., count of them. */
  static List<LogEntry> votes(int first, int count) {
    List<LogEntry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(vote(first + i));
    }
    return entries;
  }

  private static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] sign(KeyPair keys, byte[] message) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(keys.getPrivate());
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean verify(KeyPair keys, byte[] message, byte[] octets) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initVerify(keys.getPublic());
      signature.update(message);
      return signature.verify(octets);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static byte[] mac(byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA512");
      mac.init(new SecretKeySpec(key, "HmacSHA512"));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
