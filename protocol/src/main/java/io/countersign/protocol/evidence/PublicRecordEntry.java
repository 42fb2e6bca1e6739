package io.countersign.protocol.evidence;

import io.countersign.protocol.thresholdrsa.BigEndian;
import io.countersign.protocol.thresholdrsa.DealChain;
import io.countersign.protocol.thresholdrsa.Family;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.PerfectHashFamily;
import io.countersign.protocol.thresholdrsa.ProofOfCorrectness;
import io.countersign.protocol.thresholdrsa.PublicRecord;
import io.countersign.protocol.thresholdrsa.Threshold;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A {@link PublicRecord} as JSON: numbers in hex, group elements as k octets. Carries no id; the
 * reader computes it.
 *
 * @param family {@code add} or {@code mult}
 * @param modulus N, big-endian hex
 * @param values verification values, one list of t per row
 * @param rows of the perfect hash family, one hex digit per device
 * @param pub public remainders, signed hex
 * @param chain for mult: per row t steps {@code [V, c || z]}; else empty
 */
public record PublicRecordEntry(
    String family,
    String modulus,
    int publicExponent,
    int t,
    int n,
    int epoch,
    String sigma,
    String delta,
    int shareBits,
    int dBits,
    String v,
    List<List<String>> values,
    List<String> rows,
    List<String> pub,
    List<List<List<String>>> chain) {

  public static PublicRecordEntry of(PublicRecord record) {
    int k = record.modulusOctets();
    return new PublicRecordEntry(
        record.family().label(),
        hex(record.modulus(), k),
        record.publicExponent(),
        record.threshold().t(),
        record.threshold().n(),
        record.epoch(),
        record.sigma().toString(16),
        record.delta().toString(16),
        record.shareBits(),
        record.dBits(),
        hex(record.v(), k),
        record.verificationValues().stream()
            .map(row -> row.stream().map(value -> hex(value, k)).toList())
            .toList(),
        record.phf().rows(),
        record.pub().stream().map(p -> p.toString(16)).toList(),
        record.dealChain().map(chain -> chainOf(record, chain)).orElse(List.of()));
  }

  private static List<List<List<String>>> chainOf(PublicRecord record, DealChain chain) {
    return chain.rows().stream()
        .map(
            row ->
                row.stream()
                    .map(
                        step ->
                            List.of(
                                hex(step.y(), record.modulusOctets()),
                                step.proof().encode(record).hex()))
                    .toList())
        .toList();
  }

  /**
   * The record, with consistent sizes but not yet checked.
   *
   * @throws EvidenceException {@code ring-record} if a number cannot be read
   * @throws io.countersign.protocol.thresholdrsa.CheckFailed {@code record}, {@code phf} if sizes
   *     do not fit
   */
  public PublicRecord toRecord() {
    try {
      return record(
          new Threshold(t, n), chain.isEmpty() ? Optional.empty() : Optional.of(readChain()));
    } catch (IllegalArgumentException e) {
      throw new EvidenceException("ring-record", "public record: " + e.getMessage());
    }
  }

  private PublicRecord record(Threshold threshold, Optional<DealChain> dealChain) {
    return new PublicRecord(
        Family.fromLabel(family),
        number(modulus),
        publicExponent,
        threshold,
        epoch,
        new BigInteger(sigma, 16),
        new BigInteger(delta, 16),
        shareBits,
        dBits,
        number(v),
        values.stream().map(row -> row.stream().map(PublicRecordEntry::number).toList()).toList(),
        PerfectHashFamily.parse(threshold, rows),
        pub.stream().map(p -> new BigInteger(p, 16)).toList(),
        dealChain);
  }

  private DealChain readChain() {
    return new DealChain(
        chain.stream()
            .map(
                row ->
                    row.stream()
                        .map(
                            step ->
                                new DealChain.Step(number(field(step, 0)), proof(field(step, 1))))
                        .toList())
            .toList());
  }

  private ProofOfCorrectness proof(String hex) {
    byte[] octets = Octets.ofHex(hex).toByteArray();
    int wanted = ProofOfCorrectness.CHALLENGE_OCTETS + ProofOfCorrectness.responseOctets(shareBits);
    if (octets.length != wanted) {
      throw new EvidenceException(
          "ring-record",
          "a proof of the deal chain has " + octets.length + " octets, want " + wanted);
    }
    return new ProofOfCorrectness(
        BigEndian.decode(Arrays.copyOf(octets, ProofOfCorrectness.CHALLENGE_OCTETS)),
        BigEndian.decode(
            Arrays.copyOfRange(octets, ProofOfCorrectness.CHALLENGE_OCTETS, octets.length)));
  }

  private static String field(List<String> step, int index) {
    if (step.size() != 2) {
      throw new EvidenceException(
          "ring-record", "a step of the deal chain has " + step.size() + " fields, want 2");
    }
    return step.get(index);
  }

  private static String hex(BigInteger value, int length) {
    return Octets.of(BigEndian.encode(value, length)).hex();
  }

  private static BigInteger number(String hex) {
    return BigEndian.decode(Octets.ofHex(hex).toByteArray());
  }
}
