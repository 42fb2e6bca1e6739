package io.countersign.device;

import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.Refusal.Code;

/**
 * The last of the ring's records that this device gave a partial signature of. Of one number it
 * gives none for another record: with more than half of the devices needed, no two records of one
 * number can come to be signed, and no part of the ring can be led away from the rest (I3).
 *
 * @param sequence number of the record, 0 for none yet
 * @param digest of the document that was signed
 */
record RecordPromise(long sequence, Octets digest) {
  static final RecordPromise NONE = new RecordPromise(0, Octets.EMPTY);

  /**
   * @throws Refusing {@code record:other} if it would be another record of that number
   */
  void require(long record, Octets dochash) {
    if (record > 0 && record == sequence && !digest.equals(dochash)) {
      throw new Refusing(
          Code.EXPIRED,
          "record:other",
          "this device gave a partial signature of another record number " + record);
    }
  }
}
