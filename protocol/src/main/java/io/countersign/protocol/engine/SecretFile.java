package io.countersign.protocol.engine;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads passphrase and key files so that the returned array is the only copy in this process: the
 * JDK's own readers leave one in a buffer outside the heap that they keep (invariant I1).
 */
public final class SecretFile {
  private static final int OCTETS_MAX = 1 << 16;

  private SecretFile() {}

  /**
   * The whole file, which the caller wipes.
   *
   * @throws IOException if it cannot be read or has more than 65536 octets
   */
  public static byte[] read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size > OCTETS_MAX) {
        throw new IOException(
            file + " has " + size + " octets, a passphrase or key file has at most " + OCTETS_MAX);
      }
      return read(channel, ByteBuffer.allocateDirect((int) size));
    }
  }

  private static byte[] read(FileChannel channel, ByteBuffer direct) throws IOException {
    try {
      while (direct.hasRemaining()) {
        if (channel.read(direct) < 0) {
          throw new EOFException("file became shorter while it was read");
        }
      }
      byte[] octets = new byte[direct.flip().remaining()];
      direct.get(octets);
      return octets;
    } finally {
      direct.clear();
      while (direct.hasRemaining()) {
        direct.put((byte) 0);
      }
    }
  }
}
