package io.countersign.protocol.log;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A node with a P-256 key of the JDK, and logs made with it. */
final class TestNode {
  static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-21T09:18:49.123456Z"), ZoneOffset.UTC);
  static final String REQUEST = "ab".repeat(32);

  final NodeIdentity identity;
  final LogOwner owner;
  private final KeyPair keys;

  TestNode(String name, String serial) {
    identity = new NodeIdentity(name, serial);
    keys = newKeys();
    owner = new LogOwner(identity, this::sign, this::verify);
  }

  static TestNode cobalt() {
    return new TestNode("cobalt", "0123456789abcdef0123456789abcdef");
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

  byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(keys.getPrivate());
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  boolean verify(byte[] message, byte[] octets) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initVerify(keys.getPublic());
      signature.update(message);
      return signature.verify(octets);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
