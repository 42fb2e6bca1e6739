package io.countersign.protocol.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.protocol.engine.Engines;
import io.countersign.protocol.evidence.RingRecord.AgentEntry;
import io.countersign.protocol.evidence.RingRecord.KeyEntry;
import io.countersign.protocol.evidence.RingRecord.PartyEntry;
import io.countersign.protocol.testing.RingForge;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.thresholdrsa.CheckFailed;
import io.countersign.protocol.thresholdrsa.Dealer;
import io.countersign.protocol.thresholdrsa.Dealing;
import io.countersign.protocol.thresholdrsa.Family;
import io.countersign.protocol.thresholdrsa.ModularPower;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.SafePrimes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Records altered and signed again with the real swa key: each meets the one check it is about. */
class RingTest {
  private static final TestRing RING = Rings.SMALL;
  private static final RingForge FORGE = new RingForge(RING);

  @Test
  void readsTheRecordItWasPinnedTo() {
    Ring ring = Ring.pinned(RING.text(), RING.pin());
    assertThat(ring.parties(Role.DEVICE)).hasSize(3);
    assertThat(ring.agentsOf("device-2")).hasSize(2);
    assertThat(ring.agentsAt("agents-3")).hasSize(2);
    assertThat(ring.swa().record().purpose()).isEqualTo("admin");
    assertThat(ring.key("main").orElseThrow().indexOf("device-3")).contains(3);
    assertThat(FORGE.open(FORGE.record()).hash()).isEqualTo(RING.pin());
  }

  @Test
  void refusesARecordOfAnotherHash() {
    byte[] pin = RING.pin().toByteArray();
    pin[31] ^= 1;
    assertRefused("ring-record:pin", () -> Ring.pinned(RING.text(), Octets.of(pin)));
    assertRefused("ring-record:pin", () -> Ring.pinned(RING.text(), Octets.EMPTY));
  }

  @Test
  void refusesARecordThatTheSwaKeyDidNotSign() {
    byte[] payload = Json.write(FORGE.record());
    Jws bySomeCard =
        Jws.sign(
            "RS256",
            RingRecord.TYPE,
            Ring.serial(RING.ring().swa().publicKey()),
            payload,
            RING.cardSigner("agent-1-1"));
    assertRefused(
        "ring-record:signature", () -> Ring.pinned(bySomeCard.text(), bySomeCard.payloadSha256()));
    Jws underItsOwnName =
        Jws.sign(
            "RS256",
            RingRecord.TYPE,
            RING.ring().agent("agent-1-1").orElseThrow().serial(),
            payload,
            RING.cardSigner("agent-1-1"));
    assertRefused(
        "ring-record:signature",
        () -> Ring.pinned(underItsOwnName.text(), underItsOwnName.payloadSha256()));
    Jws elliptic =
        Jws.sign(
            "ES256",
            RingRecord.TYPE,
            RING.identity("device-1").publicKey().serial(),
            payload,
            RING.identity("device-1")::sign);
    assertRefused(
        "ring-record:signature", () -> Ring.pinned(elliptic.text(), elliptic.payloadSha256()));
  }

  @Test
  void refusesAKeyRecordThatTheSwaKeyDidNotSign() {
    RingRecord altered =
        FORGE.withKeys(
            keys ->
                Rings.change(
                    keys,
                    entry -> RingForge.read(entry).name().equals("main"),
                    entry ->
                        new KeyEntry(
                            Jws.sign(
                                    "RS256",
                                    KeyRecord.TYPE,
                                    Ring.serial(RING.ring().swa().publicKey()),
                                    Json.write(RingForge.read(entry)),
                                    RING.cardSigner("agent-1-1"))
                                .text(),
                            entry.families())));
    assertRefused("key-record:signature", () -> FORGE.open(altered));
  }

  @Test
  void refusesAnythingThatIsNoRecord() {
    for (String payload : List.of("null", "{}", "[]", "", "{\"v\":1}")) {
      Jws jws = FORGE.signed(payload.getBytes(StandardCharsets.UTF_8));
      assertRefused("ring-record", () -> Ring.pinned(jws.text(), jws.payloadSha256()));
    }
    assertRefused("jws", () -> Ring.pinned("", RING.pin()));
    for (UnaryOperator<String> change : changes()) {
      String text = change.apply(new String(Json.write(FORGE.record()), StandardCharsets.UTF_8));
      Jws jws = FORGE.signed(text.getBytes(StandardCharsets.UTF_8));
      assertThatThrownBy(() -> Ring.pinned(jws.text(), jws.payloadSha256()))
          .isInstanceOfAny(EvidenceException.class, CheckFailed.class);
    }
  }

  private static List<UnaryOperator<String>> changes() {
    return List.of(
        s -> s.replaceFirst("\"v\":1", "\"v\":2"),
        s -> s.replaceFirst("\"sequence\":0", "\"sequence\":1"),
        s -> s.replaceFirst("\"sequence\":0", "\"sequence\":0,\"more\":0"),
        s -> s.replaceFirst("\"ring\":\"test\"", "\"ring\":\"Test Ring\""),
        s -> s.replaceFirst("\"ring\":\"test\"", "\"ring\":null"),
        s -> s.replaceFirst("\"role\":\"device\"", "\"role\":\"root\""),
        s -> s.replaceFirst("\"role\":\"device\"", "\"role\":null"),
        s -> s.replaceFirst("\"identity\":\"[0-9a-f]{2}", "\"identity\":\"zz"),
        s -> s.replaceFirst("\"identity\":\"[0-9a-f]{2}", "\"identity\":\""),
        s -> s.replaceFirst("\"agreement\":\"[0-9a-f]{2}", "\"agreement\":\"zz"),
        s -> s.replaceFirst("\"agreement\":\"[0-9a-f]{2}", "\"agreement\":\""),
        s -> s.replaceFirst("\"tls\":\"[0-9a-f]{2}", "\"tls\":\"zz"),
        s -> s.replaceFirst("\"tls\":\"[0-9a-f]{2}", "\"tls\":\""),
        s -> s.replaceFirst("\"tls\":\"[0-9a-f]*\"", "\"tls\":\"\""),
        s -> s.replaceFirst("\"userKey\":\"[0-9a-f]{2}", "\"userKey\":\"zz"),
        s -> s.replaceFirst("\"userKey\":\"[0-9a-f]{2}", "\"userKey\":\""),
        s -> s.replaceFirst("\"modulus\":\"[0-9a-f]", "\"modulus\":\"z"),
        s -> s.replaceFirst("\"modulus\":\"[0-9a-f]{2}", "\"modulus\":\""),
        s -> s.replaceFirst("\"sigma\":\"1\"", "\"sigma\":\"one\""),
        s -> s.replaceFirst("\"family\":\"add\"", "\"family\":\"plus\""),
        s -> s.replaceFirst("\"record\":\"ey", "\"record\":\"EY"),
        s -> s.replaceFirst("\"record\":\"[^\"]*\"", "\"record\":null"),
        s -> s.replaceFirst("\"families\":\\[", "\"families\":[null,"));
  }

  @Test
  void refusesOneNameOneKeyOrOneCertificateTwice() {
    assertRefused(
        "ring-record",
        () -> FORGE.open(parties((p, q) -> named(p, "device-1", q.identity(), q.tls()))));
    assertRefused(
        "ring-record",
        () -> FORGE.open(parties((p, q) -> named(p, q.name(), p.identity(), q.tls()))));
    assertRefused(
        "ring-record",
        () -> FORGE.open(parties((p, q) -> named(p, q.name(), q.identity(), p.tls()))));
    assertRefused(
        "name", () -> FORGE.open(parties((p, q) -> named(p, "D", q.identity(), q.tls()))));
  }

  @Test
  void refusesAnAgentTwiceOrAtNoDeviceOrAtNoAgentsNode() {
    assertRefused(
        "ring-record",
        () ->
            FORGE.open(agents((a, b) -> at(b, "agent-1-1", "device-1", "agents-1", b.userKey()))));
    assertRefused(
        "ring-record",
        () -> FORGE.open(agents((a, b) -> at(b, b.name(), "device-1", "agents-1", a.userKey()))));
    assertRefused(
        "ring-record",
        () -> FORGE.open(agents((a, b) -> at(b, b.name(), "agents-1", "agents-1", b.userKey()))));
    assertRefused(
        "ring-record",
        () -> FORGE.open(agents((a, b) -> at(b, b.name(), "nowhere", "agents-1", b.userKey()))));
    assertRefused(
        "ring-record",
        () -> FORGE.open(agents((a, b) -> at(b, b.name(), "device-1", "device-1", b.userKey()))));
    assertRefused(
        "name",
        () -> FORGE.open(agents((a, b) -> at(b, "Mr. B", "device-1", "agents-1", b.userKey()))));
  }

  @Test
  void refusesAQuorumAboveTheAgentsThatAreRegistered() {
    assertRefused(
        "ring-record",
        () -> FORGE.open(FORGE.withAgents(agents -> agents.subList(1, agents.size()))));
    assertRefused(
        "ring-record",
        () ->
            FORGE.open(
                main(
                    key ->
                        Rings.people(
                            key,
                            2,
                            key.devices(),
                            Map.of("device-1", 3, "device-2", 2, "device-3", 2)))));
  }

  @Test
  void refusesAKeyRecordWhosePeopleOrDevicesDoNotFit() {
    assertRefused(
        "key-record", () -> main(key -> Rings.people(key, 1, key.devices(), key.quorums())));
    assertRefused(
        "key-record", () -> main(key -> Rings.people(key, 4, key.devices(), key.quorums())));
    assertRefused(
        "key-record",
        () -> main(key -> Rings.people(key, 2, key.devices(), Map.of("device-1", 2))));
    assertRefused(
        "key-record",
        () -> main(key -> Rings.people(key, 2, key.devices().subList(1, 3), key.quorums())));
    assertRefused(
        "key-record",
        () ->
            main(
                key ->
                    Rings.people(
                        key,
                        2,
                        key.devices(),
                        Map.of("device-1", 0, "device-2", 2, "device-3", 2))));
    assertRefused(
        "ring-record",
        () -> FORGE.open(main(key -> Rings.people(key, 3, key.devices(), key.quorums()))));
    assertRefused(
        "ring-record",
        () ->
            FORGE.open(
                device(
                    d -> new KeyRecord.Device(d.index(), "device-9", d.serial(), d.identity()))));
    assertRefused(
        "ring-record",
        () ->
            FORGE.open(
                device(
                    d -> new KeyRecord.Device(d.index(), d.name(), "0".repeat(32), d.identity()))));
    assertRefused(
        "ring-record",
        () -> FORGE.open(device(d -> new KeyRecord.Device(d.index(), d.name(), d.serial(), "00"))));
  }

  /** M24: one person alone never moves a device. */
  @Test
  void refusesAQuorumOfOne() {
    Map<String, Integer> alone = Map.of("device-1", 2, "device-2", 1, "device-3", 2);
    assertThatThrownBy(() -> main(key -> Rings.people(key, 2, key.devices(), alone)))
        .isInstanceOf(EvidenceException.class)
        .hasMessageContaining("device-2 needs 1 agents, never below 2");
  }

  @Test
  void refusesAModeOrAnAlgorithmThatDoesNotExist() {
    List<String> some = List.of("RSASSA-PKCS1-v1_5-SHA256");
    assertThatThrownBy(() -> main(key -> Rings.algorithms(key, Map.of("ring", some))))
        .isInstanceOf(EvidenceException.class)
        .hasMessageContaining("unknown mode ring");
    assertThatThrownBy(() -> main(key -> Rings.algorithms(key, Map.of("parallel", List.of("raw")))))
        .isInstanceOf(EvidenceException.class)
        .hasMessageContaining("unknown signature algorithm raw");
    assertThatThrownBy(
            () -> FORGE.withKey("swa", key -> Rings.algorithms(key, Map.of("serial", some))))
        .isInstanceOf(EvidenceException.class)
        .hasMessageContaining("serial needs family mult");
    assertThat(FORGE.open(main(key -> Rings.algorithms(key, Map.of("serial", some)))).key("main"))
        .isPresent();
  }

  @Test
  void refusesAFirstRecordWithARecordBeforeIt() {
    String text = new String(Json.write(FORGE.record()), StandardCharsets.UTF_8);
    Jws jws =
        FORGE.signed(
            text.replaceFirst("\"previous\":\"0", "\"previous\":\"1")
                .getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> Ring.pinned(jws.text(), jws.payloadSha256()))
        .isInstanceOf(EvidenceException.class)
        .hasMessageContaining("names a record before it");
  }

  @Test
  void refusesACardWithASmallKeyOrASmallExponent() throws GeneralSecurityException {
    for (RSAKeyGenParameterSpec spec :
        List.of(
            new RSAKeyGenParameterSpec(1024, RSAKeyGenParameterSpec.F4),
            new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F0))) {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(spec);
      String key = Octets.of(generator.generateKeyPair().getPublic().getEncoded()).hex();
      assertThatThrownBy(
              () -> FORGE.open(agents((a, b) -> at(b, b.name(), "device-1", "agents-1", key))))
          .isInstanceOf(EvidenceException.class)
          .hasMessageContaining(spec.getKeysize() + " bits and e = " + spec.getPublicExponent());
    }
  }

  @Test
  void refusesAKeyIdThatIsNotThatOfThePublicRecord() {
    assertRefused(
        "ring-record",
        () -> FORGE.open(main(key -> Rings.families(key, withFirst(key, "0".repeat(64))))));
    assertRefused(
        "ring-record",
        () ->
            FORGE.open(
                main(
                    key ->
                        Rings.families(
                            Rings.algorithms(key, Map.of()),
                            Map.of("add", String.valueOf(key.families().get("add")))))));
    assertRefused(
        "ring-record",
        () ->
            FORGE.open(
                main(
                    key -> {
                      Map<String, String> more = new HashMap<>(key.families());
                      more.put("poly", "0".repeat(64));
                      return Rings.families(key, more);
                    })));
  }

  @Test
  void refusesAKeyTwiceOrNoSwaKeyOrAnSwaKeyForDocuments() {
    assertRefused(
        "ring-record",
        () -> FORGE.open(FORGE.withKeys(keys -> List.of(keys.get(0), keys.get(1), keys.get(1)))));
    assertRefused("ring-record", () -> FORGE.open(FORGE.withKeys(keys -> keys.subList(1, 2))));
    assertRefused(
        "ring-record",
        () -> FORGE.open(FORGE.withKey("swa", key -> Rings.purpose(key, "swa", "document"))));
  }

  @Test
  void refusesTwoKeysOverOneModulus() {
    RingRecord altered =
        FORGE.withKeys(
            keys -> {
              KeyEntry main = keys.get(1);
              KeyEntry twin =
                  new KeyEntry(
                      FORGE.signedKey(Rings.purpose(RingForge.read(main), "twin", "x509")),
                      main.families());
              keys.add(twin);
              return keys;
            });
    assertRefused("ring-record", () -> FORGE.open(altered));
  }

  @Test
  void refusesAPublicRecordThatFailsItsOwnCheck() {
    RingRecord altered =
        FORGE.withKeys(
            keys ->
                Rings.change(
                    keys,
                    entry -> RingForge.read(entry).name().equals("main"),
                    entry ->
                        new KeyEntry(
                            entry.record(),
                            entry.families().stream().map(RingTest::withOtherV).toList())));
    assertThatThrownBy(() -> FORGE.open(altered))
        .isInstanceOfAny(CheckFailed.class, EvidenceException.class);
  }

  /** A9: 1024 bits, consistent in everything else and signed by the swa key. */
  @Test
  void refusesAKeyOfAnotherSizeThanPolicyAllows() throws Exception {
    ModularPower power = Engines.best()::powPublic;
    SecureRandom random = new SecureRandom();
    RingRecord altered;
    try (Dealing small =
        new Dealer(Engines.best(), random)
            .deal(
                SafePrimes.generate(1024, power, random, 2, tested -> {}),
                RING.ring().key("main").orElseThrow().family(Family.ADD).orElseThrow().threshold(),
                Set.of(Family.ADD, Family.MULT))) {
      altered = FORGE.withKeys(keys -> Rings.change(keys, RingTest::isMain, e -> with(e, small)));
    }

    assertThatThrownBy(() -> FORGE.open(altered))
        .isInstanceOf(CheckFailed.class)
        .hasMessageContaining("1024");
  }

  private static boolean isMain(KeyEntry entry) {
    return RingForge.read(entry).name().equals("main");
  }

  private static KeyEntry with(KeyEntry entry, Dealing dealing) {
    Map<String, String> ids = new TreeMap<>();
    dealing.records().forEach((family, made) -> ids.put(family.label(), made.keyId().toString()));
    return new KeyEntry(
        FORGE.signedKey(Rings.families(RingForge.read(entry), ids)),
        dealing.records().values().stream().map(PublicRecordEntry::of).toList());
  }

  private static PublicRecordEntry withOtherV(PublicRecordEntry e) {
    String v = e.v().substring(0, e.v().length() - 1) + (e.v().endsWith("4") ? "9" : "4");
    return new PublicRecordEntry(
        e.family(),
        e.modulus(),
        e.publicExponent(),
        e.t(),
        e.n(),
        e.epoch(),
        e.sigma(),
        e.delta(),
        e.shareBits(),
        e.dBits(),
        v,
        e.values(),
        e.rows(),
        e.pub(),
        e.chain());
  }

  private static Map<String, String> withFirst(KeyRecord key, String keyId) {
    Map<String, String> altered = new HashMap<>(key.families());
    altered.put("add", keyId);
    return altered;
  }

  private interface Pairing<T> {
    T of(T first, T second);
  }

  /** Changes device-2's entry, given device-1's. */
  private static RingRecord parties(Pairing<PartyEntry> change) {
    PartyEntry first = FORGE.record().parties().get(0);
    return FORGE.withParties(
        parties ->
            Rings.change(parties, p -> p.name().equals("device-2"), p -> change.of(first, p)));
  }

  private static PartyEntry named(PartyEntry p, String name, String identity, String tls) {
    return Rings.party(p, name, "device", identity, tls);
  }

  /** Changes agent-1-2's entry, given agent-1-1's. */
  private static RingRecord agents(Pairing<AgentEntry> change) {
    AgentEntry first = FORGE.record().agents().get(0);
    return FORGE.withAgents(
        agents ->
            Rings.change(agents, a -> a.name().equals("agent-1-2"), a -> change.of(first, a)));
  }

  private static AgentEntry at(
      AgentEntry a, String name, String device, String node, String userKey) {
    return Rings.agent(a, name, device, node, userKey);
  }

  private static RingRecord main(UnaryOperator<KeyRecord> change) {
    return FORGE.withKey("main", change);
  }

  private static RingRecord device(Function<KeyRecord.Device, KeyRecord.Device> change) {
    return main(
        key -> {
          KeyRecord.Device altered = change.apply(key.devices().get(0));
          Map<String, Integer> quorums = new HashMap<>(key.quorums());
          quorums.remove("device-1");
          quorums.put(altered.name(), 2);
          return Rings.people(
              key, 2, List.of(altered, key.devices().get(1), key.devices().get(2)), quorums);
        });
  }

  private static void assertRefused(String check, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            EvidenceException.class, e -> assertThat(e.check()).isEqualTo(check));
  }
}
