package io.countersign.coordinator;

import io.countersign.protocol.engine.Engines;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.thresholdrsa.CheckFailed;
import io.countersign.protocol.thresholdrsa.Family;
import io.countersign.protocol.thresholdrsa.Hop;
import io.countersign.protocol.thresholdrsa.KeyShare;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.PartialSignature;
import io.countersign.protocol.thresholdrsa.PartialSigner;
import io.countersign.protocol.thresholdrsa.ProofOfCorrectness;
import io.countersign.protocol.thresholdrsa.PublicRecord;
import io.countersign.protocol.thresholdrsa.SerialSigner;
import io.countersign.protocol.thresholdrsa.SessionHeader;
import io.countersign.protocol.thresholdrsa.SignedOctets;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.HeadStatement;
import io.countersign.protocol.wire.Refusal;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A device that signs with its real shares and checks little. It can lie: its partial signatures
 * and hops are then wrong, and properly signed.
 */
final class FakeDevice {
  private final TestRing ring;
  private final String name;
  private final SecureRandom random = new SecureRandom();
  private final Map<Octets, SessionHeader> headers = new HashMap<>();
  private final List<DeviceProtocol> received = new ArrayList<>();
  private boolean lies;
  private int load;

  FakeDevice(TestRing ring, String name) {
    this.ring = ring;
    this.name = name;
  }

  String name() {
    return name;
  }

  void lie() {
    lies = true;
  }

  /** What it says of the computations that it has to do. */
  void claimLoad(int inFlight) {
    load = inFlight;
  }

  /** All it was sent, oldest first. */
  List<DeviceProtocol> received() {
    return received;
  }

  DeviceProtocol answer(DeviceProtocol message) {
    received.add(message);
    if (message instanceof DeviceProtocol.Probe m) {
      return state(m.id());
    }
    if (message instanceof DeviceProtocol.Heads) {
      return new DeviceProtocol.HeadTold(HeadStatement.NONE);
    }
    if (message instanceof DeviceProtocol.Prepare m) {
      return voted(m);
    }
    if (message instanceof DeviceProtocol.SignPartially m) {
      return partial(m);
    }
    if (message instanceof DeviceProtocol.SignHop m) {
      return hop(m);
    }
    if (message instanceof DeviceProtocol.Prove m) {
      return proved(m);
    }
    throw new IllegalArgumentException("not a question: " + message);
  }

  DeviceProtocol.DeviceState state(long id) {
    return new DeviceProtocol.DeviceState(
        id,
        name,
        List.of("main/add", "main/mult", "swa/add"),
        "java",
        false,
        ring.ring().sequence(),
        ring.ring().hash(),
        7,
        Octets.EMPTY.sha256(),
        load,
        64,
        1,
        List.of(),
        List.of());
  }

  private DeviceProtocol voted(DeviceProtocol.Prepare m) {
    SignedRequest request = SignedRequest.verified(m.signedRequest(), ring.ring());
    Matter matter = Matter.of(request, Optional.ofNullable(m.content()), ring.ring());
    SessionHeader header = matter.header(m.plan().attempt(), m.plan().row(), m.plan().signers());
    if (!header.hash().octets().equals(m.header())) {
      return refused(m.request(), m.plan().attempt(), "header:hash");
    }
    if (m.approvals().isEmpty()) {
      return refused(m.request(), m.plan().attempt(), "quorum");
    }
    headers.put(m.header(), header);
    return new DeviceProtocol.Voted(
        m.request(),
        m.plan().attempt(),
        m.header(),
        index(),
        signed(SignedOctets.vote(header.hash(), index())));
  }

  private DeviceProtocol partial(DeviceProtocol.SignPartially m) {
    SessionHeader header = header(m.header());
    PublicRecord record = record(header, Family.ADD);
    try (KeyShare share =
        ring.dealing(key(header).name()).share(Family.ADD, index()).load(Engines.best())) {
      PartialSignature value =
          new PartialSigner(record, share, Engines.best(), random)
              .partial(header, record.encode(header));
      PartialSignature given = new PartialSignature(index(), bent(record, value.y()));
      return new DeviceProtocol.PartiallySigned(
          m.request(),
          m.attempt(),
          m.header(),
          index(),
          given.encode(record),
          signed(SignedOctets.partial(record, header.hash(), given)));
    }
  }

  private DeviceProtocol proved(DeviceProtocol.Prove m) {
    SessionHeader header = header(m.header());
    PublicRecord record = record(header, Family.ADD);
    try (KeyShare share =
        ring.dealing(key(header).name()).share(Family.ADD, index()).load(Engines.best())) {
      ProofOfCorrectness proof =
          new PartialSigner(record, share, Engines.best(), random)
              .prove(header, record.encode(header));
      return new DeviceProtocol.Proved(
          m.request(), m.attempt(), m.header(), index(), proof.encode(record));
    }
  }

  private DeviceProtocol hop(DeviceProtocol.SignHop m) {
    SessionHeader header = header(m.header());
    PublicRecord record = record(header, Family.MULT);
    try (KeyShare share =
        ring.dealing(key(header).name()).share(Family.MULT, index()).load(Engines.best())) {
      Hop hop =
          new SerialSigner(record, share, Engines.best(), random)
              .hop(header, record.encode(header), chain(record, header, m.earlier()));
      Hop given =
          new Hop(hop.position(), hop.device(), hop.yIn(), bent(record, hop.y()), hop.proof());
      return new DeviceProtocol.HopSigned(
          m.request(),
          m.attempt(),
          m.header(),
          new DeviceProtocol.Hop(
              index(),
              new PartialSignature(index(), given.y()).encode(record),
              given.proof().map(p -> p.encode(record)).orElse(Octets.EMPTY),
              signed(SignedOctets.hop(record, header.hash(), given))));
    } catch (CheckFailed e) {
      return new DeviceProtocol.Refused(
          m.request(),
          m.attempt(),
          name,
          Refusal.of(Refusal.Code.BAD_CONTRIBUTION, e.check(), e.detail()));
    }
  }

  private static List<Hop> chain(
      PublicRecord record, SessionHeader header, List<DeviceProtocol.Hop> earlier) {
    BigInteger yIn = record.encode(header).u();
    List<Hop> hops = new ArrayList<>();
    for (DeviceProtocol.Hop hop : earlier) {
      BigInteger y = PartialSignature.decode(record, hop.device(), hop.y()).y();
      hops.add(
          new Hop(
              hops.size() + 1,
              hop.device(),
              yIn,
              y,
              Optional.of(ProofOfCorrectness.decode(record, hop.proof()))));
      yIn = y;
    }
    return hops;
  }

  /** Another element of the same group, when it lies. */
  private BigInteger bent(PublicRecord record, BigInteger y) {
    if (!lies) {
      return y;
    }
    BigInteger square = y.multiply(y).mod(record.modulus());
    return square.min(record.modulus().subtract(square));
  }

  DeviceProtocol.Refused refused(Octets request, int attempt, String check) {
    return new DeviceProtocol.Refused(
        request, attempt, name, Refusal.of(Refusal.Code.BAD_REQUEST, check, "will never do"));
  }

  Octets signed(Octets octets) {
    return Octets.of(ring.identity(name).sign(octets.toByteArray()));
  }

  private SessionHeader header(Octets hash) {
    SessionHeader header = headers.get(hash);
    if (header == null) {
      throw new IllegalStateException(name + " was asked to release what it did not vote for");
    }
    return header;
  }

  private int index() {
    return key().indexOf(name).orElseThrow();
  }

  private PublicRecord record(SessionHeader header, Family family) {
    return key(header).family(family).orElseThrow();
  }

  private Ring.KeySet key(SessionHeader header) {
    return ring.ring().keys().stream()
        .filter(
            key -> key.families().values().stream().anyMatch(r -> r.keyId().equals(header.keyId())))
        .findFirst()
        .orElseThrow();
  }

  private Ring.KeySet key() {
    return ring.ring().key(TestRing.MAIN).orElseThrow();
  }
}
