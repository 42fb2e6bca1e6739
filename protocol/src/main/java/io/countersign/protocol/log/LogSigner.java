package io.countersign.protocol.log;

/**
 * Signs seals with the node's identity key. Secrets: the key stays behind this interface. Called on
 * the thread that commits, never by two threads at once.
 */
@FunctionalInterface
public interface LogSigner {
  /** ECDSA P-256 with SHA-256 over the message, as 64 octets r || s. */
  byte[] sign(byte[] message);
}
