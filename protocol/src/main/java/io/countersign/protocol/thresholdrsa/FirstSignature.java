package io.countersign.protocol.thresholdrsa;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Signs with the first t shares of a dealing before they are handed out: how the lead device signs
 * the ring's first record and the key records, and at the same time shows that what it dealt works.
 * The private exponent is not rebuilt for it.
 *
 * <p>Secrets: loads t shares into the engine and erases them again for each signature.
 */
public final class FirstSignature {
  private final Dealing dealing;
  private final SecretArithmetic engine;
  private final SecureRandom random;

  /** A signer over a dealing with family {@code add}. */
  public FirstSignature(Dealing dealing, SecretArithmetic engine, SecureRandom random) {
    this.dealing = dealing;
    this.engine = engine;
    this.random = random;
  }

  /**
   * Signs a document.
   *
   * @throws CheckFailed {@code share} if the shares do not combine to a signature
   */
  public Signature sign(SignatureAlgorithm algorithm, byte[] document) {
    PublicRecord record = dealing.record(Family.ADD);
    List<Integer> signers = IntStream.rangeClosed(1, record.threshold().t()).boxed().toList();
    Octets dochash = digest(algorithm, document);
    SessionHeader header =
        new SessionHeader(
            record.keyId(),
            record.epoch(),
            new SessionId(new Enc().text("countersign/first").octets(dochash).sha256()),
            algorithm,
            dochash,
            DerivedSalt.derive(
                record.modulus(), record.publicExponent(), dochash.sha256(), dochash, algorithm),
            SigningMode.PARALLEL,
            record.phf().rowsSeparating(signers).get(0),
            signers);
    EncodedMessage em = record.encode(header);
    List<PartialSignature> partials = new ArrayList<>();
    for (int device : signers) {
      try (KeyShare share = dealing.share(Family.ADD, device).load(engine)) {
        partials.add(new PartialSigner(record, share, engine, random).partial(header, em));
      }
    }
    if (new Combiner(record).combine(header, em, partials)
        instanceof CombineResult.Combined combined) {
      return combined.signature();
    }
    throw new CheckFailed("share", "the dealt shares do not combine to a signature");
  }

  private static Octets digest(SignatureAlgorithm algorithm, byte[] document) {
    try {
      return Octets.of(MessageDigest.getInstance(algorithm.hashAlgorithm()).digest(document));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm.hashAlgorithm(), e);
    }
  }
}
