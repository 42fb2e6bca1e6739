package io.countersign.protocol.engine;

import java.math.BigInteger;

/** A number of libcrypto's, cleared when closed. Thread: whoever owns it. */
final class Bignum implements AutoCloseable {
  private long address;

  private Bignum(long address, String function) {
    this.address = Libcrypto.checked(address, function);
  }

  /** Zero, in ordinary memory: for public numbers. */
  static Bignum ordinary() {
    return new Bignum(LibcryptoNumbers.BN_new(), "BN_new");
  }

  /** Zero, in secure memory and marked for constant-time use: for secrets. */
  static Bignum secure() {
    Bignum number = new Bignum(LibcryptoNumbers.BN_secure_new(), "BN_secure_new");
    LibcryptoNumbers.BN_set_flags(number.address, LibcryptoNumbers.BN_FLG_CONSTTIME);
    return number;
  }

  /** A public number, not negative. */
  static Bignum of(BigInteger value) {
    byte[] octets = Octets.of(value);
    return new Bignum(LibcryptoNumbers.BN_bin2bn(octets, octets.length, 0), "BN_bin2bn");
  }

  /** The secret whose big-endian octets are in the buffer. */
  static Bignum of(SecureBuffer octets) {
    return of(octets, 0, octets.length());
  }

  /** The secret whose big-endian octets are in a part of the buffer. */
  static Bignum of(SecureBuffer octets, int offset, int length) {
    octets.at(offset + length);
    Bignum number = secure();
    if (LibcryptoNumbers.BN_bin2bn(octets.at(offset), length, number.address) == 0) {
      number.close();
      throw new IllegalStateException("secure memory is full: close secrets that are not in use");
    }
    return number;
  }

  long address() {
    return address;
  }

  int bitLength() {
    return LibcryptoNumbers.BN_num_bits(address);
  }

  boolean isZero() {
    return LibcryptoNumbers.BN_is_zero(address) == 1;
  }

  /** Writes the number at the full length of the buffer. */
  void writeTo(SecureBuffer octets) {
    Libcrypto.check(
        LibcryptoNumbers.BN_bn2binpad(address, octets.address(), octets.length()), "BN_bn2binpad");
  }

  /** The octets of a public number, {@code length} of them. */
  byte[] publicOctets(int length) {
    byte[] octets = new byte[length];
    Libcrypto.check(LibcryptoNumbers.BN_bn2binpad(address, octets, length), "BN_bn2binpad");
    return octets;
  }

  /** The value of a public number. */
  BigInteger publicValue() {
    return new BigInteger(1, publicOctets(Operands.octets(Math.max(1, bitLength()))));
  }

  @Override
  public void close() {
    LibcryptoNumbers.BN_clear_free(address);
    address = 0;
  }
}
