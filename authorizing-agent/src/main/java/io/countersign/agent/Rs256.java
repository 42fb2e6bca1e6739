package io.countersign.agent;

import io.countersign.protocol.engine.FastProvider;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Optional;

/**
 * RSASSA-PKCS1-v1_5-SHA256 with Conscrypt where it is there (half the time), else with the JDK.
 * Secrets: the private key. Thread: immutable.
 */
final class Rs256 {
  private static final String ALGORITHM = "SHA256withRSA";

  private final Optional<Provider> provider;
  private final PrivateKey privateKey;
  private final PublicKey publicKey;

  Rs256(KeyPair pair) throws GeneralSecurityException {
    provider = FastProvider.forVerification();
    if (provider.isPresent()) {
      KeyFactory keys = KeyFactory.getInstance("RSA", provider.get());
      privateKey = (PrivateKey) keys.translateKey(pair.getPrivate());
      publicKey = (PublicKey) keys.translateKey(pair.getPublic());
    } else {
      privateKey = pair.getPrivate();
      publicKey = pair.getPublic();
    }
  }

  /**
   * @throws IllegalStateException if what was computed does not verify
   */
  byte[] sign(byte[] octets) {
    try {
      Signature signer = signature();
      signer.initSign(privateKey);
      signer.update(octets);
      byte[] made = signer.sign();
      Signature verifier = signature();
      verifier.initVerify(publicKey);
      verifier.update(octets);
      if (!verifier.verify(made)) {
        throw new IllegalStateException("the card's signature does not verify");
      }
      return made;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the card cannot sign", e);
    }
  }

  private Signature signature() throws GeneralSecurityException {
    return provider.isPresent()
        ? Signature.getInstance(ALGORITHM, provider.get())
        : Signature.getInstance(ALGORITHM);
  }

  @Override
  public String toString() {
    return "Rs256[redacted]";
  }
}
