package io.countersign.protocol.thresholdrsa;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The checks of a public record (CRYPTO.md A9, A10 and 2.6). Public values only. */
final class RecordCheck {
  private static final int PUBLIC_EXPONENT = 65537;
  private static final Set<Integer> MODULUS_BITS = Set.of(2048, 3072, 4096);
  private static final int D_SURPLUS_BITS = 8;

  private RecordCheck() {}

  /** All array sizes exact, all numbers fit (A9). */
  static void sizes(
      BigInteger modulus,
      int publicExponent,
      Threshold threshold,
      BigInteger v,
      List<List<BigInteger>> verificationValues,
      PerfectHashFamily phf,
      List<BigInteger> pub,
      Optional<DealChain> dealChain) {
    require(modulus.signum() > 0 && modulus.testBit(0) && modulus.bitLength() > 2, "N is even");
    require(publicExponent >= 3 && (publicExponent & 1) == 1, "e is " + publicExponent);
    require(phf.threshold().equals(threshold), "the rows are for " + phf.threshold());
    require(inRange(v, modulus), "v is not in 0 to N-1");
    int k = phf.size();
    require(verificationValues.size() == k, "need verification values of " + k + " rows");
    for (List<BigInteger> row : verificationValues) {
      require(row.size() == threshold.t(), "need " + threshold.t() + " values per row");
      require(row.stream().allMatch(value -> inRange(value, modulus)), "a value exceeds N-1");
    }
    require(pub.size() == k, "need " + k + " public remainders, got " + pub.size());
    dealChain.ifPresent(chain -> require(chain.hasSize(k, threshold.t()), "chain size"));
  }

  /** N of exactly 2048, 3072 or 4096 bits, e = 65537 (A9). */
  static void policy(PublicRecord record) {
    require(
        MODULUS_BITS.contains(record.modulusBits()),
        "N has " + record.modulusBits() + " bits, need 2048, 3072 or 4096");
    require(
        record.publicExponent() == PUBLIC_EXPONENT,
        "e is " + record.publicExponent() + ", need " + PUBLIC_EXPONENT);
  }

  /** That the numbers fit together (A9, A10, 2.6). */
  static void numbers(PublicRecord record, SignedQuadraticResidues group) {
    require((record.modulus().intValue() & 3) == 1, "N is not 1 mod 4");
    require(record.epoch() == 0, "epoch is " + record.epoch() + ", only epoch 0 is known");
    require(record.sigma().equals(BigInteger.ONE), "sigma is not 1");
    require(record.delta().equals(BigInteger.ONE), "delta is not 1");
    require(record.pub().stream().allMatch(pub -> pub.signum() == 0), "a public remainder");
    int bits = record.modulusBits();
    require(record.shareBits() == bits, "shareBits is " + record.shareBits() + ", need " + bits);
    require(
        record.dBits() == bits + D_SURPLUS_BITS,
        "dBits is " + record.dBits() + ", need " + (bits + D_SURPLUS_BITS));
    require(
        record.v().equals(VerificationBase.derive(record.modulus(), record.publicExponent())),
        "v is not the one of N and e");
    requireElement(record.v(), group);
    for (List<BigInteger> row : record.verificationValues()) {
      row.forEach(value -> requireElement(value, group));
    }
    switch (record.family()) {
      case ADD -> checkSums(record, group);
      case MULT -> checkChain(record, group);
    }
  }

  /** 2.6, add: {@code (prod_c v_{j,c})^e = v} for every row; pub = 0 and sigma = 1 at epoch 0. */
  private static void checkSums(PublicRecord record, SignedQuadraticResidues group) {
    require(record.dealChain().isEmpty(), "a deal chain does not belong to family add");
    BigInteger e = BigInteger.valueOf(record.publicExponent());
    for (List<BigInteger> row : record.verificationValues()) {
      BigInteger product = row.stream().reduce(BigInteger.ONE, group::multiply);
      require(group.pow(product, e).equals(record.v()), "the shares of a row do not add up to d");
    }
  }

  /** 2.6, mult: products of exponents are not publicly checkable, hence the chain. */
  private static void checkChain(PublicRecord record, SignedQuadraticResidues group) {
    record
        .dealChain()
        .orElseThrow(() -> new CheckFailed("deal:chain", "the record has none"))
        .verify(record, group);
  }

  private static void requireElement(BigInteger value, SignedQuadraticResidues group) {
    require(
        group.contains(value) && !value.equals(BigInteger.ONE),
        "v or a verification value is 1 or outside of G");
  }

  private static boolean inRange(BigInteger value, BigInteger modulus) {
    return value.signum() >= 0 && value.compareTo(modulus) < 0;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new CheckFailed("record", otherwise);
    }
  }
}
