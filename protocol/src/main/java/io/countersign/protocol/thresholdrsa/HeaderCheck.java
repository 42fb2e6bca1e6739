package io.countersign.protocol.thresholdrsa;

import java.util.List;

/**
 * Whether a session header fits a record, a device and an encoded message (CRYPTO.md 3.1, {@code
 * device_open}). Holds the record's key id, so that it is computed once.
 */
final class HeaderCheck {
  private final PublicRecord record;
  private final KeyId keyId;

  HeaderCheck(PublicRecord record) {
    this.record = record;
    this.keyId = record.keyId();
  }

  /** What everybody checks: key, epoch, mode, signers, row (CRYPTO.md 7, rows 12 and 17). */
  void check(SessionHeader header) {
    if (!header.keyId().equals(keyId)) {
      throw new CheckFailed("header:key", "got key " + header.keyId() + ", have " + keyId);
    }
    if (header.epoch() != record.epoch()) {
      throw new CheckFailed(
          "header:epoch", "got epoch " + header.epoch() + ", have " + record.epoch());
    }
    if (header.mode().family() != record.family()) {
      throw new CheckFailed(
          "header:mode", header.mode().label() + " does not fit family " + record.family().label());
    }
    checkSigners(header.signers());
    checkRow(header.row(), header.signers());
  }

  /** What a signing device checks besides: itself among the signers. */
  void checkSigner(SessionHeader header, int device) {
    check(header);
    if (!header.signers().contains(device)) {
      throw new CheckFailed(
          "header:signers", "device " + device + " is not among " + header.signers());
    }
  }

  /** The encoded message is the one of this header, for this modulus (CRYPTO.md 7, row 10). */
  void checkMessage(SessionHeader header, EncodedMessage em) {
    if (em.algorithm() != header.alg()
        || !em.dochash().equals(header.dochash())
        || !em.salt().equals(header.salt())
        || !em.modulus().equals(record.modulus())) {
      throw new CheckFailed(
          "header:document",
          "the header is about %s of %s, the message about %s of %s"
              .formatted(
                  header.alg().label(), header.dochash(), em.algorithm().label(), em.dochash()));
    }
  }

  /** A9: strictly ascending in 1..n, exactly t. */
  private void checkSigners(List<Integer> signers) {
    Threshold threshold = record.threshold();
    int previous = 0;
    for (int device : signers) {
      if (device <= previous || device > threshold.n()) {
        throw new CheckFailed(
            "header:signers",
            "need ascending devices of 1 to " + threshold.n() + ", got " + signers);
      }
      previous = device;
    }
    if (signers.size() != threshold.t()) {
      throw new CheckFailed(
          "header:signers", "need " + threshold.t() + " devices, got " + signers.size());
    }
  }

  private void checkRow(int row, List<Integer> signers) {
    int rows = record.phf().size();
    if (row < 0 || row >= rows) {
      throw new CheckFailed("header:row", "need a row of 0 to " + (rows - 1) + ", got " + row);
    }
    if (!record.phf().separates(row, signers)) {
      throw new CheckFailed("header:row", "row " + row + " does not separate " + signers);
    }
  }
}
