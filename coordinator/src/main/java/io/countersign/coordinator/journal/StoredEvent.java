package io.countersign.coordinator.journal;

import java.util.Arrays;
import java.util.Objects;

/** One serialized event. Immutable; the octets belong to it and must not be changed. */
final class StoredEvent {
  private final long timestamp;
  private final int serializerId;
  private final String serializerManifest;
  private final String eventManifest;
  private final String writer;
  private final byte[] octets;

  /**
   * @param timestamp milliseconds since 1970, as Akka set it
   * @param serializerManifest what the serializer needs besides the octets
   * @param eventManifest what an event adapter needs
   * @param writer the incarnation of the persistent actor that wrote it
   */
  StoredEvent(
      long timestamp,
      int serializerId,
      String serializerManifest,
      String eventManifest,
      String writer,
      byte[] octets) {
    this.timestamp = timestamp;
    this.serializerId = serializerId;
    this.serializerManifest = serializerManifest;
    this.eventManifest = eventManifest;
    this.writer = writer;
    this.octets = octets;
  }

  long timestamp() {
    return timestamp;
  }

  int serializerId() {
    return serializerId;
  }

  String serializerManifest() {
    return serializerManifest;
  }

  String eventManifest() {
    return eventManifest;
  }

  String writer() {
    return writer;
  }

  byte[] octets() {
    return octets;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StoredEvent that
        && timestamp == that.timestamp
        && serializerId == that.serializerId
        && serializerManifest.equals(that.serializerManifest)
        && eventManifest.equals(that.eventManifest)
        && writer.equals(that.writer)
        && Arrays.equals(octets, that.octets);
  }

  @Override
  public int hashCode() {
    return Objects.hash(timestamp, serializerId, Arrays.hashCode(octets));
  }

  /** Names no content: events carry evidence that a log of errors need not repeat. */
  @Override
  public String toString() {
    return "StoredEvent[" + serializerManifest + ", " + octets.length + " octets]";
  }
}
