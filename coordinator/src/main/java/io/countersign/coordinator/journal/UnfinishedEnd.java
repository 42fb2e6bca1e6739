package io.countersign.coordinator.journal;

import java.util.Optional;

/**
 * Tells an interrupted write from damage, for what follows the last whole batch.
 *
 * <p>A process that dies leaves a beginning of its batch: whole frames, then one that is shorter
 * than its header says. A machine that loses power may besides leave whole sectors of zeros. A
 * frame that is all there but wrong was not made by an interrupted write; nor is anything that a
 * later batch follows, for a batch begins only when the one before it was synced.
 */
final class UnfinishedEnd {
  private static final int SECTOR = 512;

  private final byte[] octets;
  private final long offset;
  private final long underWay;

  /**
   * @param octets from the end of the last whole batch to the end of the file
   * @param offset where that begins in the file
   * @param underWay number that the next batch has
   */
  UnfinishedEnd(byte[] octets, long offset, long underWay) {
    this.octets = octets;
    this.offset = offset;
    this.underWay = underWay;
  }

  /**
   * @param bad index of the first frame that is not whole or wrong; the length if there is none
   */
  boolean isUnfinishedWrite(int bad) {
    if (octets.length - bad < Frame.HEADER_OCTETS) {
      return true;
    }
    Optional<Frame.Header> header = Frame.header(octets, bad);
    if (header.isPresent() && header.get().batch() != underWay) {
      return false;
    }
    long end = bad + (long) Frame.HEADER_OCTETS + header.map(Frame.Header::length).orElse(0);
    boolean cut = header.isPresent() && end > octets.length;
    return cut || (hasHole(bad, Math.toIntExact(end)) && !isFollowedByALaterBatch());
  }

  /** Whether a sector, or what of it belongs to this end, is nothing but zeros. */
  private boolean hasHole(int from, int to) {
    int start = Math.max(0, from - (int) ((offset + from) % SECTOR));
    while (start < to) {
      int next = start + SECTOR - (int) ((offset + start) % SECTOR);
      if (isZero(start, Math.min(next, octets.length))) {
        return true;
      }
      start = next;
    }
    return false;
  }

  private boolean isZero(int from, int to) {
    for (int at = from; at < to; at++) {
      if (octets[at] != 0) {
        return false;
      }
    }
    return true;
  }

  private boolean isFollowedByALaterBatch() {
    for (int at = 1; at + Frame.HEADER_OCTETS <= octets.length; at++) {
      if (Frame.header(octets, at).filter(header -> header.batch() > underWay).isPresent()) {
        return true;
      }
    }
    return false;
  }
}
