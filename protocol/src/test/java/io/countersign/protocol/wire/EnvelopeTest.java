package io.countersign.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.countersign.protocol.engine.AgreementKey;
import io.countersign.protocol.engine.SessionKey;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.RingChange;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.AgentProtocol.AgentProbe;
import io.countersign.protocol.wire.AgentProtocol.AskApproval;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
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
  private static final long HOUR = 3_600_000;
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
    EnvelopeSealer ahead = sealerOf(FROM, reading(time));
    time[0] = NOW;
    Instant[] receivers = {NOW};
    EnvelopeOpener receiver = openerReading(reading(receivers));
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
  void anOpenerThatBeganWithItsClockAheadHearsEverybodyOnceItIsSetRight() {
    SealedEnvelope before = sealer.seal(TO, probe());
    Instant[] time = {NOW.plusSeconds(8 * 3600)};
    EnvelopeOpener ahead = openerReading(reading(time));
    time[0] = NOW.plusSeconds(1);
    SealedEnvelope honest = sealerOf(FROM, NOW.plusSeconds(1)).seal(TO, probe());
    ahead.open(honest);
    assertRefused(ahead, "envelope:replay", honest);
    assertRefused(ahead, "envelope:replay", before);
    time[0] = NOW.plusSeconds(2);
    ahead.open(sealerOf(FROM, NOW.plusSeconds(2)).seal(TO, probe()));
  }

  @Test
  void whatWasOpenedIsNeverOpenedAgainWhateverTheClockOfItsSenderDid() {
    Instant[] time = {NOW.plusSeconds(50)};
    EnvelopeSealer jumping = sealerOf(FROM, reading(time));
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
    Instant[] time = {NOW};
    EnvelopeOpener patient = openerReading(reading(time));
    time[0] = NOW.plusMillis(60_001);
    assertRefused(patient, "envelope:expired", sealed);
    time[0] = NOW.plusSeconds(60);
    patient.open(sealed);
    openerAt(NOW.minusSeconds(60)).open(sealed);
    assertRefused(openerAt(NOW.minusMillis(60_001)), "envelope:expired", sealed);
    assertRefused("envelope:expired", new Forged().times(MILLIS, MILLIS + 60_001).seal());
    assertRefused(
        "envelope:expired", new Forged().times(Long.MIN_VALUE, Long.MAX_VALUE - 60_000).seal());
    assertRefused("envelope:expired", new Forged().times(Long.MIN_VALUE, MILLIS + 60_000).seal());
  }

  @Test
  void refusesAMessageThatItsOpeningDoesNotCover() {
    for (long issued :
        new long[] {MILLIS + 1, MILLIS - HOUR, Long.MIN_VALUE, Long.MAX_VALUE, MILLIS - HOUR - 1}) {
      assertRefused("envelope:expired", new Forged().opening(f -> f.put("issued", issued)).seal());
    }
    opener.open(new Forged().opening(f -> f.put("issued", MILLIS - HOUR + 1)).seal());
  }

  @Test
  void aRestartedReceiverReadsNothingOfBeforeItsStart() {
    SealedEnvelope heard = sealer.seal(TO, probe());
    opener.open(heard);
    EnvelopeOpener restarted = openerAt(NOW.plusMillis(1));
    assertRefused(restarted, "envelope:replay", heard);
    restarted.open(sealerOf(FROM, NOW.plusMillis(1)).seal(TO, probe()));
    assertRefused(restarted, "envelope:replay", heard);
  }

  @Test
  void listensToListedRolesOfTheRingOnly() {
    assertRefused("envelope:from", sealerOf("device-2", NOW).seal(TO, probe()));
    assertRefused("envelope:from", sealerOf("operator", NOW).seal(TO, probe()));
    assertRefused("envelope:from", new Forged().opening(f -> f.put("from", "nobody")).seal());
  }

  @Test
  void refusesAnotherPartysSignatureAndEveryChangedOctet() {
    assertRefused("envelope:signature", new Forged().signedBy("device-2").seal());
    SealedEnvelope first = sealer.seal(TO, probe());
    assertEveryBitCounts(first);
    assertThat(opener.sessions()).isZero();
    opener.open(first);
    SealedEnvelope second = sealer.seal(TO, probe());
    assertEveryBitCounts(second);
    opener.open(second);
  }

  private void assertEveryBitCounts(SealedEnvelope good) {
    byte[] octets = new SealedEnvelopeSerializer().toBinary(good);
    for (int bit = 0; bit < 8 * octets.length; bit++) {
      byte[] altered = octets.clone();
      altered[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> opener.open(SealedEnvelopeSerializer.read(altered)))
          .as("bit " + bit)
          .isInstanceOf(WireException.class);
    }
  }

  @Test
  void refusesASignatureOfAnotherLengthOrForm() {
    SealedEnvelope good = sealer.seal(TO, probe());
    byte[] signature = good.signature().toByteArray();
    for (int length : new int[] {0, 1, 63, 65, 72}) {
      Octets other = Octets.of(Arrays.copyOf(signature, length));
      assertRefused("envelope:signature", signed(good, other));
    }
    // As right a signature as his, that the sender never made: (r, q - s).
    BigInteger q =
        new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
    byte[] s = q.subtract(new BigInteger(1, signature, 32, 32)).toByteArray();
    byte[] other = Arrays.copyOf(signature, 64);
    Arrays.fill(other, 32, 64, (byte) 0);
    int length = Math.min(32, s.length);
    System.arraycopy(s, s.length - length, other, 64 - length, length);
    assertRefused("envelope:seal", signed(good, Octets.of(other)));
    opener.open(good);
    assertRefused("envelope:signature", signed(sealer.seal(TO, probe()), Octets.of(other)));
  }

  @Test
  void needsBothKeysOfTheSender() {
    assertRefused("envelope:seal", new Forged().agreedBy("device-2").seal());
    assertRefused("envelope:signature", new Forged().signedBy("device-2").seal());
    assertThat(opener.sessions()).isZero();
    opener.open(new Forged().seal());
  }

  @Test
  void refusesWhatIsSentBackOrToAnother() {
    SealedEnvelope sealed = sealer.seal(TO, probe());
    EnvelopeOpener sender = openerOf(FROM, Clock.fixed(NOW, ZoneOffset.UTC), Role.values());
    EnvelopeOpener another = openerOf("device-2", Clock.fixed(NOW, ZoneOffset.UTC), Role.values());
    assertRefused(sender, "envelope:to", sealed);
    assertRefused(another, "envelope:to", sealed);
    Octets toAnother = sealer.seal("device-2", probe()).opening();
    assertRefused("envelope:to", new Forged().seal(toAnother));
    assertRefused(another, "envelope:signature", new Forged().to("device-2").seal(toAnother));
  }

  @Test
  void aStolenOpeningOpensNothingElse() {
    SealedEnvelope first = sealer.seal(TO, probe());
    SealedEnvelope second = sealer.seal(TO, probe());
    SealedEnvelope other = sealerOf(FROM, NOW).seal(TO, probe());
    assertRefused("envelope:seal", with(first, 1, other.sealed()));
    assertRefused("envelope:seal", with(first, 1, second.sealed()));
    assertRefused("envelope:seal", with(first, 2, first.sealed()));
    assertThat(opener.sessions()).isZero();
    opener.open(first);
    assertRefused("envelope:seal", with(first, 2, other.sealed()));
    assertRefused("envelope:seal", with(first, 3, second.sealed()));
    opener.open(second);
  }

  @Test
  void refusesAnotherVersionEpochOrChannel() {
    assertRefused("envelope:version", new Forged().opening(f -> f.put("v", 3)).seal());
    assertRefused("envelope:version", new Forged().opening(f -> f.put("v", 1)).seal());
    assertRefused("envelope:epoch", new Forged().opening(f -> f.put("epoch", -1)).seal());
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
      assertRefused("envelope:form", new Forged().opening(f -> f.put("channel", channel)).seal());
    }
  }

  /** I3: nobody is refused for being a record ahead or behind. */
  @Test
  void opensWhatWasSealedUnderAnEarlierOrALaterRecord() {
    openerAt(NOW).open(new Forged().epoch(7).seal());
    Ring ring = RING.freshRing();
    RING.take(ring, RingChange.of(ring).revoke(TestRing.VISITOR));
    openerOf(TO, ring).open(sealer.seal(TO, probe()));
    EnvelopeSealer ahead = sealerOf(FROM, Clock.fixed(NOW.plusMillis(1), ZoneOffset.UTC), ring);
    opener.open(ahead.seal(TO, probe()));
  }

  /** I3: with what he opened before too. */
  @Test
  void aRevokedSenderIsRefusedAtOnceAndAnotherStillGetsIn() {
    Ring ring = RING.freshRing();
    EnvelopeOpener receiver = openerOf(TO, ring);
    EnvelopeSealer another = sealerOf(TestRing.VISITOR, NOW);
    receiver.open(sealer.seal(TO, probe()));
    receiver.open(another.seal(TO, probe()));

    RING.take(ring, RingChange.of(ring).revoke(TestRing.VISITOR));

    assertRefused(receiver, "envelope:revoked", another.seal(TO, probe()));
    assertRefused(
        receiver,
        "envelope:revoked",
        sealerOf(TestRing.VISITOR, NOW.plusMillis(1)).seal(TO, probe()));
    receiver.open(sealer.seal(TO, probe()));
    receiver.open(sealerOf(FROM, NOW.plusMillis(1)).seal(TO, probe()));
  }

  /** His signature is not looked at: nobody who is revoked can have another verify anything. */
  @Test
  void aRevokedSendersFirstOpeningIsRefusedBeforeItIsVerified() {
    Ring ring = RING.freshRing();
    RING.take(ring, RingChange.of(ring).revoke(TestRing.VISITOR));
    EnvelopeOpener receiver = openerOf(TO, ring);
    SealedEnvelope good = sealerOf(TestRing.VISITOR, NOW).seal(TO, probe());
    assertRefused(receiver, "envelope:revoked", good);
    assertRefused(receiver, "envelope:revoked", signed(good, Octets.of(new byte[64])));
    assertThat(receiver.sessions()).isZero();
  }

  @Test
  void refusesTheOpeningOfAnotherRing() {
    TestRing other = TestRing.of(2, 2, 2, 2);
    EnvelopeSealer foreign =
        new EnvelopeSealer(
            FROM,
            other.ring(),
            other.identity(FROM)::sign,
            other.agreement(FROM),
            Clock.fixed(NOW, ZoneOffset.UTC),
            RANDOM);
    assertRefused("envelope:signature", foreign.seal(TO, probe()));
  }

  @Test
  void refusesAKeyThatIsNoPoint() {
    byte[] good = RING.ring().party(TO).orElseThrow().agreement().toByteArray();
    byte[] off = good.clone();
    off[90] ^= 1;
    byte[] infinity = Arrays.copyOf(good, 27);
    infinity[26] = 0;
    for (byte[] bad : List.of(off, infinity, new byte[0], new byte[91], Arrays.copyOf(good, 92))) {
      assertRefused("envelope:form", new Forged().opening(f -> f.put("key", bad)).seal());
    }
  }

  @Test
  void refusesAnUnknownTypeAndAPayloadThatIsNotOfItsType() {
    assertRefused(
        openerAt(NOW),
        "wire:type",
        new Forged().body(f -> f.put("type", "java.lang.Object")).seal());
    assertRefused(
        openerAt(NOW), "wire:payload", new Forged().body(f -> f.put("type", "prepare")).seal());
    assertRefused(
        openerAt(NOW),
        "wire:payload",
        new Forged().body(f -> f.put("payload", new byte[0])).seal());
  }

  /** M29: only he is blamed whose key it was. */
  @Test
  void namesTheSenderOfWhatCannotBeReadOnlyIfHeSealedIt() {
    SealedEnvelope unreadable = new Forged().body(f -> f.put("payload", new byte[0])).seal();
    assertThatThrownBy(() -> openerAt(NOW).open(unreadable))
        .isInstanceOfSatisfying(WireException.class, e -> assertThat(e.sender()).contains(FROM));
    SealedEnvelope garbled =
        new SealedEnvelope(
            unreadable.opening(),
            unreadable.signature(),
            unreadable.sequence(),
            unreadable.issued(),
            unreadable.expires(),
            Octets.of(new byte[unreadable.sealed().length()]));
    assertThatThrownBy(() -> openerAt(NOW).open(garbled))
        .isInstanceOfSatisfying(WireException.class, e -> assertThat(e.sender()).isEmpty());
  }

  @Test
  void refusesAFieldThatIsNullMissingOrTooMany() {
    for (String field : new String[] {"v", "from", "to", "epoch", "channel", "key", "issued"}) {
      assertRefused("envelope:form", new Forged().opening(f -> f.putNull(field)).seal());
      assertRefused("envelope:form", new Forged().opening(f -> f.remove(field)).seal());
      assertRefused("envelope:form", new Forged().opening(f -> f.put(field + "2", 1)).seal());
    }
    for (String field : new String[] {"type", "payload"}) {
      assertRefused(openerAt(NOW), "wire:payload", new Forged().body(f -> f.putNull(field)).seal());
      assertRefused(openerAt(NOW), "wire:payload", new Forged().body(f -> f.remove(field)).seal());
      assertRefused(
          openerAt(NOW), "wire:payload", new Forged().body(f -> f.put(field + "2", 1)).seal());
    }
    assertRefused("envelope:form", new Forged().number(0).seal());
    assertRefused("envelope:form", new Forged().number(-1).seal());
  }

  @Test
  void refusesEveryTruncation() {
    SealedEnvelope whole = sealer.seal(TO, probe());
    byte[] opening = whole.opening().toByteArray();
    for (int length = 0; length < opening.length; length++) {
      assertRefused("envelope:form", new Forged().seal(Octets.of(Arrays.copyOf(opening, length))));
    }
    assertRefused(
        "envelope:form", new Forged().seal(Octets.of(Arrays.copyOf(opening, opening.length + 1))));
    byte[] octets = new SealedEnvelopeSerializer().toBinary(whole);
    for (int length = 0; length < octets.length; length++) {
      byte[] cut = Arrays.copyOf(octets, length);
      assertThatThrownBy(() -> opener.open(SealedEnvelopeSerializer.read(cut)))
          .isInstanceOf(WireException.class);
    }
  }

  @Test
  void refusesMoreThanItsBoundBeforeItParses() {
    SealedEnvelope good = sealer.seal(TO, probe());
    assertRefused(
        "envelope:size", with(good, 1, Octets.of(new byte[SealedEnvelope.MAX_OCTETS + 1])));
    Octets longOpening = Octets.of(new byte[Opening.MAX_OCTETS + 1]);
    assertRefused(
        "envelope:size",
        new SealedEnvelope(
            longOpening, good.signature(), 1, good.issued(), good.expires(), good.sealed()));
    AskApproval largest =
        new AskApproval(
            Messages.filled(32, 1), "a", TO, "x", Octets.of(new byte[Wire.MAX_CONTENT]));
    assertThat(opener.open(sealer.seal(TO, largest)).message()).isEqualTo(largest);
  }

  @Test
  void theLongestNamesFitTheBoundOfAnOpening() {
    String name = "n".repeat(32);
    Opening longest =
        new Opening(
            Integer.MAX_VALUE,
            name,
            name,
            Long.MAX_VALUE,
            "999999999999999-0123456789abcdef",
            Octets.of(new byte[91]),
            Long.MAX_VALUE);
    assertThat(Wire.encode(longest)).hasSizeLessThan(Opening.MAX_OCTETS - 128);
  }

  @Test
  void aRefusedMessageChangesNothing() {
    assertRefused("envelope:signature", new Forged().signedBy("device-2").number(1000).seal());
    assertRefused("envelope:seal", new Forged().agreedBy("device-2").number(1000).seal());
    SealedEnvelope good = sealer.seal(TO, probe());
    assertRefused("envelope:seal", with(good, 1000, good.sealed()));
    assertThat(opener.sessions()).isZero();
    opener.open(good);
    assertRefused("envelope:seal", with(good, 1000, good.sealed()));
    opener.open(sealer.seal(TO, probe()));
  }

  @Test
  void keepsTwoOpeningsOfASenderAtMostAndBogusOnesEvictNone() {
    for (int life = 0; life < 50; life++) {
      opener.open(sealerOf(FROM, NOW.plusMillis(life)).seal(TO, probe()));
      assertThat(opener.sessions()).isLessThanOrEqualTo(EnvelopeOpener.SESSIONS_MAX);
    }
    Instant later = NOW.plusMillis(50);
    EnvelopeSealer present = sealerOf(FROM, later);
    opener.open(present.seal(TO, probe()));
    for (int i = 0; i < 50; i++) {
      assertRefused("envelope:signature", new Forged().signedBy("device-2").seal());
      SealedEnvelope once = sealerOf(FROM, NOW.plusMillis(51)).seal(TO, probe());
      assertRefused("envelope:seal", with(once, 1, present.seal("device-2", probe()).sealed()));
    }
    assertThat(opener.sessions()).isEqualTo(EnvelopeOpener.SESSIONS_MAX);
    opener.open(present.seal(TO, probe()));
  }

  @Test
  void aKeyIsChangedAfterItsMessagesAndOrderGoesOn() {
    EnvelopeSealer rolling = rolling(4, Clock.fixed(NOW, ZoneOffset.UTC));
    Set<Octets> openings = new HashSet<>();
    for (int i = 1; i <= 20; i++) {
      SealedEnvelope sealed = rolling.seal(TO, probe());
      assertThat(sealed.sequence()).isEqualTo(i);
      openings.add(sealed.opening());
      opener.open(sealed);
      assertRefused("envelope:replay", sealed);
      assertThat(opener.sessions()).isLessThanOrEqualTo(EnvelopeOpener.SESSIONS_MAX);
    }
    assertThat(openings).hasSize(5);
    assertThat(EnvelopeSealer.KEY_MESSAGES).isEqualTo(1 << 20);
  }

  @Test
  void aKeyIsChangedAfterAnHourAndWhenTheClockWentBack() {
    Instant[] time = {NOW};
    EnvelopeSealer hourly = sealerOf(FROM, reading(time));
    Octets first = hourly.seal(TO, probe()).opening();
    time[0] = NOW.plusMillis(HOUR - 1);
    assertThat(hourly.seal(TO, probe()).opening()).isEqualTo(first);
    time[0] = NOW.plusMillis(HOUR);
    Octets second = hourly.seal(TO, probe()).opening();
    assertThat(second).isNotEqualTo(first);
    time[0] = NOW.plusMillis(HOUR - 1);
    assertThat(hourly.seal(TO, probe()).opening()).isNotEqualTo(second).isNotEqualTo(first);
  }

  @Test
  void noNonceIsUsedTwiceWithOneKey() {
    Random random = new Random(20261121);
    Instant[] time = {NOW};
    EnvelopeSealer rolling = rolling(7, reading(time));
    Set<String> used = new HashSet<>();
    for (int i = 0; i < 400; i++) {
      time[0] = time[0].plusMillis(random.nextLong(-HOUR, HOUR));
      String to = random.nextBoolean() ? TO : "device-2";
      SealedEnvelope sealed = rolling.seal(to, probe());
      assertThat(used.add(sealed.opening().hex() + "/" + sealed.sequence())).isTrue();
      assertThat(used.add(sealed.sealed().hex())).isTrue();
    }
  }

  @Test
  void nobodyElseReadsWhatIsSealed() {
    AskApproval secret =
        new AskApproval(Messages.filled(32, 1), "a", TO, "plain text that is secret", null);
    SealedEnvelope sealed = sealer.seal(TO, secret);
    String octets =
        new String(new SealedEnvelopeSerializer().toBinary(sealed), StandardCharsets.ISO_8859_1);
    assertThat(octets).contains(FROM, TO).doesNotContain("secret").doesNotContain("ask-approval");
    assertThat(opener.open(sealed).message()).isEqualTo(secret);
  }

  @Test
  void aClosedSealerSealsNothingAndAnUnlistedRecipientGetsNothing() {
    assertThatThrownBy(() -> sealer.seal("nobody", probe()))
        .isInstanceOf(IllegalArgumentException.class);
    opener.open(sealer.seal(TO, probe()));
    sealer.close();
    sealer.close();
    assertThatThrownBy(() -> sealer.seal(TO, probe())).isInstanceOf(IllegalStateException.class);
    opener.close();
    assertThat(opener.sessions()).isZero();
  }

  @Test
  void repeatsNothingThatCouldForgeALine() {
    String evil = "\u001b[2J\n\u202e" + "x".repeat(300);
    for (String field : new String[] {"from", "to", "channel"}) {
      assertPrintable(new Forged().opening(f -> f.put(field, evil).put("key", new byte[0])).seal());
    }
    assertPrintable(new Forged().body(f -> f.put("type", evil)).seal());
  }

  private void assertPrintable(SealedEnvelope sealed) {
    assertThatThrownBy(() -> opener.open(sealed))
        .isInstanceOf(WireException.class)
        .message()
        .matches("\\p{Print}{1,400}");
  }

  private static DeviceProtocol.Probe probe() {
    return new DeviceProtocol.Probe(1);
  }

  private static EnvelopeSealer sealerOf(String party, Instant now) {
    return sealerOf(party, Clock.fixed(now, ZoneOffset.UTC));
  }

  private static EnvelopeSealer sealerOf(String party, Clock clock) {
    return sealerOf(party, clock, RING.ring());
  }

  private static EnvelopeSealer sealerOf(String party, Clock clock, Ring ring) {
    return new EnvelopeSealer(
        party, ring, RING.identity(party)::sign, RING.agreement(party), clock, RANDOM);
  }

  private static EnvelopeSealer rolling(long keyMessages, Clock clock) {
    return new EnvelopeSealer(
        FROM,
        RING.ring(),
        RING.identity(FROM)::sign,
        RING.agreement(FROM),
        clock,
        RANDOM,
        AgreementKey::fresh,
        keyMessages);
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
    return openerReading(Clock.fixed(now, ZoneOffset.UTC));
  }

  private static EnvelopeOpener openerReading(Clock clock) {
    return openerOf(TO, clock, Role.COORDINATOR);
  }

  /** Listens to coordinators and requesters. */
  private static EnvelopeOpener openerOf(String party, Ring ring) {
    return new EnvelopeOpener(
        party,
        ring,
        Set.of(Role.COORDINATOR, Role.REQUESTER),
        RING.agreement(party),
        Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private static EnvelopeOpener openerOf(String party, Clock clock, Role... admitted) {
    return new EnvelopeOpener(party, RING.ring(), Set.of(admitted), RING.agreement(party), clock);
  }

  private static SealedEnvelope signed(SealedEnvelope good, Octets signature) {
    return new SealedEnvelope(
        good.opening(), signature, good.sequence(), good.issued(), good.expires(), good.sealed());
  }

  private static SealedEnvelope with(SealedEnvelope good, long sequence, Octets sealed) {
    return new SealedEnvelope(
        good.opening(), good.signature(), sequence, good.issued(), good.expires(), sealed);
  }

  /** A good envelope with things changed before it is signed and sealed. */
  private static final class Forged {
    private Consumer<ObjectNode> opening = fields -> {};
    private Consumer<ObjectNode> body = fields -> {};
    private String signer = FROM;
    private String agreeing = FROM;
    private String to = TO;
    private long epoch;
    private long sequence = 1;
    private long issued = MILLIS;
    private long expires = MILLIS + 60_000;

    Forged opening(Consumer<ObjectNode> change) {
      opening = change;
      return this;
    }

    Forged body(Consumer<ObjectNode> change) {
      body = change;
      return this;
    }

    Forged signedBy(String party) {
      signer = party;
      return this;
    }

    Forged agreedBy(String party) {
      agreeing = party;
      return this;
    }

    Forged to(String party) {
      to = party;
      signer = "device-2";
      return this;
    }

    Forged epoch(long number) {
      epoch = number;
      return this;
    }

    Forged number(long number) {
      sequence = number;
      return this;
    }

    Forged times(long newIssued, long newExpires) {
      issued = newIssued;
      expires = newExpires;
      return this;
    }

    SealedEnvelope seal() {
      try (AgreementKey ephemeral = AgreementKey.fresh()) {
        Opening good =
            new Opening(
                Opening.VERSION, FROM, to, epoch, CHANNEL, Octets.of(ephemeral.spki()), MILLIS);
        return seal(ephemeral, good, Octets.of(changed(good, opening)));
      }
    }

    /** Under an opening whose key nobody here has. */
    SealedEnvelope seal(Octets octets) {
      try (AgreementKey ephemeral = AgreementKey.fresh()) {
        Opening good =
            new Opening(
                Opening.VERSION, FROM, to, epoch, CHANNEL, Octets.of(ephemeral.spki()), MILLIS);
        return seal(ephemeral, good, octets);
      }
    }

    private SealedEnvelope seal(AgreementKey ephemeral, Opening good, Octets octets) {
      Octets salt = SessionBinding.salt(octets);
      Octets signature = Octets.of(RING.identity(signer).sign(SessionBinding.signed(octets)));
      byte[] plain =
          changed(new Body("agent-probe", Octets.of(Wire.encode(new AgentProbe(1)))), body);
      try (SessionKey key =
          SessionKey.toRecipient(
              ephemeral,
              RING.agreement(agreeing),
              RING.ring().party(to).orElseThrow().agreement().toByteArray(),
              salt.toByteArray(),
              SessionBinding.info(good))) {
        byte[] associated =
            SessionBinding.associatedData(salt, signature, sequence, issued, expires);
        byte[] sealed = key.seal(Math.max(1, sequence), associated, plain);
        return new SealedEnvelope(octets, signature, sequence, issued, expires, Octets.of(sealed));
      }
    }

    private static byte[] changed(Object good, Consumer<ObjectNode> change) {
      CBORMapper trees = new CBORMapper();
      try {
        ObjectNode fields = (ObjectNode) trees.readTree(Wire.encode(good));
        change.accept(fields);
        return trees.writeValueAsBytes(fields);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private void assertRefused(String check, SealedEnvelope sealed) {
    assertRefused(opener, check, sealed);
  }

  private static void assertRefused(EnvelopeOpener by, String check, SealedEnvelope sealed) {
    assertThatThrownBy(() -> by.open(sealed))
        .isInstanceOfSatisfying(WireException.class, e -> assertThat(e.check()).isEqualTo(check));
  }
}
