package io.countersign.protocol.guard;

import io.countersign.protocol.thresholdrsa.Enc;
import io.countersign.protocol.thresholdrsa.Octets;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.KeyAgreement;

/**
 * The secret that a heartbeat source and a device derive from their P-256 agreement keys: 32
 * octets, HKDF-SHA256 of ECDH with the ring's name in it. Secrets: the private key, on the heap of
 * this process until it is collected; and the result, which the caller wipes.
 */
public final class PairSecret {
  private PairSecret() {}

  /**
   * Derives it.
   *
   * @param pem own agreement key, an unencrypted PKCS#8 block; the caller wipes it
   * @param peer SubjectPublicKeyInfo of the other's agreement key, from the ring's record
   * @throws IllegalArgumentException if one of them is no P-256 key
   */
  public static byte[] of(String ring, byte[] pem, Octets peer) {
    byte[] der = der(pem);
    byte[] shared = new byte[0];
    try {
      KeyFactory keys = KeyFactory.getInstance("EC");
      PrivateKey own = keys.generatePrivate(new PKCS8EncodedKeySpec(der));
      KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
      agreement.init(own);
      agreement.doPhase(keys.generatePublic(new X509EncodedKeySpec(peer.toByteArray())), true);
      shared = agreement.generateSecret();
      return Pulse.hkdf(
          shared,
          new byte[Pulse.OCTETS],
          new Enc().text("countersign/heartbeat-pair").text(ring).toOctets());
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("an agreement key of the heartbeat is no P-256 key", e);
    } finally {
      Arrays.fill(der, (byte) 0);
      Arrays.fill(shared, (byte) 0);
    }
  }

  private static byte[] der(byte[] pem) {
    byte[] begin = "-----BEGIN PRIVATE KEY-----".getBytes(StandardCharsets.US_ASCII);
    byte[] body = new byte[pem.length];
    int length = 0;
    boolean inside = false;
    for (int i = 0; i < pem.length; i++) {
      if (!inside && startsWith(pem, i, begin)) {
        inside = true;
        i += begin.length - 1;
      } else if (inside && pem[i] == '-') {
        break;
      } else if (inside && pem[i] > ' ') {
        body[length++] = pem[i];
      }
    }
    byte[] base64 = Arrays.copyOf(body, length);
    try {
      return Base64.getDecoder().decode(base64);
    } finally {
      Arrays.fill(body, (byte) 0);
      Arrays.fill(base64, (byte) 0);
    }
  }

  private static boolean startsWith(byte[] octets, int at, byte[] wanted) {
    return at + wanted.length <= octets.length
        && Arrays.equals(octets, at, at + wanted.length, wanted, 0, wanted.length);
  }
}
