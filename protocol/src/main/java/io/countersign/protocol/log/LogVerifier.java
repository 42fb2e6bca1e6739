package io.countersign.protocol.log;

/** Verifies seals under the node's public key. */
@FunctionalInterface
public interface LogVerifier {
  /**
   * True when the 64 octets r || s are a signature over the message; false for any other octets.
   */
  boolean verify(byte[] message, byte[] signature);
}
