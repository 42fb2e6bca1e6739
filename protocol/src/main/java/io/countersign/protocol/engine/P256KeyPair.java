package io.countersign.protocol.engine;

import java.util.Arrays;

/**
 * A fresh P-256 key pair on its way to a key file. Secrets: the private key, on the heap until
 * {@link #close()} wipes it.
 */
public final class P256KeyPair implements AutoCloseable {
  private final byte[] pkcs8;
  private final byte[] spki;

  P256KeyPair(byte[] pkcs8, byte[] spki) {
    this.pkcs8 = pkcs8;
    this.spki = spki;
  }

  /** The private key as PKCS#8 DER; a copy that the caller wipes. */
  public byte[] pkcs8() {
    return pkcs8.clone();
  }

  /** The private key as a PEM {@code PRIVATE KEY} block; a copy that the caller wipes. */
  public byte[] pkcs8Pem() {
    throw new UnsupportedOperationException("not built");
  }

  /** The public key as SubjectPublicKeyInfo DER, 91 octets; a copy. */
  public byte[] spki() {
    return spki.clone();
  }

  @Override
  public void close() {
    Arrays.fill(pkcs8, (byte) 0);
  }

  @Override
  public String toString() {
    return "P256KeyPair[redacted]";
  }
}
