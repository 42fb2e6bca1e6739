package io.countersign.protocol.engine;

/**
 * The nonce of a deterministic signature: RFC 6979, 3.2 with HMAC-SHA256, wholly in secure memory.
 * Thread: one.
 */
final class NonceGenerator6979 implements AutoCloseable {
  private static final int HASH = 32;

  /** V, one octet, the scalar, the message's hash: what step d hashes. */
  private static final int V = 0;

  private static final int SEPARATOR = HASH;
  private static final int SCALAR = HASH + 1;
  private static final int DIGEST = SCALAR + P256.SCALAR_OCTETS;
  private static final int ALL = DIGEST + HASH;

  private final SecureBuffer key = new SecureBuffer(HASH);
  private final SecureBuffer state = new SecureBuffer(ALL);

  /**
   * @param scalar the private scalar, 32 octets
   * @param hash SHA-256 of the message
   */
  NonceGenerator6979(SecureBuffer scalar, byte[] hash) {
    state.fill(V, HASH, (byte) 0x01); // b; key is zero: c
    state.copy(scalar, SCALAR);
    state.write(P256.bits2octets(hash), DIGEST);
    state.fill(SEPARATOR, 1, (byte) 0x00);
    mac(ALL, key); // d
    mac(HASH, state); // e
    state.fill(SEPARATOR, 1, (byte) 0x01);
    mac(ALL, key); // f
    mac(HASH, state); // g
  }

  /** Step h: the next candidate; it is to be used if it is in 1..q-1 and gives r, s not 0. */
  Bignum next() {
    mac(HASH, state);
    return Bignum.of(state, V, HASH);
  }

  /** The state's change after a candidate that was not used. */
  void reject() {
    state.fill(SEPARATOR, 1, (byte) 0x00);
    mac(SEPARATOR + 1, key);
    mac(HASH, state);
  }

  /** HMAC under K of the first octets of the state, to K or to V. */
  private void mac(int octets, SecureBuffer to) {
    Libcrypto.checked(
        LibcryptoCurves.HMAC(
            LibcryptoCurves.EVP_sha256(),
            key.address(),
            HASH,
            state.address(),
            octets,
            to.address(),
            new int[1]),
        "HMAC");
  }

  @Override
  public void close() {
    key.close();
    state.close();
  }
}
