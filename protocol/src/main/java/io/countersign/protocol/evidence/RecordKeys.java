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
import java.util.Arrays;
import java.util.Optional;

/** Reads the public keys and certificates of a ring's record; each failure names whose it is. */
final class RecordKeys {
  private static final int MIN_CARD_BITS = 2048;
  private static final int MIN_EXPONENT_BITS = 16;

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
      byte[] der = Octets.ofHex(hex).toByteArray();
      X509Certificate certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(der));
      // What else can be read as one would be pinned and never shown.
      if (Arrays.equals(certificate.getEncoded(), der)) {
        return certificate;
      }
      throw new EvidenceException(
          "ring-record", "the TLS certificate of " + name + " is not its DER alone");
    } catch (CertificateException | IllegalArgumentException e) {
      throw new EvidenceException(
          "ring-record", "the TLS certificate of " + name + " cannot be read");
    }
  }

  /** A card's user key: at least 2048 bits, e odd and over 2^16 (FIPS 186-5 5.4, A9). */
  static RSAPublicKey card(String name, String hex) {
    try {
      RSAPublicKey key =
          (RSAPublicKey)
              KeyFactory.getInstance("RSA")
                  .generatePublic(new X509EncodedKeySpec(Octets.ofHex(hex).toByteArray()));
      BigInteger e = key.getPublicExponent();
      if (key.getModulus().bitLength() < MIN_CARD_BITS
          || e.bitLength() <= MIN_EXPONENT_BITS
          || !e.testBit(0)) {
        throw new EvidenceException(
            "ring-record",
            "the user key of %s has %d bits and e = %s, needs %d bits and an odd e over 65536"
                .formatted(name, key.getModulus().bitLength(), e, MIN_CARD_BITS));
      }
      return key;
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
