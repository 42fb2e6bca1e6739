package io.countersign.coordinator.http;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.headers.TlsSessionInfo;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.Role;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Who is at the other end, by the pinned certificate of the TLS session. */
final class Client {
  private static final String UNKNOWN = "unknown";

  private Client() {}

  /**
   * The name of the requester.
   *
   * @throws Problem {@code not-a-requester} if the certificate is nobody's or another party's
   */
  static String requester(HttpRequest request, Ring ring) {
    Ring.Party party = party(request, ring);
    if (party.revoked()) {
      throw Problem.notARequester(party.name() + " is revoked");
    }
    if (party.role() != Role.REQUESTER) {
      throw Problem.notARequester(
          party.name() + " is a party of role " + party.role().label() + ", not a requester");
    }
    return party.name();
  }

  /** The name of the party, whatever its role, or {@code unknown}: to be recorded. */
  static String name(HttpRequest request, Ring ring) {
    try {
      return party(request, ring).name();
    } catch (Problem nobody) {
      return UNKNOWN;
    }
  }

  private static Ring.Party party(HttpRequest request, Ring ring) {
    TlsSessionInfo info =
        request
            .getHeader(TlsSessionInfo.class)
            .orElseThrow(() -> Problem.notARequester("the connection has no TLS session"));
    try {
      Certificate[] chain = info.getSession().getPeerCertificates();
      return ring.partyOfTls(chain[0].getEncoded())
          .orElseThrow(() -> Problem.notARequester("the certificate is of no party of the ring"));
    } catch (SSLPeerUnverifiedException | CertificateEncodingException e) {
      throw Problem.notARequester("the connection has no client certificate");
    }
  }
}
