package io.countersign.protocol.engine;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.countersign.protocol.thresholdrsa.SecretArithmetic;
import io.countersign.protocol.thresholdrsa.SecretInteger;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A process of its own that uses a share, an identity key and an agreement key (the same scalar,
 * for one scan to find either) as a device does, for {@link EraseTest} to look into. It says {@code
 * idle} while it holds them, {@code closed} when it has closed them, and goes on when it is sent a
 * line.
 */
final class EraseProbe {
  private EraseProbe() {}

  /** Arguments: the engine's name and a folder with {@code share}, {@code pem}, {@code words}. */
  public static void main(String[] arguments) throws IOException {
    SecretArithmetic engine = Engines.named(arguments[0]);
    Path folder = Path.of(arguments[1]);
    // An empty nursery: no collection copies an array between its filling and its wiping.
    System.gc();
    SecretInteger share = opened(folder, engine);
    IdentitySigner signer = signer(folder);
    AgreementKey agreement = agreement(folder);
    use(engine, share, signer);
    SessionKey session = session(agreement);
    dumpAndWait(folder, "idle");
    share.close();
    signer.close();
    agreement.close();
    session.close();
    dumpAndWait(folder, "closed");
  }

  private static SecretInteger opened(Path folder, SecretArithmetic engine) throws IOException {
    byte[] file = Files.readAllBytes(folder.resolve("share"));
    try (Passphrase words = Passphrase.read(folder.resolve("words"))) {
      // While a key is derived a collection may copy whatever is on the heap.
      System.gc();
      try (VaultKey vault = ShareSealing.vaultOf(file, words, engine)) {
        return vault.open(file);
      }
    }
  }

  private static IdentitySigner signer(Path folder) throws IOException {
    byte[] pem = SecretFile.read(folder.resolve("pem"));
    try {
      return IdentitySigner.fromPem(pem);
    } finally {
      Arrays.fill(pem, (byte) 0);
    }
  }

  private static AgreementKey agreement(Path folder) throws IOException {
    byte[] pem = SecretFile.read(folder.resolve("pem"));
    try {
      return AgreementKey.fromPem(pem);
    } finally {
      Arrays.fill(pem, (byte) 0);
    }
  }

  private static SessionKey session(AgreementKey own) {
    try (AgreementKey ephemeral = AgreementKey.fresh()) {
      SessionKey key =
          SessionKey.toRecipient(ephemeral, own, own.spki(), new byte[32], new byte[10]);
      key.seal(1, new byte[5], new byte[100]);
      return key;
    }
  }

  private static void use(SecretArithmetic engine, SecretInteger share, IdentitySigner signer) {
    BigInteger modulus = BigInteger.ONE.shiftLeft(2203).subtract(BigInteger.ONE);
    BigInteger base = BigInteger.valueOf(3);
    for (int i = 0; i < 10; i++) {
      base = share.pow(base, modulus);
      try (SecretInteger nonce = engine.nonce(share, new byte[100], share.bits() + 384)) {
        BigInteger z = share.multiplyAdd(base.mod(BigInteger.ONE.shiftLeft(256)), nonce);
        signer.sign(z.toByteArray());
      }
    }
  }

  private static void dumpAndWait(Path folder, String state) throws IOException {
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpHeap(folder.resolve(state + ".hprof").toString(), false);
    System.out.println(state);
    if (System.in.read() < 0) {
      throw new IOException("the test that started this process is gone");
    }
  }
}
