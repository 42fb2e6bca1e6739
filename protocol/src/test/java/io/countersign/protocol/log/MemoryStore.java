package io.countersign.protocol.log;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Segments in memory, without a disk; a power cut takes what was not synced. */
final class MemoryStore implements LogStore {
  final Map<Integer, byte[]> segments = new TreeMap<>();
  final List<byte[]> setAside = new ArrayList<>();
  private final Map<Integer, byte[]> durable = new TreeMap<>();
  private int tail;

  /** A store with one segment. */
  static MemoryStore of(byte[] octets) {
    MemoryStore store = new MemoryStore();
    store.segments.put(1, octets);
    return store;
  }

  /** What a machine that loses power now finds again. */
  MemoryStore afterPowerCut() {
    MemoryStore store = new MemoryStore();
    store.segments.putAll(durable);
    return store;
  }

  byte[] octets(int segment) {
    return segments.getOrDefault(segment, new byte[0]);
  }

  @Override
  public List<Integer> segments() {
    return List.copyOf(segments.keySet());
  }

  @Override
  public String name(int segment) {
    return "segment " + segment;
  }

  @Override
  public InputStream read(int segment, long from) {
    byte[] octets = octets(segment);
    return new ByteArrayInputStream(octets, (int) from, octets.length - (int) from);
  }

  @Override
  public void begin(int segment) {
    segments.put(segment, new byte[0]);
    tail = segment;
    sync();
  }

  @Override
  public void resume(int segment, long settled, long length) {
    tail = segment;
  }

  @Override
  public String setAside(int segment, long length, Instant now) {
    byte[] octets = octets(segment);
    setAside.add(Arrays.copyOfRange(octets, (int) length, octets.length));
    segments.put(segment, Arrays.copyOf(octets, (int) length));
    return "copy " + setAside.size();
  }

  @Override
  public void write(List<byte[]> lines) {
    for (byte[] line : lines) {
      byte[] before = octets(tail);
      byte[] after = Arrays.copyOf(before, before.length + line.length);
      System.arraycopy(line, 0, after, before.length, line.length);
      segments.put(tail, after);
    }
  }

  @Override
  public void sync() {
    durable.put(tail, octets(tail));
  }

  @Override
  public void rewind(long length) {
    segments.put(tail, Arrays.copyOf(octets(tail), (int) length));
    sync();
  }

  @Override
  public void close() {}
}
