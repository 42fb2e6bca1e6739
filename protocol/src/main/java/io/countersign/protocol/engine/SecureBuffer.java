package io.countersign.protocol.engine;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Octets of a secret in libcrypto's secure memory: between guard pages, locked where the host
 * allows it, left out of core files, zeroed when closed (invariant I1). Thread: one.
 */
final class SecureBuffer implements AutoCloseable {
  private final int length;
  private long address;

  /**
   * Zeroed octets.
   *
   * @throws IllegalStateException if the secure memory is full
   */
  SecureBuffer(int length) {
    this.length = length;
    this.address =
        Libcrypto.checked(
            LibcryptoNumbers.CRYPTO_secure_zalloc(length, 0, 0), "CRYPTO_secure_zalloc");
  }

  /** A copy of octets that came from outside; the caller wipes his. */
  static SecureBuffer of(byte[] octets) {
    SecureBuffer buffer = new SecureBuffer(Math.max(1, octets.length));
    new Pointer(buffer.address).write(0, octets, 0, octets.length);
    return buffer;
  }

  /** As {@link #of}, and wipes the array. */
  static SecureBuffer wiping(byte[] octets) {
    try {
      return of(octets);
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
  }

  int length() {
    return length;
  }

  long address() {
    return at(0);
  }

  long at(int offset) {
    if (address == 0) {
      throw Operands.closed();
    }
    if (offset < 0 || offset > length) {
      throw new IndexOutOfBoundsException("offset " + offset + " of " + length + " octets");
    }
    return address + offset;
  }

  /** A part that is no secret, such as a check value or a signature. */
  byte[] publicOctets(int offset, int count) {
    at(offset + count);
    return new Pointer(address()).getByteArray(offset, count);
  }

  /** Sets public octets. */
  void fill(int offset, int count, byte value) {
    at(offset + count);
    new Pointer(at(offset)).setMemory(0, count, value);
  }

  /** Writes public octets. */
  void write(byte[] octets, int offset) {
    at(offset + octets.length);
    new Pointer(at(offset)).write(0, octets, 0, octets.length);
  }

  /** Copies all of another buffer here, past the heap. */
  void copy(SecureBuffer from, int offset) {
    at(offset + from.length);
    view().slice(offset, from.length).put(from.view());
  }

  /** All of it, to be read and written past the heap; not to be used once this is closed. */
  ByteBuffer view() {
    return new Pointer(address()).getByteBuffer(0, length);
  }

  /** Keeps only the bits of the mask in the first octet. */
  void maskFirst(int mask) {
    Pointer first = new Pointer(at(0));
    first.setByte(0, (byte) (first.getByte(0) & mask));
  }

  @Override
  public void close() {
    if (address != 0) {
      LibcryptoNumbers.CRYPTO_secure_clear_free(address, length, 0, 0);
      address = 0;
    }
  }
}
