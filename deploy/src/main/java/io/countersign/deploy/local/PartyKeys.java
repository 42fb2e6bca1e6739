package io.countersign.deploy.local;

import io.countersign.deploy.tls.SelfSigned;
import io.countersign.protocol.engine.IdentitySigner;
import io.countersign.protocol.engine.P256KeyPair;
import io.countersign.protocol.engine.P256Keys;
import io.countersign.protocol.evidence.RingRecord;
import io.countersign.protocol.evidence.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The keys of one new party, written to its folder: {@code identity.pem}, {@code agreement.pem},
 * {@code tls.p12}, {@code tls.passphrase}. Secrets: written with mode 0600 and wiped; the identity
 * key stays in the signer until {@link #close()}.
 */
final class PartyKeys implements AutoCloseable {
  /** Certificates of a local ring and cards of its agents last so long. */
  static final Duration VALIDITY = Duration.ofDays(825);

  private static final int PASSPHRASE_OCTETS = 24;

  private final RingRecord.PartyEntry entry;
  private final IdentitySigner identity;

  private PartyKeys(RingRecord.PartyEntry entry, IdentitySigner identity) {
    this.entry = entry;
    this.identity = identity;
  }

  static PartyKeys create(
      String name, Role role, String address, Path keys, Instant now, SecureRandom random)
      throws IOException {
    PrivateFiles.folder(keys);
    char[] passphrase = passphrase(random);
    try (P256KeyPair identity = P256Keys.generate();
        P256KeyPair agreement = P256Keys.generate()) {
      byte[] identityPem = identity.pkcs8Pem();
      byte[] agreementPem = agreement.pkcs8Pem();
      PrivateFiles.create(keys.resolve("identity.pem"), identityPem);
      PrivateFiles.create(keys.resolve("agreement.pem"), agreementPem);
      SelfSigned tls = SelfSigned.create(name, passphrase, now.minusSeconds(60), VALIDITY);
      PrivateFiles.create(keys.resolve("tls.p12"), tls.keystore().toByteArray());
      secret(keys.resolve("tls.passphrase"), passphrase);
      IdentitySigner signer = IdentitySigner.fromPem(identityPem);
      Arrays.fill(identityPem, (byte) 0);
      Arrays.fill(agreementPem, (byte) 0);
      HexFormat hex = HexFormat.of();
      return new PartyKeys(
          new RingRecord.PartyEntry(
              name,
              role.label(),
              address,
              hex.formatHex(identity.spki()),
              hex.formatHex(agreement.spki()),
              hex.formatHex(tls.certificate().getEncoded()),
              "",
              false),
          signer);
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a fresh certificate has no encoding", e);
    } finally {
      Arrays.fill(passphrase, '\0');
    }
  }

  /** A passphrase or PIN of 192 random bits; the caller wipes it. */
  static char[] passphrase(SecureRandom random) {
    byte[] octets = new byte[PASSPHRASE_OCTETS];
    random.nextBytes(octets);
    char[] text = new char[2 * octets.length];
    for (int i = 0; i < octets.length; i++) {
      text[2 * i] = Character.forDigit((octets[i] >> 4) & 0xf, 16);
      text[2 * i + 1] = Character.forDigit(octets[i] & 0xf, 16);
    }
    Arrays.fill(octets, (byte) 0);
    return text;
  }

  /** Writes a passphrase as the first line of its file. */
  static void secret(Path file, char[] passphrase) throws IOException {
    byte[] line = ascii(passphrase, 1);
    line[passphrase.length] = '\n';
    try {
      PrivateFiles.create(file, line);
    } finally {
      Arrays.fill(line, (byte) 0);
    }
  }

  /** The octets of a passphrase of ASCII, with room for more; the caller wipes them. */
  static byte[] ascii(char[] passphrase, int room) {
    byte[] octets = new byte[passphrase.length + room];
    for (int i = 0; i < passphrase.length; i++) {
      octets[i] = (byte) passphrase[i];
    }
    return octets;
  }

  RingRecord.PartyEntry entry() {
    return entry;
  }

  IdentitySigner identity() {
    return identity;
  }

  @Override
  public void close() {
    identity.close();
  }

  @Override
  public String toString() {
    return "PartyKeys[" + entry.name() + ", redacted]";
  }
}
