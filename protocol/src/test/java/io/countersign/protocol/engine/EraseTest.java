package io.countersign.protocol.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Invariant I1: a device with the off-heap engine keeps its share out of heap dumps and core files
 * while idle, and nowhere when closed. Looked at from outside, in a process that did the work.
 */
class EraseTest {
  private static final int SHARE_BITS = 2048;

  private final byte[] words =
      HexFormat.of().formatHex(new SecureRandom().generateSeed(20)).getBytes(US_ASCII);
  private final byte[] share = new byte[SHARE_BITS / 8];

  @Test
  void opensslLeavesNoCopyOfTheShareInHeapDumpOrCore(@TempDir Path folder) throws IOException {
    Ci.require(Engines.report().get(0).usable(), "libcrypto");
    prepare(folder);
    SecretScanner scanner = new SecretScanner(share);

    try (ProbedProcess probe = new ProbedProcess("openssl", folder)) {
      probe.await("idle");
      assertThat(probe.inHeapDump("idle", scanner)).isEmpty();
      boolean memory = probe.memoryIsReadable();
      if (memory) {
        assertThat(probe.inMemory(scanner, true)).as("the scanner sees memory").isNotEmpty();
        assertThat(probe.inMemory(scanner, false)).isEmpty();
      }

      probe.goOn();
      probe.await("closed");
      assertThat(probe.inHeapDump("closed", scanner)).isEmpty();
      Ci.require(memory, "/proc/PID/mem of a child process");
      assertThat(probe.inMemory(scanner, true)).isEmpty();
    }
  }

  @Test
  void theSameLookFindsTheShareWithTheJavaEngine(@TempDir Path folder) throws IOException {
    prepare(folder);
    SecretScanner scanner = new SecretScanner(share);

    try (ProbedProcess probe = new ProbedProcess("java", folder)) {
      probe.await("idle");
      assertThat(probe.inHeapDump("idle", scanner)).isNotEmpty();
    }
  }

  @Test
  void opensslLeavesNoCopyOfIdentityKeyAndPassphrase(@TempDir Path folder) throws IOException {
    Ci.require(LibcryptoCurves.BOUND, "libcrypto");
    SecretScanner scalar = new SecretScanner(prepare(folder));
    SecretScanner passphrase = new SecretScanner(words);

    try (ProbedProcess probe = new ProbedProcess("openssl", folder)) {
      probe.await("idle");
      assertThat(probe.inHeapDump("idle", scalar)).isEmpty();
      assertThat(probe.inHeapDump("idle", passphrase)).isEmpty();
      Ci.require(probe.memoryIsReadable(), "/proc/PID/mem of a child process");
      assertThat(probe.inMemory(scalar, false)).isEmpty();
      assertThat(probe.inMemory(passphrase, true)).isEmpty();

      probe.goOn();
      probe.await("closed");
      assertThat(probe.inMemory(scalar, true)).isEmpty();
    }
  }

  /** Writes the probe's files; gives the identity key's scalar. */
  private byte[] prepare(Path folder) throws IOException {
    new SecureRandom().nextBytes(share);
    share[0] |= (byte) 0x80;
    ShareLabel label = new ShareLabel("a1".repeat(32), "b2".repeat(16), "add", 0, SHARE_BITS);
    try (P256KeyPair pair = P256Keys.generate();
        Passphrase passphrase = Passphrase.of(words);
        VaultKey vault =
            ShareSealing.newVault(passphrase, new ScryptCost(14, 8, 1), Engines.best())) {
      Files.write(folder.resolve("share"), vault.seal(label, share));
      Files.write(folder.resolve("words"), words);
      Files.write(folder.resolve("pem"), pair.pkcs8Pem());
      return PrivateKeyFile.p256Scalar(pair.pkcs8Pem());
    }
  }
}
