package io.countersign.deploy.tls;

import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.RingChange;
import io.countersign.protocol.testing.TestRing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/** The TLS files of one party of a test ring, and their renewal. */
final class TlsFiles {
  private static final String PASSPHRASE = "of a test";

  private final TestRing ring;
  private final String party;
  private final Path keystore;
  private final Path passphrase;

  TlsFiles(TestRing ring, String party, Path folder) {
    this.ring = ring;
    this.party = party;
    try {
      Path own = Files.createDirectories(folder.resolve(party));
      this.keystore =
          Files.write(own.resolve("tls.p12"), ring.keystore(party, PASSPHRASE.toCharArray()));
      this.passphrase = Files.writeString(own.resolve("passphrase"), PASSPHRASE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  TlsKeys keys() {
    return TlsKeys.read(keystore, passphrase);
  }

  SelfSigned fresh() {
    return SelfSigned.create(
        party, PASSPHRASE.toCharArray(), Instant.now().minusSeconds(60), Duration.ofDays(1));
  }

  /** Puts a new key beside the first. */
  X509Certificate put(SelfSigned made) {
    try {
      Files.write(TlsKeys.beside(keystore, "1"), made.keystore().toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return made.certificate();
  }

  /** Has a certificate pinned in the place of the one before. */
  void pin(Ring inForce, X509Certificate certificate, boolean keepFormer) {
    ring.take(inForce, RingChange.of(inForce).renew(party, certificate, keepFormer));
  }
}
