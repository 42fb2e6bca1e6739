package io.countersign.protocol.thresholdrsa;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * What one signing device holds of one key: a secret integer per row.
 *
 * <p>Secrets: the integers, which stay inside the engine that holds them. Timing: {@link
 * #checkAgainst} exponentiates public values to the secrets, as the engine does. Thread: safe for
 * concurrent use until closed.
 */
public final class KeyShare implements AutoCloseable {
  private final int device;
  private final Family family;
  private final KeyId keyId;
  private final List<SecretInteger> rows;

  private KeyShare(int device, Family family, KeyId keyId, List<SecretInteger> rows) {
    this.device = device;
    this.family = family;
    this.keyId = keyId;
    this.rows = List.copyOf(rows);
  }

  /**
   * Loads a device's share into an engine. The caller keeps and wipes its own arrays.
   *
   * @param record the key
   * @param device index from 1
   * @param rows big-endian magnitudes, one per row of the perfect hash family
   * @throws CheckFailed {@code share} if the number of rows, the index or a length is wrong;
   *     nothing stays loaded
   */
  public static KeyShare load(
      SecretArithmetic engine, PublicRecord record, int device, List<byte[]> rows) {
    if (rows.size() != record.phf().size() || device < 1 || device > record.threshold().n()) {
      throw new CheckFailed(
          "share",
          "device %d has %d rows, need %d rows and a device of 1 to %d"
              .formatted(device, rows.size(), record.phf().size(), record.threshold().n()));
    }
    List<SecretInteger> loaded = new ArrayList<>();
    try {
      for (byte[] row : rows) {
        loaded.add(engine.load(row, record.shareBits()));
      }
    } catch (IllegalArgumentException e) {
      loaded.forEach(SecretInteger::close);
      throw new CheckFailed(
          "share", "row %d exceeds %d bits".formatted(loaded.size(), record.shareBits()));
    }
    return new KeyShare(device, record.family(), record.keyId(), loaded);
  }

  /**
   * A share of secrets that an engine already holds, as a vault opens them.
   *
   * @param record the key
   * @param device index from 1
   * @param secrets one per row of the perfect hash family; owned by the share from here on
   * @throws CheckFailed {@code share} if their number or the index is wrong
   */
  public static KeyShare of(PublicRecord record, int device, List<SecretInteger> secrets) {
    if (secrets.size() != record.phf().size() || device < 1 || device > record.threshold().n()) {
      throw new CheckFailed(
          "share",
          "need %d rows of a device in 1..%d, got %d rows of device %d"
              .formatted(record.phf().size(), record.threshold().n(), secrets.size(), device));
    }
    return new KeyShare(device, record.family(), record.keyId(), secrets);
  }

  /** The device's index, from 1. */
  public int device() {
    return device;
  }

  /** The family it belongs to. */
  public Family family() {
    return family;
  }

  /** The record it belongs to. */
  public KeyId keyId() {
    return keyId;
  }

  /** How many rows. */
  public int size() {
    return rows.size();
  }

  /**
   * The device's own check of what it was dealt (KG4): {@code |v^s| = v_s} for every row.
   *
   * @throws CheckFailed {@code share:key} for another record, {@code share:value} if one differs
   */
  public void checkAgainst(PublicRecord record) {
    checkKey(record);
    SignedQuadraticResidues group = new SignedQuadraticResidues(record.modulus());
    for (int row = 0; row < rows.size(); row++) {
      BigInteger value = group.abs(rows.get(row).pow(record.v(), record.modulus()));
      if (!value.equals(record.verificationValue(row, device))) {
        throw new CheckFailed(
            "share:value",
            "the share of row %d at device %d is not the one recorded".formatted(row, device));
      }
    }
  }

  void checkKey(PublicRecord record) {
    KeyId wanted = record.keyId();
    if (!keyId.equals(wanted)) {
      throw new CheckFailed("share:key", "the share is of key " + keyId + ", need " + wanted);
    }
  }

  SecretInteger secret(int row) {
    return rows.get(row);
  }

  /** Erases the secrets. Idempotent. */
  @Override
  public void close() {
    rows.forEach(SecretInteger::close);
  }

  @Override
  public String toString() {
    return "KeyShare[device=" + device + ", family=" + family.label() + ", redacted]";
  }
}
