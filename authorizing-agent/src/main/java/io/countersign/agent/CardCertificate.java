package io.countersign.agent;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The self-signed certificate that PKCS#12 wants beside a key. Nobody trusts it: who may use the
 * card, and until when, stands in the ring's record.
 */
final class CardCertificate {
  private static final int SERIAL_OCTETS = 16;

  /** RFC 5280, 4.1.2.5: a certificate without a well-defined end. */
  private static final Instant NO_END = Instant.parse("9999-12-31T23:59:59Z");

  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  private CardCertificate() {}

  static X509Certificate selfSigned(String name, KeyPair pair) {
    X500Name subject = new X500Name("CN=" + name);
    byte[] spki = pair.getPublic().getEncoded();
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(spki);
      byte[] certificate =
          new X509v3CertificateBuilder(
                  subject,
                  new BigInteger(1, Arrays.copyOf(hash, SERIAL_OCTETS)),
                  Date.from(BEGIN),
                  Date.from(NO_END),
                  subject,
                  SubjectPublicKeyInfo.getInstance(spki))
              .build(new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate()))
              .getEncoded();
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(certificate));
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("the certificate of card " + name + " cannot be made", e);
    }
  }
}
