package io.countersign.protocol.thresholdrsa;

import java.util.List;
import java.util.Map;

/**
 * What a dealer made: the public records, one per family over one N, and every device's shares.
 *
 * <p>Secrets: the shares, wiped by {@link #close()}.
 */
public final class Dealing implements AutoCloseable {
  private final Map<Family, PublicRecord> records;
  private final Map<Family, List<DealtShare>> shares;

  Dealing(Map<Family, PublicRecord> records, Map<Family, List<DealtShare>> shares) {
    this.records = Map.copyOf(records);
    this.shares = Map.copyOf(shares);
  }

  /** The records by family. */
  public Map<Family, PublicRecord> records() {
    return records;
  }

  /**
   * The record of one family.
   *
   * @throws IllegalArgumentException if that family was not dealt
   */
  public PublicRecord record(Family family) {
    PublicRecord record = records.get(family);
    if (record == null) {
      throw new IllegalArgumentException(family.label() + " was not dealt");
    }
    return record;
  }

  /**
   * The share of one device.
   *
   * @param device from 1
   * @throws IllegalArgumentException if that family was not dealt
   */
  public DealtShare share(Family family, int device) {
    List<DealtShare> dealt = shares.get(family);
    if (dealt == null) {
      throw new IllegalArgumentException(family.label() + " was not dealt");
    }
    return dealt.get(device - 1);
  }

  /** Wipes all shares. Idempotent. */
  @Override
  public void close() {
    shares.values().forEach(dealt -> dealt.forEach(DealtShare::close));
  }

  @Override
  public String toString() {
    return "Dealing[" + records.keySet() + ", redacted]";
  }
}
