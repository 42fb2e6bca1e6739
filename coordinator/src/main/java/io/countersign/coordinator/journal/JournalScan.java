package io.countersign.coordinator.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads a journal from its beginning into an index, a batch at a time: a batch counts whole or not
 * at all.
 */
final class JournalScan {
  private final JournalStore store;
  private final EventIndex index;
  private final List<Placed> pending = new ArrayList<>();
  private long at = Frame.FILE_HEADER_OCTETS;
  private long end = at;
  private long lastBatchStart = at;
  private long batch;
  private int left;

  private record Placed(FramePayload payload, long offset) {}

  JournalScan(JournalStore store, EventIndex index) {
    this.store = store;
    this.index = index;
  }

  /** Where writing goes on, the last batch's number, and the copy of an unfinished end. */
  record Recovered(long length, long batch, Optional<String> torn) {}

  /**
   * Makes the journal ready for writing: a new one is begun, an unfinished end is set aside.
   *
   * @throws JournalDamaged if octets before an unfinished end are not as they were written
   */
  Recovered run(Instant now) throws IOException {
    Optional<String> torn = Optional.empty();
    try (SeekableByteChannel in = store.read()) {
      if (!hasFileHeader(in)) {
        return begin(in, now);
      }
      while (at < in.size() && frame(in)) {}
      if (end < in.size()) {
        requireUnfinishedWrite(in);
        torn = Optional.of(store.setAside(end, now));
      }
    }
    store.resume(lastBatchStart, end);
    return new Recovered(end, batch, torn);
  }

  /** True if a whole header of this version is there; false if the file was only being created. */
  private boolean hasFileHeader(SeekableByteChannel in) throws IOException {
    byte[] head = read(in, 0, Frame.FILE_HEADER_OCTETS);
    Optional<Integer> version = Frame.version(head);
    if (version.isPresent() && version.get() != JournalLimits.VERSION) {
      throw new JournalDamaged(
          store.name(),
          0,
          "it is of version " + version.get() + ", this program reads " + JournalLimits.VERSION);
    }
    boolean begun =
        in.size() < Frame.FILE_HEADER_OCTETS
            || (in.size() == Frame.FILE_HEADER_OCTETS && isZero(head));
    if (version.isEmpty() && !begun) {
      throw new JournalDamaged(store.name(), 0, "it does not begin as a journal does");
    }
    return version.isPresent();
  }

  private Recovered begin(SeekableByteChannel in, Instant now) throws IOException {
    Optional<String> torn = in.size() == 0 ? Optional.empty() : Optional.of(store.setAside(0, now));
    store.resume(0, 0);
    store.write(Frame.fileHeader());
    store.sync();
    return new Recovered(Frame.FILE_HEADER_OCTETS, 0, torn);
  }

  /** Takes the next frame; false if it is not whole. */
  private boolean frame(SeekableByteChannel in) throws IOException {
    Optional<Frame.Header> header = Frame.header(read(in, at, Frame.HEADER_OCTETS), 0);
    if (header.isEmpty()) {
      return false;
    }
    byte[] octets = read(in, at + Frame.HEADER_OCTETS, header.get().length());
    if (!header.get().matches(octets)) {
      return false;
    }
    if (header.get().batch() != batch + 1
        || !(pending.isEmpty() || header.get().left() == left - 1)) {
      throw damaged(
          "frame of batch "
              + header.get().batch()
              + " with "
              + header.get().left()
              + " to follow, after batch "
              + batch
              + " and "
              + left
              + " to follow");
    }
    pending.add(new Placed(payload(octets), at));
    left = header.get().left();
    at += Frame.HEADER_OCTETS + octets.length;
    if (at - end > JournalLimits.BATCH_OCTETS) {
      throw damaged("a batch of more than " + JournalLimits.BATCH_OCTETS + " octets");
    }
    if (left == 0) {
      for (Placed frame : pending) {
        take(frame);
      }
      pending.clear();
      batch++;
      lastBatchStart = end;
      end = at;
    }
    return true;
  }

  private FramePayload payload(byte[] octets) throws JournalDamaged {
    try {
      return FramePayload.decode(octets);
    } catch (IOException e) {
      throw damaged("the frame's checksum is right, but it is not of version 1: " + e.getMessage());
    }
  }

  private void take(Placed frame) throws JournalDamaged {
    FramePayload payload = frame.payload;
    long highest = index.highestSequenceNr(payload.persistenceId());
    if (payload instanceof FramePayload.Write write && write.firstSequenceNr() != highest + 1) {
      throw damaged(
          write.persistenceId()
              + " has event "
              + write.firstSequenceNr()
              + ", wanted "
              + (highest + 1));
    }
    index.add(payload, frame.offset);
  }

  private void requireUnfinishedWrite(SeekableByteChannel in) throws IOException {
    if (in.size() - end > JournalLimits.BATCH_OCTETS) {
      throw damaged("a bad frame that more than one batch follows");
    }
    byte[] octets = read(in, end, Math.toIntExact(in.size() - end));
    if (!new UnfinishedEnd(octets, end, batch + 1).isUnfinishedWrite(Math.toIntExact(at - end))) {
      throw damaged("a frame whose checksum is wrong");
    }
  }

  private JournalDamaged damaged(String reason) {
    return new JournalDamaged(store.name(), at, reason);
  }

  /** As many octets as there are, at most {@code length}. */
  static byte[] read(SeekableByteChannel in, long from, int length) throws IOException {
    ByteBuffer octets = ByteBuffer.allocate(length);
    in.position(from);
    while (octets.hasRemaining() && in.read(octets) >= 0) {}
    return Arrays.copyOf(octets.array(), octets.position());
  }

  private static boolean isZero(byte[] octets) {
    return Arrays.equals(octets, new byte[octets.length]);
  }
}
