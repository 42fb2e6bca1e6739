package io.countersign.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.countersign.protocol.engine.IdentitySigner;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.AgentProtocol.AgentProbe;
import io.countersign.protocol.wire.AgentProtocol.AskApproval;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
  private static final TestRing RING = TestRing.of(2, 2, 2, 2);
  private static final String FROM = TestRing.COORDINATOR;
  private static final String TO = "device-1";
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final long MILLIS = NOW.toEpochMilli();
  private static final String CHANNEL = MILLIS + "-0123456789abcdef";

  /** Names channels; every sealer gets another name. */
  private static final Random RANDOM = new Random(20261121);

  private final EnvelopeOpener opener = openerAt(NOW);
  private final EnvelopeSealer sealer = sealerOf(FROM, NOW);

  @Test
  void opensWhatWasSealedInOrder() {
    for (long id = 1; id <= 5; id++) {
      EnvelopeOpener.Opened opened = opener.open(sealer.seal(TO, new DeviceProtocol.Probe(id)));
      assertThat(opened.from()).isEqualTo(FROM);
      assertThat(opened.message()).isEqualTo(new DeviceProtocol.Probe(id));
    }
  }

  @Test
  void refusesARepeatedMessageAndAnOlderOne() {
    SealedEnvelope first = sealer.seal(TO, probe());
    SealedEnvelope second = sealer.seal(TO, probe());
    opener.open(second);
    assertRefused("envelope:replay", second);
    assertRefused("envelope:replay", first);
    opener.open(sealer.seal(TO, probe()));
  }

  @Test
  void aLifeThatBeganWithAClockAheadLocksNoLaterOneOut() {
    Instant[] time = {NOW.plusSeconds(8 * 3600)};
    EnvelopeSealer ahead =
        new EnvelopeSealer(FROM, 0, RING.identity(FROM)::sign, reading(time), RANDOM);
    time[0] = NOW;
    Instant[] receivers = {NOW};
    EnvelopeOpener receiver =
        new EnvelopeOpener(TO, RING.ring(), Set.of(Role.COORDINATOR), reading(receivers));
    SealedEnvelope heard = ahead.seal(TO, probe());
    receiver.open(heard);

    Instant hourLater = NOW.plusSeconds(3600);
    receivers[0] = hourLater;
    EnvelopeSealer later = sealerOf(FROM, hourLater);
    receiver.open(later.seal(TO, probe()));
    assertRefused(receiver, "envelope:expired", heard);
    receivers[0] = NOW;
    assertRefused(receiver, "envelope:replay", heard);
  }

  @Test
  void whatWasOpenedIsNeverOpenedAgainWhateverTheClockOfItsSenderDid() {
    Instant[] time = {NOW.plusSeconds(50)};
    EnvelopeSealer jumping =
        new EnvelopeSealer(FROM, 0, RING.identity(FROM)::sign, reading(time), RANDOM);
    SealedEnvelope ahead = jumping.seal(TO, probe());
    time[0] = NOW;
    SealedEnvelope back = jumping.seal(TO, probe());
    opener.open(ahead);
    opener.open(back);
    assertRefused("envelope:replay", sealerOf(FROM, NOW.plusSeconds(50)).seal(TO, probe()));
    opener.open(sealerOf(FROM, NOW.plusSeconds(51)).seal(TO, probe()));
    assertRefused("envelope:replay", ahead);
    assertRefused("envelope:replay", back);
  }

  @Test
  void takesALaterLifeOfTheSenderAndNoEarlierOne() {
    EnvelopeSealer later = sealerOf(FROM, NOW.plusMillis(1));
    SealedEnvelope old = sealer.seal(TO, probe());
    opener.open(old);
    opener.open(later.seal(TO, probe()));
    assertRefused("envelope:replay", sealer.seal(TO, probe()));
    assertRefused("envelope:replay", old);
    assertRefused("envelope:replay", sealerOf(FROM, NOW.plusMillis(1)).seal(TO, probe()));
  }

  @Test
  void countsEachReceiverApart() {
    sealer.seal("device-2", probe());
    opener.open(sealer.seal(TO, probe()));
    assertRefused("envelope:to", sealer.seal("device-2", probe()));
  }

  @Test
  void refusesAMessageOutsideItsTime() {
    SealedEnvelope sealed = sealer.seal(TO, probe());
    openerAt(NOW.plusSeconds(60)).open(sealed);
    assertRefused(openerAt(NOW.plusMillis(60_001)), "envelope:expired", sealed);
    openerAt(NOW.minusSeconds(60)).open(sealed);
    assertRefused(openerAt(NOW.minusMillis(60_001)), "envelope:expired", sealed);
    assertRefused("envelope:expired", sealed(fields -> fields.put("expires", MILLIS + 60_001)));
    assertRefused(
        "envelope:expired",
        sealed(
            fields ->
                fields.put("issued", Long.MIN_VALUE).put("expires", Long.MAX_VALUE - 60_000)));
    assertRefused("envelope:expired", sealed(fields -> fields.put("issued", Long.MIN_VALUE)));
  }

  @Test
  void listensToListedRolesOfTheRingOnly() {
    assertRefused("envelope:from", sealerOf("device-2", NOW).seal(TO, probe()));
    assertRefused("envelope:from", sealerOf("operator", NOW).seal(TO, probe()));
    assertRefused("envelope:from", sealed(fields -> fields.put("from", "nobody")));
  }

  @Test
  void refusesAnotherPartysSignatureAndEveryChangedOctet() {
    assertRefused("envelope:signature", signed(octets(fields -> {}), "device-2"));
    SealedEnvelope good = sealer.seal(TO, probe());
    byte[] octets = good.envelope().toByteArray();
    for (int at = 0; at < octets.length; at++) {
      byte[] altered = octets.clone();
      altered[at] ^= 1;
      SealedEnvelope forged = new SealedEnvelope(Octets.of(altered), good.signature());
      assertThatThrownBy(() -> opener.open(forged))
          .as("octet " + at)
          .isInstanceOf(WireException.class);
    }
    byte[] signature = good.signature().toByteArray();
    for (int at = 0; at < signature.length; at++) {
      byte[] altered = signature.clone();
      altered[at] ^= 1;
      assertRefused("envelope:signature", new SealedEnvelope(good.envelope(), Octets.of(altered)));
    }
    for (int length : new int[] {0, 1, 63, 65, 72}) {
      Octets other = Octets.of(Arrays.copyOf(signature, length));
      assertRefused("envelope:signature", new SealedEnvelope(good.envelope(), other));
    }
    opener.open(good);
  }

  @Test
  void refusesAnotherVersionEpochOrChannel() {
    assertRefused("envelope:version", sealed(fields -> fields.put("v", 2)));
    assertRefused("envelope:epoch", sealed(fields -> fields.put("epoch", 1)));
    for (String channel :
        new String[] {
          "",
          "-",
          "1",
          "1-0123456789abcde",
          "x-0123456789abcdef",
          "-1-0123456789abcdef",
          "9999999999999999-0123456789abcdef",
          CHANNEL + "0",
          CHANNEL.toUpperCase(Locale.ROOT)
        }) {
      assertRefused("envelope:form", sealed(fields -> fields.put("channel", channel)));
    }
  }

  @Test
  void refusesAnUnknownTypeAndAPayloadThatIsNotOfItsType() {
    assertRefused(
        openerAt(NOW), "wire:type", sealed(fields -> fields.put("type", "java.lang.Object")));
    assertRefused(openerAt(NOW), "wire:payload", sealed(fields -> fields.put("type", "prepare")));
    assertRefused(
        openerAt(NOW), "wire:payload", sealed(fields -> fields.put("payload", new byte[0])));
  }

  @Test
  void refusesAFieldThatIsNullMissingOrTooMany() {
    for (String field :
        new String[] {
          "v", "from", "to", "epoch", "channel", "sequence", "issued", "expires", "type", "payload"
        }) {
      assertRefused("envelope:form", sealed(fields -> fields.putNull(field)));
      assertRefused("envelope:form", sealed(fields -> fields.remove(field)));
      assertRefused("envelope:form", sealed(fields -> fields.put(field + "2", 1)));
    }
  }

  @Test
  void refusesEveryTruncation() {
    byte[] whole = sealer.seal(TO, probe()).envelope().toByteArray();
    for (int length = 0; length < whole.length; length++) {
      assertRefused("envelope:form", signed(Arrays.copyOf(whole, length), FROM));
    }
    assertRefused("envelope:form", signed(Arrays.copyOf(whole, whole.length + 1), FROM));
  }

  @Test
  void refusesMoreThanItsBoundBeforeItParses() {
    SealedEnvelope huge =
        new SealedEnvelope(
            Octets.of(new byte[SealedEnvelope.MAX_OCTETS + 1]), Octets.of(new byte[64]));
    assertRefused("envelope:size", huge);
    AskApproval largest =
        new AskApproval(
            Messages.filled(32, 1), "a", TO, "x", Octets.of(new byte[Wire.MAX_CONTENT]));
    assertThat(opener.open(sealer.seal(TO, largest)).message()).isEqualTo(largest);
  }

  @Test
  void aRefusedMessageChangesNothing() {
    SealedEnvelope later =
        sealed(fields -> fields.put("sequence", 1000).put("from", FROM), "device-2");
    assertRefused("envelope:signature", later);
    opener.open(sealer.seal(TO, probe()));
  }

  @Test
  void repeatsNothingThatCouldForgeALine() {
    for (String field : new String[] {"from", "to", "channel", "type"}) {
      SealedEnvelope sealed =
          sealed(fields -> fields.put(field, "\u001b[2J\n\u202e" + "x".repeat(9999)));
      assertThatThrownBy(() -> opener.open(sealed))
          .isInstanceOf(WireException.class)
          .message()
          .matches("\\p{Print}{1,400}");
    }
  }

  private static DeviceProtocol.Probe probe() {
    return new DeviceProtocol.Probe(1);
  }

  private static EnvelopeSealer sealerOf(String party, Instant now) {
    return new EnvelopeSealer(
        party, 0, RING.identity(party)::sign, Clock.fixed(now, ZoneOffset.UTC), RANDOM);
  }

  /** A clock that says what the array holds. */
  private static Clock reading(Instant[] time) {
    return new Clock() {
      @Override
      public ZoneOffset getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }

      @Override
      public Instant instant() {
        return time[0];
      }
    };
  }

  private static EnvelopeOpener openerAt(Instant now) {
    return new EnvelopeOpener(
        TO, RING.ring(), Set.of(Role.COORDINATOR), Clock.fixed(now, ZoneOffset.UTC));
  }

  private static SealedEnvelope sealed(Consumer<ObjectNode> change) {
    return sealed(change, FROM);
  }

  private static SealedEnvelope sealed(Consumer<ObjectNode> change, String signer) {
    return signed(octets(change), signer);
  }

  /** A good envelope with its fields changed. */
  private static byte[] octets(Consumer<ObjectNode> change) {
    Envelope good =
        new Envelope(
            1,
            FROM,
            TO,
            0,
            CHANNEL,
            1,
            MILLIS,
            MILLIS + 60_000,
            "agent-probe",
            Octets.of(Wire.encode(new AgentProbe(1))));
    CBORMapper trees = new CBORMapper();
    try {
      ObjectNode fields = (ObjectNode) trees.readTree(Wire.encode(good));
      change.accept(fields);
      return trees.writeValueAsBytes(fields);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SealedEnvelope signed(byte[] envelope, String signer) {
    IdentitySigner identity = RING.identity(signer);
    return new SealedEnvelope(
        Octets.of(envelope), Octets.of(identity.sign(EnvelopeSealer.signed(envelope))));
  }

  private void assertRefused(String check, SealedEnvelope sealed) {
    assertRefused(opener, check, sealed);
  }

  private static void assertRefused(EnvelopeOpener by, String check, SealedEnvelope sealed) {
    assertThatThrownBy(() -> by.open(sealed))
        .isInstanceOfSatisfying(WireException.class, e -> assertThat(e.check()).isEqualTo(check));
  }
}
