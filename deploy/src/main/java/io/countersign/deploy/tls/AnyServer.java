package io.countersign.deploy.tls;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Believes whoever answers, and so nothing that he says: only for fetching the ring's records,
 * which the swa key signs, from a coordinator whose certificate was renewed. Calls are not answered
 * with it. Thread: safe for concurrent use.
 */
public final class AnyServer extends EngineTrust {
  private AnyServer() {}

  /** A context that shows own certificate and asks for none in particular. */
  public static SSLContext context(TlsIdentity own) {
    try {
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(own.managers(), new TrustManager[] {new AnyServer()}, new SecureRandom());
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime lacks TLS 1.3", e);
    }
  }

  @Override
  public void checkServerTrusted(
      X509Certificate @Nullable [] chain, @Nullable String type, @Nullable SSLEngine engine) {}

  @Override
  public void checkClientTrusted(
      X509Certificate @Nullable [] chain, @Nullable String type, @Nullable SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("nobody calls here");
  }
}
