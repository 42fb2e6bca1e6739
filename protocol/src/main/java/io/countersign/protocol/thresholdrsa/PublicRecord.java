package io.countersign.protocol.thresholdrsa;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything public about one sharing of one key in one epoch (CRYPTO.md section 2, Appendix A). An
 * instance has consistent sizes; that its numbers fit together is for {@link #check()} to say, and
 * that it is the right record for the authenticated channel it came by (A9).
 */
public final class PublicRecord {
  private final Family family;
  private final BigInteger modulus;
  private final int publicExponent;
  private final Threshold threshold;
  private final int epoch;
  private final BigInteger sigma;
  private final BigInteger delta;
  private final int shareBits;
  private final int dBits;
  private final BigInteger v;
  private final List<List<BigInteger>> verificationValues;
  private final PerfectHashFamily phf;
  private final List<BigInteger> pub;
  private final Optional<DealChain> dealChain;

  /** Computed when it is first asked for: every message about an attempt names it. */
  private volatile @Nullable KeyId keyId;

  /**
   * Copies the lists and checks all sizes (A9).
   *
   * @param family how the exponent is shared
   * @param modulus N
   * @param publicExponent e
   * @param threshold t of n
   * @param epoch 0 when dealt
   * @param sigma {@code e D = sigma mod m}; 1 at epoch 0
   * @param delta 1 for mult and add
   * @param shareBits bound on the bits of a share
   * @param dBits bound on the bits of D
   * @param v the base of verification values (CRYPTO.md 1.3)
   * @param verificationValues {@code v_{j,c} = |v^(a_{j,c})|}: one list of t values per row
   * @param phf the rows
   * @param pub the public remainder of each row; 0 at epoch 0
   * @param dealChain for mult the dealer's chain with its proofs
   * @throws CheckFailed {@code record} if a list has another size than threshold and rows say, or a
   *     number does not fit
   */
  public PublicRecord(
      Family family,
      BigInteger modulus,
      int publicExponent,
      Threshold threshold,
      int epoch,
      BigInteger sigma,
      BigInteger delta,
      int shareBits,
      int dBits,
      BigInteger v,
      List<List<BigInteger>> verificationValues,
      PerfectHashFamily phf,
      List<BigInteger> pub,
      Optional<DealChain> dealChain) {
    this.family = family;
    this.modulus = modulus;
    this.publicExponent = publicExponent;
    this.threshold = threshold;
    this.epoch = epoch;
    this.sigma = sigma;
    this.delta = delta;
    this.shareBits = shareBits;
    this.dBits = dBits;
    this.v = v;
    this.verificationValues = verificationValues.stream().map(List::copyOf).toList();
    this.phf = phf;
    this.pub = List.copyOf(pub);
    this.dealChain = dealChain;
    RecordCheck.sizes(
        modulus, publicExponent, threshold, v, this.verificationValues, phf, this.pub, dealChain);
  }

  /** How the exponent is shared. */
  public Family family() {
    return family;
  }

  /** N. */
  public BigInteger modulus() {
    return modulus;
  }

  /** e. */
  public int publicExponent() {
    return publicExponent;
  }

  /** t of n. */
  public Threshold threshold() {
    return threshold;
  }

  /** 0 when dealt. */
  public int epoch() {
    return epoch;
  }

  /** {@code e D = sigma mod m}; 1 at epoch 0. */
  public BigInteger sigma() {
    return sigma;
  }

  /** 1 for mult and add. */
  public BigInteger delta() {
    return delta;
  }

  /** Bound on the bits of a share. */
  public int shareBits() {
    return shareBits;
  }

  /** Bound on the bits of D. */
  public int dBits() {
    return dBits;
  }

  /** The base of verification values (CRYPTO.md 1.3). */
  public BigInteger v() {
    return v;
  }

  /** {@code v_{j,c} = |v^(a_{j,c})|}: one list of t values per row. */
  public List<List<BigInteger>> verificationValues() {
    return verificationValues;
  }

  /** The rows. */
  public PerfectHashFamily phf() {
    return phf;
  }

  /** The public remainder of each row; 0 at epoch 0. */
  public List<BigInteger> pub() {
    return pub;
  }

  /** For mult the dealer's chain with its proofs. */
  public Optional<DealChain> dealChain() {
    return dealChain;
  }

  /** The id: SHA-256 over all numbers except the deal chain, as Appendix A says. */
  public KeyId keyId() {
    KeyId known = keyId;
    if (known == null) {
      known = computeKeyId();
      keyId = known;
    }
    return known;
  }

  private KeyId computeKeyId() {
    int k = modulusOctets();
    Enc values = new Enc();
    for (List<BigInteger> row : verificationValues) {
      Enc colours = new Enc();
      row.forEach(value -> colours.element(value, k));
      values.nested(colours);
    }
    Enc rows = new Enc();
    for (int row = 0; row < phf.size(); row++) {
      rows.octets(phf.colours(row));
    }
    Enc remainders = new Enc();
    pub.forEach(remainders::signed);
    return new KeyId(
        new Enc()
            .text("trsa1/key")
            .text(family.label())
            .element(modulus, k)
            .number(publicExponent)
            .number(threshold.n())
            .number(threshold.t())
            .number(epoch)
            .signed(sigma)
            .signed(delta)
            .number(shareBits)
            .number(dBits)
            .element(v, k)
            .nested(values)
            .nested(rows)
            .nested(remainders)
            .sha256());
  }

  /** The same record with the dealer's chain, whose proofs are about this record's key id. */
  public PublicRecord withDealChain(DealChain chain) {
    return new PublicRecord(
        family,
        modulus,
        publicExponent,
        threshold,
        epoch,
        sigma,
        delta,
        shareBits,
        dBits,
        v,
        verificationValues,
        phf,
        pub,
        Optional.of(chain));
  }

  /** k: octets of N, of a group element and of a signature. */
  public int modulusOctets() {
    return (modulus.bitLength() + 7) / 8;
  }

  /** Bits of N. */
  public int modulusBits() {
    return modulus.bitLength();
  }

  /**
   * The verification value of a device's share in a row.
   *
   * @param row from 0
   * @param device from 1
   */
  public BigInteger verificationValue(int row, int device) {
    return verificationValues.get(row).get(phf.colour(row, device));
  }

  /**
   * Everything that can be checked in public (A9 but for the sizes that {@link #checkSizes} wants,
   * and CRYPTO.md 2.6): done by every party that takes a record.
   *
   * @throws CheckFailed {@code record} or {@code deal:chain}
   */
  public void check() {
    check(ModularPower.JAVA);
  }

  /** As {@link #check()}, with a faster exponentiation. */
  public void check(ModularPower power) {
    RecordCheck.numbers(this, new SignedQuadraticResidues(modulus, power));
  }

  /**
   * The rule of A9 that nodes insist on and tiny known answers break: N of exactly 2048, 3072 or
   * 4096 bits, e = 65537.
   *
   * @throws CheckFailed {@code record}
   */
  public void checkSizes() {
    RecordCheck.policy(this);
  }

  /**
   * Whether a header fits this record (CRYPTO.md 3.1): key, epoch, mode, signers, row.
   *
   * @throws CheckFailed {@code header:key}, {@code header:epoch}, {@code header:mode}, {@code
   *     header:signers} or {@code header:row}
   */
  public void checkHeader(SessionHeader header) {
    new HeaderCheck(this).check(header);
  }

  /** Encodes a header's document hash and salt for this modulus. */
  public EncodedMessage encode(SessionHeader header) {
    return header.alg().encode(header.dochash(), header.salt(), modulus);
  }

  /**
   * A group element at its fixed length (A14).
   *
   * @throws IllegalArgumentException if it does not fit
   */
  public Octets encodeElement(BigInteger element) {
    return Octets.of(BigEndian.encode(element, modulusOctets()));
  }

  /**
   * Reads a number of exactly {@link #modulusOctets()} octets; that it lies in G is checked where
   * it is used (CRYPTO.md 7, row 22).
   *
   * @param check the name of the failed check, say {@code hop:length}
   * @throws CheckFailed under that name
   */
  public BigInteger decodeElement(String check, Octets octets) {
    if (octets.length() != modulusOctets()) {
      throw new CheckFailed(
          check, "need %d octets, got %d".formatted(modulusOctets(), octets.length()));
    }
    return BigEndian.decode(octets.toByteArray());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PublicRecord that
        && keyId().equals(that.keyId())
        && dealChain.equals(that.dealChain);
  }

  @Override
  public int hashCode() {
    return keyId().hashCode();
  }

  @Override
  public String toString() {
    return "PublicRecord[" + family.label() + ", " + threshold + ", " + keyId() + "]";
  }
}
