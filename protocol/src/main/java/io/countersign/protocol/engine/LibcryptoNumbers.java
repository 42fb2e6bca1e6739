package io.countersign.protocol.engine;

/**
 * libcrypto's big numbers and secure memory, named as there. Pointers and sizes are {@code long}:
 * direct mapping of plain numbers is the fastest that JNA has (0.1 us a call; 0.28 us by an
 * interface). Arrays are copied by JNA into memory that it does not wipe: public octets only.
 */
@SuppressWarnings("MemberName")
final class LibcryptoNumbers {
  static final int BN_FLG_CONSTTIME = 0x04;

  private LibcryptoNumbers() {}

  static native long OpenSSL_version_num();

  static native int OPENSSL_init_crypto(long options, long settings);

  static native long ERR_peek_last_error();

  static native void ERR_error_string_n(long error, byte[] text, long length);

  static native void ERR_clear_error();

  static native int CRYPTO_secure_malloc_init(long size, long smallest);

  static native long CRYPTO_secure_zalloc(long octets, long file, int line);

  static native void CRYPTO_secure_clear_free(long address, long octets, long file, int line);

  static native int RAND_priv_bytes(long to, int octets);

  static native long BN_new();

  static native long BN_secure_new();

  static native void BN_clear_free(long number);

  static native void BN_set_flags(long number, int flags);

  static native int BN_num_bits(long number);

  static native int BN_is_zero(long number);

  static native long BN_bin2bn(byte[] octets, int length, long number);

  static native long BN_bin2bn(long octets, int length, long number);

  static native int BN_bn2binpad(long number, byte[] to, int length);

  static native int BN_bn2binpad(long number, long to, int length);

  static native long BN_CTX_new();

  static native long BN_CTX_secure_new();

  static native void BN_CTX_free(long context);

  static native long BN_MONT_CTX_new();

  static native int BN_MONT_CTX_set(long montgomery, long modulus, long context);

  static native void BN_MONT_CTX_free(long montgomery);

  static native int BN_mod_exp_mont_consttime(
      long result, long base, long exponent, long modulus, long context, long montgomery);

  static native int BN_mod_exp_mont(
      long result, long base, long exponent, long modulus, long context, long montgomery);

  static native long BN_mod_inverse(long result, long a, long modulus, long context);

  static native int BN_mul(long product, long a, long b, long context);

  static native int BN_add(long sum, long a, long b);
}
