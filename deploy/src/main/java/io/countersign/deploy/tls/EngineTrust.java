package io.countersign.deploy.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Judges certificates for {@code SSLEngine}s alone, of which alone it is known who was called.
 * Sockets, and calls that name neither, are refused.
 */
abstract class EngineTrust extends X509ExtendedTrustManager {
  @Override
  public final void checkClientTrusted(
      X509Certificate @Nullable [] chain, @Nullable String type, @Nullable Socket socket)
      throws CertificateException {
    throw noEngine();
  }

  @Override
  public final void checkServerTrusted(
      X509Certificate @Nullable [] chain, @Nullable String type, @Nullable Socket socket)
      throws CertificateException {
    throw noEngine();
  }

  @Override
  public final void checkClientTrusted(X509Certificate @Nullable [] chain, @Nullable String type)
      throws CertificateException {
    throw noEngine();
  }

  @Override
  public final void checkServerTrusted(X509Certificate @Nullable [] chain, @Nullable String type)
      throws CertificateException {
    throw noEngine();
  }

  @Override
  public final X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }

  private static CertificateException noEngine() {
    return new CertificateException("only engines are used here");
  }
}
