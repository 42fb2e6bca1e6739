package io.countersign.protocol.engine;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The passphrase of a share vault, for the second or so that a key is derived from it. It is read
 * from its file straight into memory off the heap, with libcrypto into its secure memory: an array
 * on the heap may be copied by a garbage collection before it is wiped (invariant I1).
 *
 * <p>Secrets: the passphrase; erased when closed. Thread: one.
 */
public final class Passphrase implements AutoCloseable {
  private static final int OCTETS_MAX = 4096;

  private final @Nullable SecureBuffer secure;
  private final ByteBuffer octets;
  private int length;

  private Passphrase(int capacity) {
    secure = Libcrypto.usable() ? new SecureBuffer(Math.max(1, capacity)) : null;
    octets = secure == null ? ByteBuffer.allocateDirect(capacity) : secure.view();
    length = capacity;
  }

  /**
   * The first line of a file, without its end.
   *
   * @throws IOException if the file cannot be read, is empty or longer than 4096 octets
   */
  public static Passphrase read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size > OCTETS_MAX) {
        throw new IOException(
            "it has " + size + " octets, a passphrase file has at most " + OCTETS_MAX);
      }
      Passphrase passphrase = new Passphrase((int) size);
      boolean read = false;
      try {
        passphrase.fill(channel, (int) size);
        if (passphrase.length == 0) {
          throw new IOException("it is empty: write the passphrase as its first line");
        }
        read = true;
        return passphrase;
      } finally {
        if (!read) {
          passphrase.close();
        }
      }
    }
  }

  /** A copy of octets that are on the heap anyway; the caller wipes them. */
  public static Passphrase of(byte[] passphrase) {
    Passphrase copy = new Passphrase(passphrase.length);
    copy.octets.put(0, passphrase);
    return copy;
  }

  private void fill(FileChannel channel, int size) throws IOException {
    ByteBuffer to = octets.slice(0, size);
    while (to.hasRemaining()) {
      if (channel.read(to) < 0) {
        throw new EOFException("file became shorter while it was read");
      }
    }
    length = 0;
    while (length < size && octets.get(length) != '\n' && octets.get(length) != '\r') {
      length++;
    }
  }

  int length() {
    return length;
  }

  /** Where the passphrase is; only with libcrypto. */
  long address() {
    if (secure == null) {
      throw new IllegalStateException("without libcrypto a passphrase is not in its memory");
    }
    return secure.address();
  }

  /** A copy on the heap, for engines that have nothing else; the caller wipes it. */
  byte[] copy() {
    byte[] copy = new byte[length];
    octets.get(0, copy);
    return copy;
  }

  @Override
  public void close() {
    if (secure != null) {
      secure.close();
    } else {
      for (int i = 0; i < octets.capacity(); i++) {
        octets.put(i, (byte) 0);
      }
    }
    length = 0;
  }

  @Override
  public String toString() {
    return "Passphrase[redacted]";
  }
}
