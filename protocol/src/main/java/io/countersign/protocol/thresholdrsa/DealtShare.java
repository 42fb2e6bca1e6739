package io.countersign.protocol.thresholdrsa;

import java.util.Arrays;
import java.util.List;

/**
 * One device's share as the dealer made it, on its way to that device: octets that the ceremony
 * seals, then wipes.
 *
 * <p>Secrets: the octets, wiped by {@link #close()}.
 */
public final class DealtShare implements AutoCloseable {
  private final PublicRecord record;
  private final int device;
  private final List<byte[]> rows;

  /** Takes the arrays over. */
  DealtShare(PublicRecord record, int device, List<byte[]> rows) {
    this.record = record;
    this.device = device;
    this.rows = List.copyOf(rows);
  }

  /** The record it belongs to. */
  public PublicRecord record() {
    return record;
  }

  /** The device it is for, from 1. */
  public int device() {
    return device;
  }

  /** How many rows. */
  public int size() {
    return rows.size();
  }

  /**
   * A copy of one row's share, {@code ceil(shareBits / 8)} octets big-endian. The caller wipes it.
   *
   * @param row from 0
   */
  public byte[] octets(int row) {
    return rows.get(row).clone();
  }

  /** Loads it into an engine, as its device will. */
  public KeyShare load(SecretArithmetic engine) {
    return KeyShare.load(engine, record, device, rows);
  }

  /** Wipes the octets. Idempotent. */
  @Override
  public void close() {
    rows.forEach(row -> Arrays.fill(row, (byte) 0));
  }

  @Override
  public String toString() {
    return "DealtShare[device=" + device + ", " + record.family().label() + ", redacted]";
  }
}
