package io.countersign.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Reads a PIN from a file: its first line, the line feed left out. Secrets: the PIN; the buffers
 * used on the way are wiped.
 */
public final class PinFile {
  /** Shortest and longest PIN, in characters. */
  public static final int MIN_CHARS = 4;

  public static final int MAX_CHARS = 128;

  private static final int MAX_OCTETS = 4 * MAX_CHARS;

  private PinFile() {}

  /**
   * @return the PIN; the caller wipes it
   * @throws CardException if the file is missing, readable by others, or holds no PIN of {@link
   *     #MIN_CHARS} to {@link #MAX_CHARS} characters
   */
  public static char[] read(Path file) {
    OwnerOnly.require("PIN file", file);
    ByteBuffer octets = ByteBuffer.allocate(MAX_OCTETS);
    CharBuffer chars = CharBuffer.allocate(MAX_OCTETS);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      int read = 0;
      while (read >= 0 && octets.hasRemaining()) {
        read = channel.read(octets);
      }
      if (StandardCharsets.UTF_8.newDecoder().decode(octets.flip(), chars, false).isError()) {
        throw new CardException("PIN file " + file + " is not UTF-8 text");
      }
    } catch (IOException e) {
      throw new CardException("PIN file " + file + " cannot be read: " + e.getMessage(), e);
    } finally {
      Arrays.fill(octets.array(), (byte) 0);
    }
    return firstLine(file, chars.flip());
  }

  private static char[] firstLine(Path file, CharBuffer chars) {
    try {
      int length = 0;
      while (length < chars.limit() && chars.get(length) != '\n' && chars.get(length) != '\r') {
        length++;
      }
      if (length < MIN_CHARS || length > MAX_CHARS) {
        throw new CardException(
            "PIN file "
                + file
                + " must hold a PIN of "
                + MIN_CHARS
                + " to "
                + MAX_CHARS
                + " characters on its first line");
      }
      return Arrays.copyOf(chars.array(), length);
    } finally {
      Arrays.fill(chars.array(), '\0');
    }
  }
}
