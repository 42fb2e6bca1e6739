package io.countersign.device;

import io.countersign.device.Job.NextHop;
import io.countersign.device.Job.Outcome;
import io.countersign.protocol.engine.IdentitySigner;
import io.countersign.protocol.thresholdrsa.CheckFailed;
import io.countersign.protocol.thresholdrsa.EncodedMessage;
import io.countersign.protocol.thresholdrsa.HeaderHash;
import io.countersign.protocol.thresholdrsa.Hop;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.PartialSignature;
import io.countersign.protocol.thresholdrsa.PartialSigner;
import io.countersign.protocol.thresholdrsa.PublicRecord;
import io.countersign.protocol.thresholdrsa.SerialSigner;
import io.countersign.protocol.thresholdrsa.SignedOctets;
import io.countersign.protocol.wire.DeviceProtocol;
import java.security.SecureRandom;

/**
 * Does the computations that the core decided on: the only place of a device where a share is
 * lifted.
 *
 * <p>Secrets: the shares, in the vault's engine, and the identity key. Thread: safe for concurrent
 * use; each call costs one to several exponentiations, so calls belong on the compute dispatcher.
 */
final class ShareWork {
  private final String device;
  private final ShareVault vault;
  private final IdentitySigner identity;
  private final SecureRandom random;
  private final Gate gate;

  ShareWork(
      String device, ShareVault vault, IdentitySigner identity, SecureRandom random, Gate gate) {
    this.device = device;
    this.gate = gate;
    this.vault = vault;
    this.identity = identity;
    this.random = random;
  }

  /**
   * Does a job. A failed check of CRYPTO.md is an outcome; anything else that is thrown is a fault
   * of this program or its engine.
   */
  Outcome run(Job job) {
    Outcome outcome = vault.using(() -> gate.isOpen() ? computed(job) : shut());
    return gate.isOpen() ? outcome : shut();
  }

  private Outcome shut() {
    return new Job.NotMade(gate.shut(device), 0);
  }

  private Outcome computed(Job job) {
    try {
      ShareVault.Held held =
          vault
              .held(job.keyId())
              .orElseThrow(() -> new CheckFailed("share", "no share of key " + job.keyId()));
      EncodedMessage em = held.record().encode(job.header());
      if (job instanceof NextHop next) {
        return hop(held, em, next);
      }
      return job instanceof Job.Partial ? partial(held, em, job) : proof(held, em, job);
    } catch (CheckFailed failed) {
      return new Job.NotMade(Refusing.of(failed), failed.culprit().orElse(0));
    }
  }

  /** {@code y = |u^a|} and {@code sig(Enc("countersign/partial", H, i, y))} (A3). */
  private Outcome partial(ShareVault.Held held, EncodedMessage em, Job job) {
    PublicRecord record = held.record();
    PartialSignature partial = partialSigner(held).partial(job.header(), em);
    Octets signature = sign(SignedOctets.partial(record, job.header().hash(), partial));
    return new Job.PartialMade(partial.encode(record), signature);
  }

  private Outcome proof(ShareVault.Held held, EncodedMessage em, Job job) {
    return new Job.ProofMade(partialSigner(held).prove(job.header(), em).encode(held.record()));
  }

  /** The hop and {@code sig(Enc("countersign/hop", H, q, i, y_in, y_q, c, z))} (A4). */
  private Outcome hop(ShareVault.Held held, EncodedMessage em, NextHop job) {
    PublicRecord record = held.record();
    HeaderHash header = job.header().hash();
    Hop hop = serialSigner(held).hop(job.header(), em, job.earlier());
    Octets y = new PartialSignature(hop.device(), hop.y()).encode(record);
    Octets proof = hop.proof().map(made -> made.encode(record)).orElse(Octets.EMPTY);
    Octets signature = sign(SignedOctets.hop(record, header, hop));
    return new Job.HopMade(new DeviceProtocol.Hop(hop.device(), y, proof, signature));
  }

  private PartialSigner partialSigner(ShareVault.Held held) {
    return new PartialSigner(held.record(), held.share(), vault.engine(), random);
  }

  private SerialSigner serialSigner(ShareVault.Held held) {
    return new SerialSigner(held.record(), held.share(), vault.engine(), random);
  }

  private Octets sign(Octets signed) {
    return Octets.of(identity.sign(signed.toByteArray()));
  }

  @Override
  public String toString() {
    return "ShareWork[redacted]";
  }
}
