package io.countersign.protocol.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.protocol.engine.P256KeyPair;
import io.countersign.protocol.engine.P256Keys;
import io.countersign.protocol.evidence.RingRecord.AgentEntry;
import io.countersign.protocol.evidence.RingRecord.PartyEntry;
import io.countersign.protocol.testing.RingForge;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.thresholdrsa.Octets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the ring's next record may change and what it may not (I3). Each refused record is signed by
 * the real swa key and revokes the visitor; it differs from a good one in the one thing.
 */
class RingSuccessionTest {
  private static final TestRing RING = Rings.SMALL;
  private static final RingForge FORGE = new RingForge(RING);
  private static final Instant NOW = Instant.now();
  private static final String DEVICE = "device-1";
  private static final String AGENT = "agent-1-1";
  private static final X509Certificate FIRST = party(RING.ring(), DEVICE).tls();

  private final Ring ring = RING.freshRing();
  private final RingRecord good = RingChange.of(ring).revoke(TestRing.VISITOR).record(NOW);

  @Test
  void revokesAPartyWhoStaysInTheRecordAsEvidence() throws Exception {
    RING.take(ring, RingChange.of(ring).revoke(DEVICE));

    assertThat(ring.sequence()).isEqualTo(1);
    assertThat(ring.genesis()).isEqualTo(RING.pin()).isNotEqualTo(ring.hash());
    assertThat(party(ring, DEVICE).revoked()).isTrue();
    assertThat(party(ring, DEVICE).identity()).isEqualTo(party(RING.ring(), DEVICE).identity());
    assertThat(ring.inForce(Role.DEVICE)).extracting(Ring.Party::name).doesNotContain(DEVICE);
    assertThat(ring.isInCluster(party(ring, DEVICE))).isFalse();
    assertThat(ring.isInCluster(party(ring, "device-2"))).isTrue();
    assertThat(ring.partyOfTls(FIRST.getEncoded())).contains(party(ring, DEVICE));
    assertThat(party(RING.ring(), DEVICE).revoked()).isFalse();
  }

  @Test
  void revokesAnAgentAndNoOther() {
    RING.take(ring, RingChange.of(ring).revoke(AGENT));

    assertThat(ring.agentsOf(DEVICE)).filteredOn(Ring.Agent::revoked).hasSize(1);
    assertThat(ring.agent(AGENT).orElseThrow().revoked()).isTrue();
  }

  @Test
  void anAgentCountsNoMoreOnceHisNodeIsRevoked() {
    Ring.Agent agent = ring.agent(AGENT).orElseThrow();
    assertThat(ring.revokes(agent)).isFalse();
    RING.take(ring, RingChange.of(ring).revoke(agent.node()));
    assertThat(ring.revokes(agent)).isTrue();
    assertThat(ring.revokes(ring.agent("agent-2-1").orElseThrow())).isFalse();
    assertThat(ring.revokes(agent.node())).isTrue();
    assertThat(ring.revokes("nobody")).isFalse();
  }

  @Test
  void renewsACertificateAndBelievesTheFormerUntilTheNextRenewal() throws Exception {
    X509Certificate second = TestRing.freshCertificate(DEVICE);
    RING.take(ring, RingChange.of(ring).renew(DEVICE, second, true));
    assertThat(party(ring, DEVICE).tls()).isEqualTo(second);
    assertThat(party(ring, DEVICE).formerTls()).contains(FIRST);
    assertThat(ring.partyOfTls(FIRST.getEncoded())).contains(party(ring, DEVICE));
    assertThat(ring.partyOfTls(second.getEncoded())).contains(party(ring, DEVICE));

    RING.take(ring, RingChange.of(ring).revoke(TestRing.VISITOR));
    assertThat(ring.partyOfTls(FIRST.getEncoded())).isPresent();

    RING.take(ring, RingChange.of(ring).renew(DEVICE, TestRing.freshCertificate(DEVICE), true));
    assertThat(ring.partyOfTls(FIRST.getEncoded())).isEmpty();
    assertThat(party(ring, DEVICE).formerTls()).contains(second);
    assertThat(ring.sequence()).isEqualTo(3);
  }

  @Test
  void aStolenCertificateIsBelievedNoMoreAtOnce() throws Exception {
    RING.take(ring, RingChange.of(ring).renew(DEVICE, TestRing.freshCertificate(DEVICE), false));

    assertThat(ring.partyOfTls(FIRST.getEncoded())).isEmpty();
    assertThat(party(ring, DEVICE).formerTls()).isEmpty();
  }

  @Test
  void theFormerCertificateMayBeDroppedWithoutARenewalAndARevokedPartyHasNone() {
    RING.take(ring, RingChange.of(ring).renew(DEVICE, TestRing.freshCertificate(DEVICE), true));
    RingRecord dropped =
        with(
            RingChange.of(ring).revoke(TestRing.VISITOR).record(NOW),
            p -> p.renewed(p.tls(), ""),
            a -> a);
    assertThatCode(() -> ring.next(signed(dropped))).doesNotThrowAnyException();

    RING.take(ring, RingChange.of(ring).revoke(DEVICE));
    assertThat(party(ring, DEVICE).formerTls()).isEmpty();
  }

  @Test
  void aCardMayLastLonger() {
    RingRecord longer = with(good, p -> p, a -> Rings.expiring(a, a.notAfter() + 1));
    ring.take(ring.next(signed(longer)));

    assertThat(ring.agent(AGENT).orElseThrow().notAfter())
        .isEqualTo(RING.ring().agent(AGENT).orElseThrow().notAfter() + 1);
  }

  @Test
  void readingTheNextRecordChangesNothing() {
    Ring.Next next = ring.next(signed(good));

    assertThat(next.sequence()).isEqualTo(1);
    assertThat(ring.hash()).isEqualTo(RING.pin());
    assertThat(party(ring, TestRing.VISITOR).revoked()).isFalse();
    assertThat(ring.isInForce(next.text())).isFalse();
    ring.take(next);
    assertThat(ring.isInForce(next.text())).isTrue();
    assertThat(ring.hash()).isEqualTo(next.hash());
  }

  @Test
  void takingARecordTwiceIsHarmlessAndTakingOneWhoseTurnIsOverChangesNothing() {
    Ring.Next first = ring.next(signed(good));
    Ring.Next other = ring.next(RING.next(ring, RingChange.of(ring).revoke(AGENT)));
    ring.take(first);
    ring.take(first);

    assertRefused("ring-record:sequence", () -> ring.take(other));
    assertThat(ring.hash()).isEqualTo(first.hash());
    assertThat(ring.agent(AGENT).orElseThrow().revoked()).isFalse();
    RING.take(ring, RingChange.of(ring).revoke(AGENT));
    assertRefused("ring-record:sequence", () -> ring.take(first));
    assertThat(ring.sequence()).isEqualTo(2);
  }

  @Test
  void refusesARecordThatTheSwaKeyDidNotSign() {
    byte[] payload = Json.write(good);
    String swa = Ring.serial(ring.swa().publicKey());
    String card = ring.agent(AGENT).orElseThrow().serial();
    for (String serial : new String[] {swa, card}) {
      Jws jws = Jws.sign("RS256", RingRecord.TYPE, serial, payload, RING.cardSigner(AGENT));
      assertRefused("ring-record:signature", () -> ring.next(jws.text()));
    }
    String text = signed(good);
    String earlier = RING.text().substring(RING.text().lastIndexOf('.'));
    String mixed = text.substring(0, text.lastIndexOf('.')) + earlier;
    assertRefused("ring-record:signature", () -> ring.next(mixed));
    assertThatCode(() -> ring.next(text)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 2, Long.MAX_VALUE})
  void refusesARecordThatIsNotTheOneAfter(long sequence) {
    refused(
        "ring-record:sequence", numbered(good.ring(), sequence, good.previous(), good.issued()));
  }

  @Test
  void refusesARecordAfterAnotherOneOrOfAnotherRing() {
    String otherHash = Octets.of(new byte[0]).sha256().hex();
    refused("ring-record:sequence", numbered(good.ring(), 1, otherHash, good.issued()));
    refused(
        "ring-record:sequence", numbered(good.ring(), 1, RingRecord.NO_PREVIOUS, good.issued()));
    refused("ring-record:sequence", numbered("other", 1, good.previous(), good.issued()));
    assertRefused("ring-record:sequence", () -> ring.next(RING.text()));
  }

  @Test
  void refusesARecordThatWasIssuedBeforeTheOneInForce() {
    long issued = ring.record().issued();
    refused("ring-record:change", numbered(good.ring(), 1, good.previous(), issued - 1));
    accepted(numbered(good.ring(), 1, good.previous(), issued));
  }

  @Test
  void refusesOtherKeys() {
    refused("ring-record:change", withKeys(good.keys().subList(0, 1)));
    refused("ring-record:change", withKeys(List.of(good.keys().get(1), good.keys().get(0))));
    RingRecord looser = FORGE.withKey("main", key -> Rings.purpose(key, "main", "x509"));
    refused("ring-record:change", withKeys(looser.keys()));
    accepted(withKeys(good.keys()));
  }

  @Test
  void refusesAPartyWithAnotherNameRoleAddressOrKey() {
    String key = freshKey();
    for (UnaryOperator<PartyEntry> change :
        List.<UnaryOperator<PartyEntry>>of(
            p -> entry(p, "device-9", p.role(), p.address(), p.identity(), p.agreement()),
            p -> entry(p, p.name(), "agents", p.address(), p.identity(), p.agreement()),
            p -> entry(p, p.name(), p.role(), "127.0.0.1:1", p.identity(), p.agreement()),
            p -> entry(p, p.name(), p.role(), p.address(), key, p.agreement()),
            p -> entry(p, p.name(), p.role(), p.address(), p.identity(), key))) {
      refused("ring-record:change", with(good, change, a -> a));
    }
    // As good a record without the devices' keys in it, so that nothing but the rule refuses it.
    refused(
        "ring-record:change",
        withParties(
            Rings.change(
                good.parties(),
                p -> p.name().equals(TestRing.REQUESTER),
                p -> entry(p, p.name(), p.role(), p.address(), key, p.agreement()))));
  }

  @Test
  void refusesAnAgentWithAnotherNameDeviceNodeOrCard() {
    String card =
        Octets.of(RING.ring().swa().publicKey().getEncoded()).hex(); // Any RSA key of 2048 bits.
    for (UnaryOperator<AgentEntry> change :
        List.<UnaryOperator<AgentEntry>>of(
            a -> Rings.agent(a, "mallory", a.device(), a.node(), a.userKey()),
            a -> Rings.agent(a, a.name(), "device-2", a.node(), a.userKey()),
            a -> Rings.agent(a, a.name(), a.device(), "agents-2", a.userKey()),
            a -> Rings.agent(a, a.name(), a.device(), a.node(), card))) {
      refused("ring-record:change", with(good, p -> p, change));
    }
  }

  @Test
  void refusesMoreFewerOrReorderedPartiesAndAgents() {
    List<PartyEntry> reordered = new ArrayList<>(good.parties());
    Collections.swap(reordered, 0, 2);
    refused("ring-record:change", withParties(reordered));
    List<PartyEntry> fewer = new ArrayList<>(good.parties());
    fewer.removeIf(p -> p.name().equals(TestRing.VISITOR));
    refused("ring-record:change", withParties(fewer));
    List<PartyEntry> more = new ArrayList<>(good.parties());
    PartyEntry last = more.get(more.size() - 1);
    PartyEntry added = entry(last, "mallory", last.role(), "", freshKey(), last.agreement());
    more.add(added.renewed(hex(TestRing.freshCertificate("mallory")), ""));
    refused("ring-record:change", withParties(more));
    List<AgentEntry> agents = new ArrayList<>(good.agents());
    agents.remove(5);
    refused("ring-record:change", withAgents(agents));
    agents.add(1, good.agents().get(5));
    refused("ring-record:change", withAgents(agents));
  }

  @Test
  void whoWasRevokedStaysRevoked() {
    RING.take(ring, RingChange.of(ring).revoke(DEVICE).revoke(AGENT));
    RingRecord next = RingChange.of(ring).revoke(TestRing.VISITOR).record(NOW);

    accepted(next);
    refused("ring-record:change", with(next, p -> revoked(p, false), a -> a));
    refused("ring-record:change", with(next, p -> p, a -> revoked(a, false)));
  }

  @Test
  void aRevokedPartyGetsNoCertificate() {
    String tls = hex(TestRing.freshCertificate(DEVICE));
    refused("ring-record:change", with(good, p -> revoked(p.renewed(tls, ""), true), a -> a));
    RING.take(ring, RingChange.of(ring).revoke(DEVICE));
    RingRecord next = RingChange.of(ring).revoke(TestRing.VISITOR).record(NOW);
    refused("ring-record:change", with(next, p -> p.renewed(tls, ""), a -> a));
    refused("ring-record:change", with(next, p -> p.renewed(p.tls(), tls), a -> a));
  }

  @Test
  void refusesAFormerCertificateThatThePartyNeverHad() {
    String tls = hex(TestRing.freshCertificate(DEVICE));
    String never = hex(TestRing.freshCertificate(DEVICE));
    refused("ring-record:change", with(good, p -> p.renewed(p.tls(), never), a -> a));
    refused("ring-record:change", with(good, p -> p.renewed(tls, never), a -> a));
    accepted(with(good, p -> p.renewed(tls, p.tls()), a -> a));
  }

  @Test
  void refusesTheCertificateOfAnother() {
    String others = hex(party(ring, "device-2").tls());
    refused("ring-record", with(good, p -> p.renewed(others, p.tls()), a -> a));
  }

  @Test
  void refusesARecordThatChangesNothing() {
    RingRecord last = ring.record();
    refused("ring-record:change", copy(good, last.parties(), last.agents(), last.keys()));
  }

  @Test
  void refusesToLeaveFewerDevicesWithTheirQuorumThanTheSwaKeyNeeds() {
    for (List<String> revoked :
        List.of(
            List.of("device-1", "device-2"),
            List.of("agent-1-1", "agent-2-2"),
            List.of("agents-1", "agents-2"),
            List.of("device-1", "agent-2-1"))) {
      RingChange change = RingChange.of(ring);
      revoked.forEach(change::revoke);
      assertThatThrownBy(() -> change.record(NOW)).hasMessageContaining("leaves 1 devices");
      refused("ring-record:change", revoking(revoked));
      accepted(revoking(revoked.subList(0, 1)));
    }
  }

  @Test
  void aDeviceWhoseMessageServerIsRevokedIsNotLeft() {
    TestRing split = TestRing.split(2, 3);
    Ring servers = split.freshRing();
    RingChange one = RingChange.of(servers).revoke(TestRing.server(1));
    assertThat(servers.next(split.next(servers, one)).sequence()).isEqualTo(1);
    RingChange two = one.revoke(TestRing.server(2));
    assertRefused("ring-record:change", () -> two.record(NOW));
  }

  @Test
  void refusesToLeaveNoCoordinator() {
    assertThatThrownBy(() -> RingChange.of(ring).revoke(TestRing.COORDINATOR).record(NOW))
        .hasMessageContaining("leaves no coordinator");
    refused("ring-record:change", revoking(List.of(TestRing.COORDINATOR)));
  }

  @Test
  void refusesToLeaveNobodyWhoCanAskForAnother() {
    RING.take(ring, RingChange.of(ring).revoke(TestRing.VISITOR));
    assertThatThrownBy(() -> RingChange.of(ring).revoke(TestRing.REQUESTER).record(NOW))
        .hasMessageContaining("nobody who can ask");
  }

  @Test
  void refusesToLeaveTooFewPeopleWhoseCardsAreValid() {
    long issued = good.issued();
    for (long notAfter : new long[] {issued, issued + 1}) {
      RingRecord expiring =
          copy(
              good,
              good.parties(),
              Rings.change(
                  good.agents(),
                  a -> a.name().equals("agent-1-1") || a.name().equals("agent-2-2"),
                  a -> Rings.expiring(a, notAfter)),
              good.keys());
      if (notAfter == issued) {
        refused("ring-record:change", expiring);
      } else {
        accepted(expiring);
      }
    }
  }

  @Test
  void refusesToLeaveNoHeartbeatSourceWhereThereWasOne() {
    Ring sources =
        FORGE.open(
            FORGE.withParties(
                parties ->
                    Rings.change(
                        parties,
                        p -> p.name().equals(TestRing.VISITOR),
                        p ->
                            entry(
                                p,
                                p.name(),
                                "heartbeat",
                                "127.0.0.1:9",
                                p.identity(),
                                p.agreement()))));
    RingChange last = RingChange.of(sources).revoke(TestRing.VISITOR);
    assertThatThrownBy(() -> last.record(NOW)).hasMessageContaining("leaves no heartbeat source");
    RingRecord other = RingChange.of(sources).revoke("agent-1-1").record(NOW);
    assertThatCode(() -> sources.next(signed(other))).doesNotThrowAnyException();
  }

  @Test
  void refusesACertificateThatIsReadAndNotItsDerAlone() {
    X509Certificate fresh = TestRing.freshCertificate(DEVICE);
    refused("ring-record", with(good, p -> p.renewed(hex(fresh) + "00", p.tls()), a -> a));
    accepted(with(good, p -> p.renewed(hex(fresh), p.tls()), a -> a));
  }

  @Test
  void knowsTheHashOfEachRecordUpToTheOneInForce() {
    RING.take(ring, RingChange.of(ring).revoke(TestRing.VISITOR));
    Octets first = ring.hash();
    RING.take(ring, RingChange.of(ring).revoke(AGENT));
    assertThat(ring.hash(0)).contains(ring.genesis());
    assertThat(ring.hash(1)).contains(first);
    assertThat(ring.hash(2)).contains(ring.hash());
    assertThat(ring.hash(3)).isEmpty();
    assertThat(ring.hash(-1)).isEmpty();
  }

  @Test
  void aChangeOfNobodyOrOfOneRevokedOrToTheSameCertificateIsNotWritten() {
    RingChange change = RingChange.of(ring).revoke(DEVICE).revoke(AGENT);
    assertRefused("ring-record:change", () -> change.revoke("nobody"));
    assertRefused("ring-record:change", () -> change.revoke(DEVICE));
    assertRefused("ring-record:change", () -> change.revoke(AGENT));
    assertRefused("ring-record:change", () -> change.renew(DEVICE, FIRST, true));
    assertRefused("ring-record:change", () -> change.renew(AGENT, FIRST, true));
    X509Certificate own = party(ring, "device-2").tls();
    assertRefused("ring-record:change", () -> change.renew("device-2", own, true));
  }

  private void accepted(RingRecord record) {
    assertThatCode(() -> ring.next(signed(record))).doesNotThrowAnyException();
  }

  private void refused(String check, RingRecord record) {
    long before = ring.sequence();
    assertRefused(check, () -> ring.next(signed(record)));
    assertThat(ring.sequence()).isEqualTo(before);
  }

  private static void assertRefused(String check, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            EvidenceException.class, e -> assertThat(e.check()).isEqualTo(check));
  }

  private static String signed(RingRecord record) {
    return FORGE.signed(Json.write(record)).text();
  }

  private static Ring.Party party(Ring ring, String name) {
    return ring.party(name).orElseThrow();
  }

  private static String freshKey() {
    try (P256KeyPair pair = P256Keys.generate()) {
      return Octets.of(pair.spki()).hex();
    }
  }

  private static String hex(X509Certificate certificate) {
    try {
      return Octets.of(certificate.getEncoded()).hex();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A record that revokes these and is not checked. */
  private RingRecord revoking(List<String> names) {
    RingRecord last = ring.record();
    return copy(
        good,
        Rings.change(last.parties(), p -> names.contains(p.name()), p -> revoked(p, true)),
        Rings.change(last.agents(), a -> names.contains(a.name()), a -> revoked(a, true)),
        last.keys());
  }

  private RingRecord numbered(String name, long sequence, String previous, long issued) {
    return new RingRecord(
        good.v(), name, sequence, previous, issued, good.parties(), good.agents(), good.keys());
  }

  private RingRecord withKeys(List<RingRecord.KeyEntry> keys) {
    return copy(good, good.parties(), good.agents(), keys);
  }

  private RingRecord withParties(List<PartyEntry> parties) {
    return copy(good, parties, good.agents(), good.keys());
  }

  private RingRecord withAgents(List<AgentEntry> agents) {
    return copy(good, good.parties(), agents, good.keys());
  }

  /** Changes the entries of device-1 and of its first agent. */
  private static RingRecord with(
      RingRecord next, UnaryOperator<PartyEntry> party, UnaryOperator<AgentEntry> agent) {
    return copy(
        next,
        Rings.change(next.parties(), p -> p.name().equals(DEVICE), party),
        Rings.change(next.agents(), a -> a.name().equals(AGENT), agent),
        next.keys());
  }

  private static RingRecord copy(
      RingRecord r,
      List<PartyEntry> parties,
      List<AgentEntry> agents,
      List<RingRecord.KeyEntry> keys) {
    return new RingRecord(
        r.v(), r.ring(), r.sequence(), r.previous(), r.issued(), parties, agents, keys);
  }

  private static PartyEntry entry(
      PartyEntry p, String name, String role, String address, String identity, String agreement) {
    return new PartyEntry(
        name, role, address, identity, agreement, p.tls(), p.formerTls(), p.revoked());
  }

  private static PartyEntry revoked(PartyEntry p, boolean revoked) {
    return new PartyEntry(
        p.name(),
        p.role(),
        p.address(),
        p.identity(),
        p.agreement(),
        p.tls(),
        p.formerTls(),
        revoked);
  }

  private static AgentEntry revoked(AgentEntry a, boolean revoked) {
    return new AgentEntry(a.name(), a.device(), a.node(), a.userKey(), a.notAfter(), revoked);
  }
}
