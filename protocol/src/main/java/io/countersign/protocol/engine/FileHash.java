package io.countersign.protocol.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;

/**
 * SHA-256 of a file of any size, with libcrypto where it is there: Java's own needs the processor's
 * instructions for it, which its quick compiler, with which many nodes run, does not use. No
 * secrets.
 */
public final class FileHash {
  private static final int CHUNK = 64 * 1024;
  private static final int OCTETS = 32;

  private FileHash() {}

  /** The 32 octets of its hash. */
  public static byte[] sha256(Path file) throws IOException {
    return LibcryptoDigests.USABLE ? natively(file) : withJava(file);
  }

  static byte[] natively(Path file) throws IOException {
    long context = Libcrypto.checked(LibcryptoDigests.EVP_MD_CTX_new(), "EVP_MD_CTX_new");
    try (InputStream in = Files.newInputStream(file)) {
      Libcrypto.check(
          LibcryptoDigests.EVP_DigestInit_ex(context, LibcryptoCurves.EVP_sha256(), 0),
          "EVP_DigestInit_ex");
      byte[] chunk = new byte[CHUNK];
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        Libcrypto.check(
            LibcryptoDigests.EVP_DigestUpdate(context, chunk, read), "EVP_DigestUpdate");
      }
      byte[] hash = new byte[OCTETS];
      Libcrypto.check(
          LibcryptoDigests.EVP_DigestFinal_ex(context, hash, new int[1]), "EVP_DigestFinal_ex");
      return hash;
    } finally {
      LibcryptoDigests.EVP_MD_CTX_free(context);
    }
  }

  static byte[] withJava(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] chunk = new byte[CHUNK];
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        digest.update(chunk, 0, read);
      }
      return digest.digest();
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("SHA-256 is missing from this Java", missing);
    }
  }
}
