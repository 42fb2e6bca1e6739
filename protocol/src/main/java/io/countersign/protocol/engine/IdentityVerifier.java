package io.countersign.protocol.engine;

/**
 * Verifies identity signatures (amendment A3) with the fastest implementation there: libcrypto,
 * then Conscrypt, then the JDK.
 */
public final class IdentityVerifier {
  private IdentityVerifier() {}

  /**
   * Whether {@code signature} is this key's over SHA-256 of the message.
   *
   * @param signature r and s, 32 octets each; another length is no signature
   */
  public static boolean verify(IdentityPublicKey key, byte[] message, byte[] signature) {
    return signature.length == P256.SIGNATURE_OCTETS
        && key.verifyingKey().verify(message, signature);
  }
}
