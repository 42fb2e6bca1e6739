package io.countersign.protocol.thresholdrsa;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A key that fits on paper: p = 23, q = 47, N = 1081, lambda = 506, m = 253, e = 3, d = 169 (3 *
 * 169 = 507). 2-of-3 over the rows 010 and 001. v = 197 comes from (N, e) and has order 253.
 */
final class Toy {
  static final BigInteger N = BigInteger.valueOf(1081);
  static final int E = 3;
  static final Threshold THRESHOLD = new Threshold(2, 3);

  /** 100 + 69 = 50 + 119 = 169. */
  static final int[][] SUMMANDS = {{100, 69}, {50, 119}};

  /** 7 * 241 = 1687 = 3 * 506 + 169, and 3 * 225 = 675 = 506 + 169. */
  static final int[][] FACTORS = {{7, 241}, {3, 225}};

  private static final int SHARE_BITS = 11;

  private Toy() {}

  /** The record of family add. */
  static PublicRecord add() {
    return record(Family.ADD, SUMMANDS);
  }

  /** The record of family mult, without a deal chain. */
  static PublicRecord mult() {
    return record(Family.MULT, FACTORS);
  }

  static KeyShare share(PublicRecord record, int device, SecretArithmetic engine) {
    int[][] parts = record.family() == Family.ADD ? SUMMANDS : FACTORS;
    List<byte[]> rows =
        List.of(
            BigEndian.encode(part(parts, record, 0, device), 2),
            BigEndian.encode(part(parts, record, 1, device), 2));
    return KeyShare.load(engine, record, device, rows);
  }

  /** A message whose representative is x. */
  static EncodedMessage message(int x) {
    byte[] em = BigEndian.encode(BigInteger.valueOf(x), 2);
    return new EncodedMessage(
        SignatureAlgorithm.RSASSA_PKCS1_V1_5_SHA256, dochash(), Octets.EMPTY, N, Octets.of(em));
  }

  static SessionHeader header(PublicRecord record, int row, Integer... signers) {
    return new SessionHeader(
        record.keyId(),
        0,
        new SessionId(dochash()),
        SignatureAlgorithm.RSASSA_PKCS1_V1_5_SHA256,
        dochash(),
        Octets.EMPTY,
        record.family() == Family.ADD ? SigningMode.PARALLEL : SigningMode.SERIAL,
        row,
        List.of(signers));
  }

  static Octets dochash() {
    return Octets.of(new byte[32]);
  }

  private static BigInteger part(int[][] parts, PublicRecord record, int row, int device) {
    return BigInteger.valueOf(parts[row][record.phf().colour(row, device)]);
  }

  private static PublicRecord record(Family family, int[][] parts) {
    BigInteger v = VerificationBase.derive(N, E);
    SignedQuadraticResidues group = new SignedQuadraticResidues(N);
    List<List<BigInteger>> values =
        Arrays.stream(parts)
            .map(
                row ->
                    Arrays.stream(row)
                        .mapToObj(part -> group.pow(v, BigInteger.valueOf(part)))
                        .toList())
            .toList();
    return new PublicRecord(
        family,
        N,
        E,
        THRESHOLD,
        0,
        BigInteger.ONE,
        BigInteger.ONE,
        SHARE_BITS,
        SHARE_BITS + 8,
        v,
        values,
        PerfectHashFamily.of(THRESHOLD),
        Collections.nCopies(2, BigInteger.ZERO),
        Optional.empty());
  }
}
