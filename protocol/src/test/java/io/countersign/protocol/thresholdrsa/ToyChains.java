package io.countersign.protocol.thresholdrsa;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Deal chains of the toy key, honestly proved for whatever parts a dealer may have dealt. */
final class ToyChains {
  private ToyChains() {}

  /** Deals all rows with these parts, proves the chain and verifies it. */
  static void verify(PublicRecord record, PlainArithmetic engine, int[] parts) {
    SignedQuadraticResidues group = new SignedQuadraticResidues(record.modulus());
    List<BigInteger> values = new ArrayList<>();
    for (int part : parts) {
      values.add(group.pow(record.v(), BigInteger.valueOf(part)));
    }
    PublicRecord dealt =
        new PublicRecord(
            record.family(),
            record.modulus(),
            record.publicExponent(),
            record.threshold(),
            record.epoch(),
            record.sigma(),
            record.delta(),
            record.shareBits(),
            record.dBits(),
            record.v(),
            Collections.nCopies(record.phf().size(), values),
            record.phf(),
            record.pub(),
            record.dealChain());
    new DealChain(chain(dealt, group, engine, parts)).verify(dealt, group);
  }

  private static List<List<DealChain.Step>> chain(
      PublicRecord record, SignedQuadraticResidues group, PlainArithmetic engine, int[] parts) {
    Octets context = DealChain.context(record.keyId());
    List<List<DealChain.Step>> rows = new ArrayList<>();
    for (int row = 0; row < record.phf().size(); row++) {
      List<DealChain.Step> steps = new ArrayList<>();
      BigInteger base = record.v();
      for (int colour = 0; colour < parts.length; colour++) {
        BigInteger part = BigInteger.valueOf(parts[colour]);
        BigInteger y = group.pow(base, part);
        try (SecretInteger secret = engine.load(part.toByteArray(), record.shareBits())) {
          steps.add(
              new DealChain.Step(
                  y,
                  DealChain.statement(record, group, context, row, colour, base, y)
                      .prove(secret, engine)));
        }
        base = y;
      }
      rows.add(steps);
    }
    return rows;
  }
}
