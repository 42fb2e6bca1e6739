package io.countersign.protocol.testing;

import io.countersign.protocol.engine.P256KeyPair;
import io.countersign.protocol.engine.P256Keys;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Self-signed certificates that nobody connects with. */
final class TestCertificates {
  private TestCertificates() {}

  /** DER in hex of a fresh certificate. */
  static String selfSigned(String name) {
    try (P256KeyPair pair = P256Keys.generate()) {
      X500Name subject = new X500Name("CN=" + name);
      PrivateKey key =
          KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pair.pkcs8()));
      Instant now = Instant.now();
      return HexFormat.of()
          .formatHex(
              new X509v3CertificateBuilder(
                      subject,
                      BigInteger.ONE,
                      Date.from(now.minusSeconds(60)),
                      Date.from(now.plusSeconds(24 * 3600)),
                      subject,
                      SubjectPublicKeyInfo.getInstance(pair.spki()))
                  .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key))
                  .getEncoded());
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
