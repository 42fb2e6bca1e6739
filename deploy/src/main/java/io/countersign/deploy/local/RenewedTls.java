package io.countersign.deploy.local;

import io.countersign.deploy.config.NodeConfig;
import io.countersign.deploy.tls.Secrets;
import io.countersign.deploy.tls.SelfSigned;
import io.countersign.deploy.tls.TlsKeys;
import io.countersign.protocol.thresholdrsa.Octets;
import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * A party's next TLS key, put beside the one in use and under the same passphrase; used once the
 * ring's record pins its certificate. Secrets: written with mode 0600, encrypted.
 */
public final class RenewedTls {
  private static final Duration SKEW = Duration.ofSeconds(60);
  private static final int WORD = 16;

  private RenewedTls() {}

  /**
   * Makes a key and its certificate.
   *
   * @param files of the party
   * @param name of the party
   * @param validity at least a second
   * @throws io.countersign.deploy.tls.TlsException if the passphrase cannot be read
   * @throws IllegalArgumentException if the validity is less than a second
   */
  public static X509Certificate make(
      NodeConfig.TlsFiles files, String name, Instant now, Duration validity) throws IOException {
    if (validity.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("a certificate lasts at least a second, got " + validity);
    }
    char[] passphrase = Secrets.chars(files.passphraseFile());
    try {
      SelfSigned made = SelfSigned.create(name, passphrase, now.minus(SKEW), validity.plus(SKEW));
      String word = Octets.of(made.certificate().getEncoded()).sha256().hex().substring(0, WORD);
      PrivateFiles.create(TlsKeys.beside(files.keystore(), word), made.keystore().toByteArray());
      return made.certificate();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a fresh certificate has no encoding", e);
    } finally {
      Arrays.fill(passphrase, '\0');
    }
  }
}
