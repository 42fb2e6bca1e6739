package io.countersign.protocol.engine;

/**
 * libcrypto's digests, key derivation and ciphers, named as there; see {@link LibcryptoNumbers}.
 */
@SuppressWarnings("MemberName")
final class LibcryptoCiphers {
  static final int EVP_CTRL_AEAD_GET_TAG = 0x10;
  static final int EVP_CTRL_AEAD_SET_TAG = 0x11;

  /** Whether this libcrypto has all of them. */
  static final boolean BOUND = Libcrypto.bind(LibcryptoCiphers.class);

  private LibcryptoCiphers() {}

  static native long EVP_shake256();

  static native long EVP_MD_CTX_new();

  static native void EVP_MD_CTX_free(long context);

  static native int EVP_DigestInit_ex(long context, long digest, long engine);

  static native int EVP_DigestUpdate(long context, long octets, long length);

  static native int EVP_DigestUpdate(long context, byte[] octets, long length);

  static native int EVP_DigestFinalXOF(long context, long to, long length);

  static native int EVP_PBE_scrypt(
      long passphrase,
      long passphraseLength,
      byte[] salt,
      long saltLength,
      long n,
      long r,
      long p,
      long memoryMax,
      long key,
      long keyLength);

  static native long EVP_aes_256_gcm();

  static native long EVP_CIPHER_CTX_new();

  static native void EVP_CIPHER_CTX_free(long context);

  static native int EVP_CIPHER_CTX_ctrl(long context, int type, int length, byte[] octets);

  static native int EVP_EncryptInit_ex(
      long context, long cipher, long engine, long key, byte[] nonce);

  static native int EVP_EncryptUpdate(long context, long to, int[] written, byte[] in, int length);

  static native int EVP_EncryptUpdate(long context, byte[] to, int[] written, long in, int length);

  static native int EVP_EncryptUpdate(
      long context, byte[] to, int[] written, byte[] in, int length);

  static native int EVP_EncryptFinal_ex(long context, byte[] to, int[] written);

  static native int EVP_DecryptInit_ex(
      long context, long cipher, long engine, long key, byte[] nonce);

  static native int EVP_DecryptUpdate(long context, long to, int[] written, byte[] in, int length);

  static native int EVP_DecryptUpdate(
      long context, byte[] to, int[] written, byte[] in, int length);

  static native int EVP_DecryptFinal_ex(long context, byte[] to, int[] written);
}
