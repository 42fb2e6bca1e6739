package io.countersign.protocol.engine;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * A fresh P-256 key pair on its way to a key file. Secrets: the private key, on the heap until
 * {@link #close()} wipes it.
 */
public final class P256KeyPair implements AutoCloseable {
  private static final byte[] BEGIN =
      "-----BEGIN PRIVATE KEY-----\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END =
      "\n-----END PRIVATE KEY-----\n".getBytes(StandardCharsets.US_ASCII);

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
    byte[] base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encode(pkcs8);
    byte[] pem = new byte[BEGIN.length + base64.length + END.length];
    System.arraycopy(BEGIN, 0, pem, 0, BEGIN.length);
    System.arraycopy(base64, 0, pem, BEGIN.length, base64.length);
    System.arraycopy(END, 0, pem, BEGIN.length + base64.length, END.length);
    Arrays.fill(base64, (byte) 0);
    return pem;
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
