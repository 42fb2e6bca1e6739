package io.countersign.protocol.thresholdrsa;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Deals a key to its devices (CRYPTO.md 1.1, 2.3, 2.4, 2.6). Runs in the lead device only, once.
 *
 * <p>Secrets: p, q, lambda, d and all shares while it runs. BigIntegers cannot be wiped: the
 * process that deals must end afterwards. Timing: arithmetic modulo lambda is not constant; powers
 * with shares are the engine's.
 */
public final class Dealer {
  /** The public exponent of every dealt key. */
  public static final int PUBLIC_EXPONENT = 65537;

  private static final int D_SURPLUS_BITS = 8;

  private final SecretArithmetic engine;
  private final SecureRandom random;

  /**
   * A dealer.
   *
   * @param engine for verification values and the chain's proofs
   * @param random for the parts
   */
  public Dealer(SecretArithmetic engine, SecureRandom random) {
    this.engine = engine;
    this.random = random;
  }

  /**
   * Deals the same (N, d) in each family (A16), same t and n, and checks every record before it
   * returns. The primes can be dealt once only: of two thresholds for one key the lower one rules
   * (CRYPTO.md 7, row 13).
   *
   * @param families not empty
   * @throws IllegalArgumentException if no family is named, or e has no inverse
   * @throws IllegalStateException if these primes were dealt before
   */
  public Dealing deal(SafePrimes primes, Threshold threshold, Set<Family> families) {
    if (families.isEmpty()) {
      throw new IllegalArgumentException("need at least one family");
    }
    primes.take();
    BigInteger modulus = primes.p().multiply(primes.q());
    BigInteger lambda = primes.p().shiftRight(1).multiply(primes.q().shiftRight(1)).shiftLeft(1);
    BigInteger e = BigInteger.valueOf(PUBLIC_EXPONENT);
    if (!e.gcd(lambda).equals(BigInteger.ONE)) {
      throw new IllegalArgumentException("p or q is 1 modulo e");
    }
    BigInteger d = e.modInverse(lambda); // KG2
    Map<Family, PublicRecord> records = new EnumMap<>(Family.class);
    Map<Family, List<DealtShare>> shares = new EnumMap<>(Family.class);
    for (Family family : families) {
      List<List<byte[]>> parts = parts(family, modulus, d, lambda, threshold);
      try {
        PublicRecord record = record(family, modulus, threshold, parts);
        record.check(engine::powPublic); // KG4
        records.put(family, record);
        shares.put(family, devices(record, parts));
      } finally {
        parts.forEach(row -> row.forEach(part -> Arrays.fill(part, (byte) 0)));
      }
    }
    return new Dealing(records, shares);
  }

  /** The parts of all rows, independent of each other, at the length of N. */
  private List<List<byte[]>> parts(
      Family family, BigInteger modulus, BigInteger d, BigInteger lambda, Threshold threshold) {
    int length = (modulus.bitLength() + 7) / 8;
    List<List<byte[]>> rows = new ArrayList<>();
    for (int row = 0; row < PerfectHashFamily.of(threshold).size(); row++) {
      rows.add(
          Sharing.split(family, d, lambda, threshold.t(), random).stream()
              .map(part -> BigEndian.encode(part, length))
              .toList());
    }
    return rows;
  }

  /** KG3: the epoch-0 record (A10), for mult with its chain (2.6). */
  private PublicRecord record(
      Family family, BigInteger modulus, Threshold threshold, List<List<byte[]>> parts) {
    BigInteger v = VerificationBase.derive(modulus, PUBLIC_EXPONENT);
    SignedQuadraticResidues group = new SignedQuadraticResidues(modulus, engine::powPublic);
    int shareBits = modulus.bitLength();
    List<List<BigInteger>> values = new ArrayList<>();
    for (List<byte[]> row : parts) {
      values.add(row.stream().map(part -> raise(part, shareBits, v, group)).toList());
    }
    PublicRecord record =
        new PublicRecord(
            family,
            modulus,
            PUBLIC_EXPONENT,
            threshold,
            0,
            BigInteger.ONE,
            BigInteger.ONE,
            shareBits,
            shareBits + D_SURPLUS_BITS,
            v,
            values,
            PerfectHashFamily.of(threshold),
            Collections.nCopies(parts.size(), BigInteger.ZERO),
            Optional.empty());
    return family == Family.MULT ? record.withDealChain(chain(record, group, parts)) : record;
  }

  private BigInteger raise(
      byte[] part, int shareBits, BigInteger base, SignedQuadraticResidues group) {
    try (SecretInteger secret = engine.load(part, shareBits)) {
      return group.abs(secret.pow(base, group.modulus()));
    }
  }

  /** 2.6: {@code V_0 = v, V_{c+1} = V_c^(a_{j,c})}, each step proved (A12). */
  private DealChain chain(
      PublicRecord record, SignedQuadraticResidues group, List<List<byte[]>> parts) {
    Octets context = DealChain.context(record.keyId());
    List<List<DealChain.Step>> rows = new ArrayList<>();
    for (int row = 0; row < parts.size(); row++) {
      List<DealChain.Step> steps = new ArrayList<>();
      BigInteger base = record.v();
      for (int colour = 0; colour < parts.get(row).size(); colour++) {
        try (SecretInteger part = engine.load(parts.get(row).get(colour), record.shareBits())) {
          BigInteger y = group.abs(part.pow(base, group.modulus()));
          CorrectnessStatement statement =
              DealChain.statement(record, group, context, row, colour, base, y);
          steps.add(new DealChain.Step(y, statement.prove(part, engine)));
          base = y;
        }
      }
      rows.add(steps);
    }
    return new DealChain(rows);
  }

  /** Device i holds the part of its colour in every row (2.1), in arrays of its own. */
  private static List<DealtShare> devices(PublicRecord record, List<List<byte[]>> parts) {
    List<DealtShare> shares = new ArrayList<>();
    for (int device = 1; device <= record.threshold().n(); device++) {
      List<byte[]> held = new ArrayList<>();
      for (int row = 0; row < parts.size(); row++) {
        held.add(parts.get(row).get(record.phf().colour(row, device)).clone());
      }
      shares.add(new DealtShare(record, device, held));
    }
    return shares;
  }
}
