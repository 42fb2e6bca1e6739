package io.countersign.protocol.log;

import java.util.Arrays;
import java.util.function.Predicate;

/**
 * Tells an unfinished write from damage, for the octets that follow the last good seal.
 *
 * <p>A process that dies leaves a beginning of its last batch. A machine that loses power may
 * besides leave whole sectors of zeros where octets of that batch did not reach the disk. Anything
 * else, such as a whole line that is wrong, was not made by an interrupted write: it may have been
 * acknowledged, and is damage. So a changed octet in the last acknowledged batch, too, is found.
 */
final class UnsealedEnd {
  private static final int SECTOR = 512;

  private final byte[] octets;
  private final long offset;

  /**
   * @param octets what follows the last good seal
   * @param offset where that begins in its file
   */
  UnsealedEnd(byte[] octets, long offset) {
    this.octets = octets;
    this.offset = offset;
  }

  /**
   * @param flaw index of the first line that was not accepted; the length if all were
   * @param isSeal whether a line is a seal with a good signature, whatever precedes it
   */
  boolean isUnfinishedWrite(int flaw, Predicate<byte[]> isSeal) {
    if (flaw == octets.length) {
      return true;
    }
    int feed = lineEnd(flaw);
    if (hasHole(flaw, feed)) {
      return !sealBeforeTheLastLine(feed, isSeal);
    }
    return feed == octets.length
        && octets[feed - 1] != '\n'
        && !LogLines.isObjectThenMore(Arrays.copyOfRange(octets, flaw, feed));
  }

  /** Index after the line feed that ends the line, or the length. */
  private int lineEnd(int from) {
    int at = from;
    while (at < octets.length && octets[at] != '\n') {
      at++;
    }
    return Math.min(at + 1, octets.length);
  }

  private boolean hasHole(int from, int to) {
    int at = from;
    while (at < to) {
      int start = at;
      while (at < to && octets[at] == 0) {
        at++;
      }
      if (at > start && isEdge(start) && isEdge(at)) {
        return true;
      }
      at++;
    }
    return false;
  }

  private boolean isEdge(int at) {
    return at == 0 || at == octets.length || (offset + at) % SECTOR == 0;
  }

  /** Only one batch was under way: a good seal that something follows belongs to an older one. */
  private boolean sealBeforeTheLastLine(int from, Predicate<byte[]> isSeal) {
    int at = from;
    while (at < octets.length) {
      int next = lineEnd(at);
      if (next < octets.length && isSeal.test(Arrays.copyOfRange(octets, at, next - 1))) {
        return true;
      }
      at = next;
    }
    return false;
  }
}
