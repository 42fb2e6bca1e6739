package io.countersign.deploy.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/**
 * A party's own TLS key and certificate, from a PKCS#12 file with one entry. Secrets: the private
 * key, inside the key manager.
 */
public final class TlsIdentity {
  private final X509Certificate certificate;
  private final KeyManager[] managers;

  private TlsIdentity(X509Certificate certificate, KeyManager[] managers) {
    this.certificate = certificate;
    this.managers = managers;
  }

  /**
   * Opens the file.
   *
   * @throws TlsException if it cannot be read, or the passphrase is wrong, or it has not exactly
   *     one key
   */
  public static TlsIdentity read(Path keystore, Path passphraseFile) {
    char[] passphrase = Secrets.chars(passphraseFile);
    try (InputStream in = Files.newInputStream(keystore)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, passphrase);
      if (store.size() != 1) {
        throw new TlsException(
            keystore + " has " + store.size() + " entries, want one key with its certificate");
      }
      String alias = store.aliases().nextElement();
      if (!(store.getCertificate(alias) instanceof X509Certificate certificate)
          || !store.isKeyEntry(alias)) {
        throw new TlsException(keystore + " has no key with its certificate");
      }
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, passphrase);
      return new TlsIdentity(certificate, factory.getKeyManagers());
    } catch (IOException e) {
      throw new TlsException(
          e.getCause() instanceof UnrecoverableKeyException
              ? "the passphrase in " + passphraseFile + " does not open " + keystore
              : keystore + " cannot be read: " + e.getMessage());
    } catch (GeneralSecurityException e) {
      throw new TlsException(keystore + " cannot be read: " + e.getMessage());
    } finally {
      Arrays.fill(passphrase, '\0');
    }
  }

  public X509Certificate certificate() {
    return certificate;
  }

  KeyManager[] managers() {
    return managers.clone();
  }

  @Override
  public String toString() {
    return "TlsIdentity[" + certificate.getSubjectX500Principal() + ", redacted]";
  }
}
