package io.countersign.deploy.tls;

import io.countersign.protocol.engine.Passphrase;
import io.countersign.protocol.engine.SecretFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Passphrases and PINs from files: the first line, without its end. The caller wipes the array. */
public final class Secrets {
  private static final int MAX_OCTETS = 4096;

  private Secrets() {}

  /**
   * @throws TlsException if the file cannot be read, is empty or longer than 4096 octets
   */
  public static byte[] octets(Path file) {
    byte[] read;
    try {
      if (Files.size(file) > MAX_OCTETS) {
        throw new TlsException(file + " is longer than " + MAX_OCTETS + " octets: no passphrase");
      }
      read = SecretFile.read(file);
    } catch (IOException e) {
      throw new TlsException(file + " cannot be read: " + e.getMessage());
    }
    int end = 0;
    while (end < read.length && read[end] != '\n' && read[end] != '\r') {
      end++;
    }
    byte[] line = Arrays.copyOf(read, end);
    Arrays.fill(read, (byte) 0);
    if (end == 0) {
      throw new TlsException(file + " is empty: write the passphrase as its first line");
    }
    return line;
  }

  /**
   * The passphrase of a share vault, which never gets onto the heap (I1); the caller closes it.
   *
   * @throws TlsException if the file cannot be read, is empty or longer than 4096 octets
   */
  public static Passphrase passphrase(Path file) {
    try {
      return Passphrase.read(file);
    } catch (IOException e) {
      throw new TlsException(file + " cannot be read: " + e.getMessage());
    }
  }

  /** As {@link #octets}, decoded as UTF-8. */
  public static char[] chars(Path file) {
    byte[] octets = octets(file);
    CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(octets));
    char[] chars = new char[decoded.remaining()];
    decoded.get(chars);
    Arrays.fill(octets, (byte) 0);
    if (decoded.hasArray()) {
      Arrays.fill(decoded.array(), '\0');
    }
    return chars;
  }
}
