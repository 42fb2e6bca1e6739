package io.countersign.protocol.evidence;

import io.countersign.protocol.engine.FastProvider;
import io.countersign.protocol.engine.IdentityPublicKey;
import io.countersign.protocol.thresholdrsa.Octets;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;

/** Reads the public keys and certificates of a ring's record; each failure names whose it is. */
final class RecordKeys {
  private RecordKeys() {}

  static IdentityPublicKey identity(String hex) {
    try {
      return IdentityPublicKey.fromSpki(Octets.ofHex(hex).toByteArray());
    } catch (IllegalArgumentException e) {
      throw new EvidenceException("ring-record", "identity key: " + e.getMessage());
    }
  }

  static Octets agreement(String name, String hex) {
    try {
      return Octets.of(IdentityPublicKey.fromSpki(Octets.ofHex(hex).toByteArray()).spki());
    } catch (IllegalArgumentException e) {
      throw new EvidenceException(
          "ring-record", "the agreement key of " + name + " cannot be read: " + e.getMessage());
    }
  }

  static X509Certificate certificate(String name, String hex) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(Octets.ofHex(hex).toByteArray()));
    } catch (CertificateException | IllegalArgumentException e) {
      throw new EvidenceException(
          "ring-record", "the TLS certificate of " + name + " cannot be read");
    }
  }

  static RSAPublicKey rsa(String name, String hex) {
    try {
      return (RSAPublicKey)
          KeyFactory.getInstance("RSA")
              .generatePublic(new X509EncodedKeySpec(Octets.ofHex(hex).toByteArray()));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new EvidenceException("ring-record", "the user key of " + name + " cannot be read");
    }
  }

  static RSAPublicKey rsa(BigInteger modulus, BigInteger exponent) {
    try {
      return (RSAPublicKey)
          KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
    } catch (GeneralSecurityException e) {
      throw new EvidenceException("ring-record", "not an RSA public key: " + e.getMessage());
    }
  }

  static boolean verifyRs256(RSAPublicKey key, byte[] octets, byte[] signature) {
    Optional<Provider> fast = FastProvider.forVerification();
    try {
      Signature verifier =
          fast.isPresent()
              ? Signature.getInstance("SHA256withRSA", fast.get())
              : Signature.getInstance("SHA256withRSA");
      verifier.initVerify(key);
      verifier.update(octets);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
