package io.countersign.deploy.cli;

import io.countersign.protocol.evidence.Ring;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Public keys as PEM ({@code SubjectPublicKeyInfo}), the form that openssl reads. */
final class PublicKeyFile {
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----");
  private static final int LONGEST = 64 * 1024;

  private PublicKeyFile() {}

  /**
   * @throws CommandFailure if the file holds no RSA public key
   */
  static RSAPublicKey read(Path file) throws IOException {
    String text;
    try (var in = Files.newInputStream(file)) {
      text = new String(in.readNBytes(LONGEST), StandardCharsets.ISO_8859_1);
    }
    Matcher matcher = PEM.matcher(text);
    if (matcher.find()) {
      try {
        byte[] spki = Base64.getMimeDecoder().decode(matcher.group(1));
        if (KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(spki))
            instanceof RSAPublicKey key) {
          return key;
        }
      } catch (GeneralSecurityException | IllegalArgumentException e) {
        throw new CommandFailure(
            ExitCode.LOCAL, file + " holds no RSA public key: " + e.getMessage());
      }
    }
    throw new CommandFailure(
        ExitCode.LOCAL, file + " holds no PEM block PUBLIC KEY: give the file FILE.public.pem");
  }

  static String pem(Ring.KeySet key) {
    return pem("PUBLIC KEY", key.publicKey().getEncoded());
  }

  /** A block of that label (RFC 7468). */
  static String pem(String label, byte[] der) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
  }
}
