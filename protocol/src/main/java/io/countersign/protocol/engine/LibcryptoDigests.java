package io.countersign.protocol.engine;

/** libcrypto's message digests, named as there; see {@link LibcryptoNumbers}. */
@SuppressWarnings("MemberName")
final class LibcryptoDigests {
  private static final boolean BOUND = Libcrypto.bind(LibcryptoDigests.class);

  /** Whether it also has SHA-256. */
  static final boolean USABLE = BOUND && LibcryptoCurves.BOUND;

  private LibcryptoDigests() {}

  static native long EVP_MD_CTX_new();

  static native void EVP_MD_CTX_free(long context);

  static native int EVP_DigestInit_ex(long context, long digest, long engine);

  static native int EVP_DigestUpdate(long context, byte[] octets, long length);

  static native int EVP_DigestFinal_ex(long context, byte[] to, int[] length);
}
