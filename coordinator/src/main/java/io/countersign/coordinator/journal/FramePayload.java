package io.countersign.coordinator.journal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.util.ArrayList;
import java.util.List;

/** What a frame carries: events of one persistence id that count together, or a deletion. */
sealed interface FramePayload {
  int WRITE = 1;
  int DELETE = 2;

  /** Last octet of every payload, so that a frame never ends in zeros by itself. */
  int END = 0x2e;

  /** The behavior concerned, at most 65,535 octets in modified UTF-8. */
  String persistenceId();

  /**
   * Events that are whole or absent.
   *
   * @param firstSequenceNr of the first event, from 1; the others follow without a gap
   */
  record Write(String persistenceId, long firstSequenceNr, List<StoredEvent> events)
      implements FramePayload {
    public Write {
      events = List.copyOf(events);
      if (events.isEmpty() || firstSequenceNr < 1) {
        throw new IllegalArgumentException(
            "a write has at least one event and sequence numbers from 1, got "
                + events.size()
                + " from "
                + firstSequenceNr);
      }
    }

    long lastSequenceNr() {
      return firstSequenceNr + events.size() - 1;
    }
  }

  /** Events up to and including a sequence number are not replayed any more. */
  record Delete(String persistenceId, long toSequenceNr) implements FramePayload {}

  /**
   * The octets of the payload.
   *
   * @throws JournalMisused if it is longer than {@link JournalLimits#FRAME_OCTETS}, or a name is
   *     longer than 65,535 octets
   */
  static byte[] encode(FramePayload payload) throws JournalMisused {
    ByteArrayOutputStream octets = new ByteArrayOutputStream(512);
    try (DataOutputStream out = new DataOutputStream(octets)) {
      if (payload instanceof Write write) {
        out.writeByte(WRITE);
        out.writeUTF(write.persistenceId);
        out.writeLong(write.firstSequenceNr);
        out.writeInt(write.events.size());
        for (StoredEvent event : write.events) {
          encode(event, out);
        }
      } else if (payload instanceof Delete delete) {
        out.writeByte(DELETE);
        out.writeUTF(delete.persistenceId);
        out.writeLong(delete.toSequenceNr);
      }
      out.writeByte(END);
    } catch (UTFDataFormatException e) {
      throw new JournalMisused("a name or manifest has more than 65535 octets");
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot fail to be written", e);
    }
    if (octets.size() > JournalLimits.FRAME_OCTETS) {
      throw new JournalMisused(
          "an atomic write has at most "
              + JournalLimits.FRAME_OCTETS
              + " octets, got "
              + octets.size());
    }
    return octets.toByteArray();
  }

  private static void encode(StoredEvent event, DataOutputStream out) throws IOException {
    out.writeLong(event.timestamp());
    out.writeInt(event.serializerId());
    out.writeUTF(event.serializerManifest());
    out.writeUTF(event.eventManifest());
    out.writeUTF(event.writer());
    out.writeInt(event.octets().length);
    out.write(event.octets());
  }

  /**
   * Reads a payload whose checksum was right.
   *
   * @throws IOException if it is not of format 1
   */
  static FramePayload decode(byte[] octets) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(octets));
    int type = in.readUnsignedByte();
    String persistenceId = in.readUTF();
    long sequenceNr = in.readLong();
    FramePayload payload;
    if (type == WRITE) {
      int count = in.readInt();
      List<StoredEvent> events = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        events.add(decodeEvent(in));
      }
      if (events.isEmpty() || sequenceNr < 1) {
        throw new IOException("a write without events");
      }
      payload = new Write(persistenceId, sequenceNr, events);
    } else if (type == DELETE) {
      payload = new Delete(persistenceId, sequenceNr);
    } else {
      throw new IOException("a payload of type " + type + ", wanted 1 or 2");
    }
    if (in.readUnsignedByte() != END || in.available() > 0) {
      throw new IOException("a payload without its end");
    }
    return payload;
  }

  private static StoredEvent decodeEvent(DataInputStream in) throws IOException {
    long timestamp = in.readLong();
    int serializerId = in.readInt();
    String serializerManifest = in.readUTF();
    String eventManifest = in.readUTF();
    String writer = in.readUTF();
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IOException("an event of " + length + " octets where " + in.available() + " are");
    }
    byte[] octets = in.readNBytes(length);
    return new StoredEvent(
        timestamp, serializerId, serializerManifest, eventManifest, writer, octets);
  }
}
