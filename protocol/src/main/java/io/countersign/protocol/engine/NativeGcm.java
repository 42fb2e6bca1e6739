package io.countersign.protocol.engine;

import java.util.Arrays;
import java.util.Optional;

/**
 * One AES-256-GCM operation whose key stays in native memory; a share's plaintext does too, a
 * message's ({@code ...Octets}) is on the heap. Cleared when closed. Thread: one.
 */
final class NativeGcm implements AutoCloseable {
  private final long context;
  private final long key;
  private final byte[] nonce;
  private final int[] written = new int[1];

  /**
   * @param key address of 32 octets
   * @param nonce 12 octets, never used twice with this key
   */
  NativeGcm(long key, byte[] nonce) {
    this.context = Libcrypto.checked(LibcryptoCiphers.EVP_CIPHER_CTX_new(), "EVP_CIPHER_CTX_new");
    this.key = key;
    this.nonce = nonce;
  }

  /** Ciphertext and tag. */
  byte[] seal(byte[] associatedData, SecureBuffer plain) {
    byte[] both = new byte[plain.length() + ShareFile.TAG_OCTETS];
    beginSealing(associatedData);
    Libcrypto.check(
        LibcryptoCiphers.EVP_EncryptUpdate(context, both, written, plain.address(), plain.length()),
        "EVP_EncryptUpdate");
    return withTag(both);
  }

  /** Ciphertext and tag of a plaintext that is on the heap anyway. */
  byte[] sealOctets(byte[] associatedData, byte[] plain) {
    byte[] both = new byte[plain.length + ShareFile.TAG_OCTETS];
    beginSealing(associatedData);
    Libcrypto.check(
        LibcryptoCiphers.EVP_EncryptUpdate(context, both, written, plain, plain.length),
        "EVP_EncryptUpdate");
    return withTag(both);
  }

  private void beginSealing(byte[] associatedData) {
    Libcrypto.check(
        LibcryptoCiphers.EVP_EncryptInit_ex(
            context, LibcryptoCiphers.EVP_aes_256_gcm(), 0, key, nonce),
        "EVP_EncryptInit_ex");
    Libcrypto.check(
        LibcryptoCiphers.EVP_EncryptUpdate(
            context, 0, written, associatedData, associatedData.length),
        "EVP_EncryptUpdate");
  }

  private byte[] withTag(byte[] both) {
    Libcrypto.check(
        LibcryptoCiphers.EVP_EncryptFinal_ex(context, new byte[1], written), "EVP_EncryptFinal_ex");
    byte[] tag = new byte[ShareFile.TAG_OCTETS];
    Libcrypto.check(
        LibcryptoCiphers.EVP_CIPHER_CTX_ctrl(
            context, LibcryptoCiphers.EVP_CTRL_AEAD_GET_TAG, tag.length, tag),
        "EVP_CIPHER_CTX_ctrl");
    System.arraycopy(tag, 0, both, both.length - tag.length, tag.length);
    return both;
  }

  /** Whether the tag was right; the plaintext must not be used when it was not. */
  boolean open(byte[] associatedData, byte[] ciphertext, byte[] tag, SecureBuffer plain) {
    beginOpening(associatedData, tag);
    Libcrypto.check(
        LibcryptoCiphers.EVP_DecryptUpdate(
            context, plain.address(), written, ciphertext, plain.length()),
        "EVP_DecryptUpdate");
    return isTagRight();
  }

  /** The plaintext to the heap, or empty and nothing of it if the tag was wrong. */
  Optional<byte[]> openOctets(byte[] associatedData, byte[] sealed) {
    int length = sealed.length - ShareFile.TAG_OCTETS;
    byte[] plain = new byte[length];
    beginOpening(associatedData, Arrays.copyOfRange(sealed, length, sealed.length));
    Libcrypto.check(
        LibcryptoCiphers.EVP_DecryptUpdate(context, plain, written, sealed, length),
        "EVP_DecryptUpdate");
    return isTagRight() ? Optional.of(plain) : Optional.empty();
  }

  private void beginOpening(byte[] associatedData, byte[] tag) {
    Libcrypto.check(
        LibcryptoCiphers.EVP_DecryptInit_ex(
            context, LibcryptoCiphers.EVP_aes_256_gcm(), 0, key, nonce),
        "EVP_DecryptInit_ex");
    Libcrypto.check(
        LibcryptoCiphers.EVP_DecryptUpdate(
            context, 0, written, associatedData, associatedData.length),
        "EVP_DecryptUpdate");
    Libcrypto.check(
        LibcryptoCiphers.EVP_CIPHER_CTX_ctrl(
            context, LibcryptoCiphers.EVP_CTRL_AEAD_SET_TAG, tag.length, tag),
        "EVP_CIPHER_CTX_ctrl");
  }

  private boolean isTagRight() {
    boolean right = LibcryptoCiphers.EVP_DecryptFinal_ex(context, new byte[1], written) == 1;
    if (!right) {
      LibcryptoNumbers.ERR_clear_error();
    }
    return right;
  }

  @Override
  public void close() {
    LibcryptoCiphers.EVP_CIPHER_CTX_free(context);
  }
}
