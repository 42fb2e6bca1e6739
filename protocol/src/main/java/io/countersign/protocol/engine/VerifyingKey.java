package io.countersign.protocol.engine;

/** A public key in the form that one implementation verifies with. Immutable. */
sealed interface VerifyingKey permits OpensslVerifyingKey, JcaVerifyingKey {
  /** The fastest there is: libcrypto, then Conscrypt, then the JDK. */
  static VerifyingKey of(byte[] spki, byte[] point) {
    return LibcryptoCurves.BOUND
        ? new OpensslVerifyingKey(point)
        : new JcaVerifyingKey(spki, FastProvider.forVerification());
  }

  /**
   * Whether the signature is right.
   *
   * @param signature r and s, 32 octets each
   */
  boolean verify(byte[] message, byte[] signature);
}
