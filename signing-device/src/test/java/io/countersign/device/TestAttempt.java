package io.countersign.device;

import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.thresholdrsa.BigEndian;
import io.countersign.protocol.thresholdrsa.EncodedMessage;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.PartialSignature;
import io.countersign.protocol.thresholdrsa.ProofOfCorrectness;
import io.countersign.protocol.thresholdrsa.PublicRecord;
import io.countersign.protocol.thresholdrsa.SessionHeader;
import io.countersign.protocol.thresholdrsa.SignedOctets;
import io.countersign.protocol.thresholdrsa.SigningMode;
import io.countersign.protocol.wire.DeviceProtocol.Hop;
import io.countersign.protocol.wire.DeviceProtocol.PartiallySigned;
import io.countersign.protocol.wire.DeviceProtocol.Plan;
import io.countersign.protocol.wire.DeviceProtocol.Prepare;
import io.countersign.protocol.wire.DeviceProtocol.Prove;
import io.countersign.protocol.wire.DeviceProtocol.SignHop;
import io.countersign.protocol.wire.DeviceProtocol.SignPartially;
import io.countersign.protocol.wire.DeviceProtocol.Vote;
import io.countersign.protocol.wire.DeviceProtocol.Voted;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One attempt as its coordinator sees it, with what it knows of the other signers' keys. */
record TestAttempt(SignedRequest request, Plan plan) {

  static TestAttempt parallel(int number, Integer... signers) {
    SignedRequest request = Bench.request("any");
    return new TestAttempt(request, Bench.plan(request, SigningMode.PARALLEL, number, signers));
  }

  static TestAttempt serial(int number, Integer... signers) {
    SignedRequest request = Bench.request("any");
    return new TestAttempt(request, Bench.plan(request, SigningMode.SERIAL, number, signers));
  }

  Octets hash() {
    return Bench.hash(request, plan);
  }

  SessionHeader header() {
    return Bench.header(request, plan);
  }

  PublicRecord record() {
    return Bench.record(Bench.keyOf(request), SigningMode.fromLabel(plan.mode()));
  }

  EncodedMessage em() {
    return record().encode(header());
  }

  Prepare prepare(int index) {
    return Bench.prepare(request, plan, index);
  }

  /** The device votes. */
  Voted votedBy(CoreDevice device) {
    return device.ask(prepare(device.index), Voted.class);
  }

  /** The vote that a signer gives, made with its key. */
  Vote vote(int index) {
    byte[] signed = SignedOctets.vote(header().hash(), index).toByteArray();
    return new Vote(index, Octets.of(Bench.identity(index).sign(signed)));
  }

  List<Vote> votes() {
    return plan.signers().stream().map(this::vote).toList();
  }

  SignPartially signPartially() {
    return signPartially(votes());
  }

  SignPartially signPartially(List<Vote> votes) {
    return new SignPartially(request.id(), plan.attempt(), hash(), votes);
  }

  SignHop signHop(Hop... earlier) {
    return signHop(votes(), List.of(earlier));
  }

  SignHop signHop(List<Vote> votes, List<Hop> earlier) {
    return new SignHop(request.id(), plan.attempt(), hash(), votes, earlier);
  }

  Prove prove() {
    return new Prove(request.id(), plan.attempt(), hash());
  }

  PartialSignature partial(PartiallySigned answer) {
    return PartialSignature.decode(record(), answer.device(), answer.y());
  }

  /** A chain as the combiner reads it. */
  List<io.countersign.protocol.thresholdrsa.Hop> read(List<Hop> hops) {
    List<io.countersign.protocol.thresholdrsa.Hop> chain = new ArrayList<>();
    BigInteger yIn = em().u();
    for (Hop hop : hops) {
      BigInteger y = BigEndian.decode(hop.y().toByteArray());
      Optional<ProofOfCorrectness> proof =
          hop.proof().length() == 0
              ? Optional.empty()
              : Optional.of(ProofOfCorrectness.decode(record(), hop.proof()));
      chain.add(
          new io.countersign.protocol.thresholdrsa.Hop(
              chain.size() + 1, hop.device(), yIn, y, proof));
      yIn = y;
    }
    return chain;
  }

  /** Whether an ordinary verifier takes the octets for the document's signature. */
  static boolean verifies(byte[] signature) {
    try {
      Signature verifier = Signature.getInstance("SHA256withRSA");
      verifier.initVerify(Bench.mainKey().publicKey());
      verifier.update(Bench.DOCUMENT);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
