package io.countersign.deploy.tls;

import io.countersign.protocol.engine.P256KeyPair;
import io.countersign.protocol.engine.P256Keys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A fresh TLS key with its self-signed certificate, as a PKCS#12 file (DESIGN.md "Decided now" 3).
 *
 * @param keystore octets of the file
 * @param certificate what the ring's record pins
 */
public record SelfSigned(Octets keystore, X509Certificate certificate) {
  private static final String ALIAS = "tls";

  /** Octets of a file that holds a secret, so that the record prints none. */
  public static final class Octets {
    private final byte[] bytes;

    Octets(byte[] bytes) {
      this.bytes = bytes;
    }

    /** A copy; it is encrypted under the passphrase. */
    public byte[] toByteArray() {
      return bytes.clone();
    }

    @Override
    public String toString() {
      return "Octets[" + bytes.length + ", redacted]";
    }
  }

  /**
   * Makes one.
   *
   * @param name of the party, the common name
   * @param passphrase of the file; the caller wipes it
   * @param from start of its validity
   * @param validity how long it lasts
   */
  @SuppressWarnings("JavaUtilDate") // BouncyCastle's builder takes nothing else.
  public static SelfSigned create(String name, char[] passphrase, Instant from, Duration validity) {
    try (P256KeyPair pair = P256Keys.generate()) {
      X500Name subject = new X500Name("CN=" + name);
      PrivateKey key =
          KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pair.pkcs8()));
      X509v3CertificateBuilder builder =
          new X509v3CertificateBuilder(
              subject,
              new BigInteger(63, new SecureRandom()),
              Date.from(from),
              Date.from(from.plus(validity)),
              subject,
              SubjectPublicKeyInfo.getInstance(pair.spki()));
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(
              new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
      X509Certificate certificate =
          new JcaX509CertificateConverter()
              .getCertificate(
                  builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(ALIAS, key, passphrase, new Certificate[] {certificate});
      ByteArrayOutputStream octets = new ByteArrayOutputStream();
      store.store(octets, passphrase);
      return new SelfSigned(new Octets(octets.toByteArray()), certificate);
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("no TLS certificate could be made for " + name, e);
    }
  }
}
