package io.countersign.device;

import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.Refusal.Code;
import java.time.Instant;

/**
 * The one record of the ring, of all of its number, to which this device has bound itself (I3): by
 * its vote while the request for it is valid, by a partial signature for good. So that no two
 * records of one number come to be signed, which would lead a part of the ring away from the rest:
 * more than half of the devices are needed, so whoever signed one of them keeps the other from it,
 * as long as nobody signs both who should not. And so that not every device comes to be bound to
 * another record: whoever gives a partial signature does it while all that voted are bound to the
 * same, so of the record that was bound last as many devices are left as are needed.
 *
 * @param sequence number of the record, 0 for none yet; it never becomes less
 * @param digest of the document
 * @param request for which the device voted last
 * @param until seconds since 1970: so long a vote binds
 * @param given whether a partial signature of it was given
 */
record RecordPromise(long sequence, Octets digest, Octets request, long until, boolean given) {
  static final RecordPromise NONE = new RecordPromise(0, Octets.EMPTY, Octets.EMPTY, 0, false);

  /**
   * @param record 0 if it is no record of the ring
   * @throws Refusing {@code record:other} if it is another than the one to which the device is
   *     bound
   */
  void require(long record, Octets dochash, Instant now) {
    if (record == 0 || record > sequence) {
      return;
    }
    if (record < sequence) {
      throw other("has bound itself to record number " + sequence + " of the ring already");
    }
    if (!digest.equals(dochash) && (given || now.getEpochSecond() <= until)) {
      throw other(
          given
              ? "gave a partial signature of another record number " + record
              : "voted for another record number "
                  + record
                  + ", which may be signed until "
                  + Instant.ofEpochSecond(until));
    }
  }

  /** After a vote. */
  RecordPromise voted(long record, Octets dochash, Octets of, long notAfter) {
    if (record == 0 || record < sequence) {
      return this;
    }
    boolean same = record == sequence && digest.equals(dochash);
    return new RecordPromise(
        record, dochash, of, same ? Math.max(until, notAfter) : notAfter, same && given);
  }

  /** After a partial signature. */
  RecordPromise given(long record, Octets dochash, Octets of) {
    return record == 0 || record < sequence
        ? this
        : new RecordPromise(record, dochash, of, until, true);
  }

  /** After a partial signature for a request of which nothing else is known any more. */
  RecordPromise given(Octets of) {
    return request.equals(of) ? new RecordPromise(sequence, digest, of, until, true) : this;
  }

  private static Refusing other(String what) {
    return new Refusing(Code.EXPIRED, "record:other", "this device " + what);
  }
}
