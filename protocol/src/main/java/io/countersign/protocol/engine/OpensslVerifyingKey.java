package io.countersign.protocol.engine;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.Arrays;

/** Verifies with libcrypto; its key object is freed when this one is collected. */
final class OpensslVerifyingKey implements VerifyingKey {
  private static final Cleaner CLEANER = Cleaner.create();

  private final long key;

  OpensslVerifyingKey(byte[] point) {
    long made =
        Libcrypto.checked(
            LibcryptoCurves.EC_KEY_new_by_curve_name(LibcryptoCurves.NID_P256),
            "EC_KEY_new_by_curve_name");
    CLEANER.register(this, () -> LibcryptoCurves.EC_KEY_free(made));
    key = made;
    Libcrypto.check(LibcryptoCurves.EC_KEY_oct2key(made, point, point.length, 0), "EC_KEY_oct2key");
  }

  @Override
  public boolean verify(byte[] message, byte[] signature) {
    byte[] digest = Sha256.of(message);
    byte[] second = Arrays.copyOfRange(signature, P256.SCALAR_OCTETS, P256.SIGNATURE_OCTETS);
    long parsed = Libcrypto.checked(LibcryptoCurves.ECDSA_SIG_new(), "ECDSA_SIG_new");
    try {
      // The signature owns both numbers from here on. ECDSA_do_verify checks that they are in
      // 1..q-1; it answers -1 for what it cannot parse, which is no right signature either.
      Libcrypto.check(
          LibcryptoCurves.ECDSA_SIG_set0(
              parsed,
              LibcryptoNumbers.BN_bin2bn(signature, P256.SCALAR_OCTETS, 0),
              LibcryptoNumbers.BN_bin2bn(second, P256.SCALAR_OCTETS, 0)),
          "ECDSA_SIG_set0");
      boolean right = LibcryptoCurves.ECDSA_do_verify(digest, digest.length, parsed, key) == 1;
      if (!right) {
        LibcryptoNumbers.ERR_clear_error();
      }
      return right;
    } finally {
      LibcryptoCurves.ECDSA_SIG_free(parsed);
      Reference.reachabilityFence(this);
    }
  }
}
