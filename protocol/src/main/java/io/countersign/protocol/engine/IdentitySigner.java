package io.countersign.protocol.engine;

import java.util.Arrays;

/**
 * Signs a device's votes, partial signatures and hops: ECDSA P-256 with SHA-256, deterministic
 * after RFC 6979 (amendment A3). The same key and message give the same 64 octets from every
 * implementation.
 *
 * <p>Secrets: the private scalar; off the heap with libcrypto. Thread: safe for concurrent use
 * until closed.
 */
public sealed interface IdentitySigner extends AutoCloseable
    permits OpensslIdentitySigner, HeapIdentitySigner {

  /**
   * Loads a private key with the best implementation that is there.
   *
   * @param pem an unencrypted PKCS#8 {@code PRIVATE KEY} block in PEM; the caller wipes it
   * @throws IllegalArgumentException if it is not a P-256 key in that form
   */
  static IdentitySigner fromPem(byte[] pem) {
    byte[] scalar = PrivateKeyFile.p256Scalar(pem);
    try {
      return LibcryptoCurves.BOUND
          ? new OpensslIdentitySigner(scalar)
          : new HeapIdentitySigner(scalar);
    } finally {
      Arrays.fill(scalar, (byte) 0);
    }
  }

  /** The public half, with serial and hash. */
  IdentityPublicKey publicKey();

  /**
   * Signs SHA-256 of the message.
   *
   * @return r and s, 32 octets each, big-endian
   * @throws IllegalStateException if this signer was closed
   */
  byte[] sign(byte[] message);

  /** Erases the private scalar as well as the implementation can. Idempotent. */
  @Override
  void close();
}
