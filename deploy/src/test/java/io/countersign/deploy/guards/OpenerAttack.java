package io.countersign.deploy.guards;

import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.wire.DeviceProtocol.Probe;
import io.countersign.protocol.wire.EnvelopeOpener;
import io.countersign.protocol.wire.EnvelopeSealer;
import io.countersign.protocol.wire.SealedEnvelope;
import io.countersign.protocol.wire.SealedEnvelopeSerializer;
import io.countersign.protocol.wire.WireException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Attacks on openers whose clock is simulated: an hour passes, lives end on either side. */
final class OpenerAttack {
  private static final String SENDER = TestRing.COORDINATOR;
  private static final List<String> DEVICES = List.of("device-1", "device-2", "device-3");
  private static final int SEEN_MAX = 64;

  private final TestRing ring;
  private final Random random;
  private final Tally tally;
  private final Tampering tampering;
  private final Map<String, EnvelopeOpener> openers = new HashMap<>();
  private final List<Seen> seen = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-21T12:00:00Z");
  private final Clock clock = new Simulated();
  private EnvelopeSealer sealer;
  private long id;

  /** A message that was delivered. */
  private record Seen(String to, SealedEnvelope sealed) {}

  private final class Simulated extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  OpenerAttack(TestRing ring, Random random, Tally tally) {
    this.ring = ring;
    this.random = random;
    this.tally = tally;
    this.tampering = new Tampering(random);
    this.sealer = sealerOf(SENDER);
    DEVICES.forEach(device -> openers.put(device, opener(device)));
    openers.put(SENDER, opener(SENDER));
  }

  void run(int tries) {
    for (int i = 0; i < tries; i++) {
      String to = DEVICES.get(random.nextInt(DEVICES.size()));
      honest(to);
      attack(random.nextInt(10), to);
      live();
    }
    honest(DEVICES.get(0));
    openers.values().forEach(EnvelopeOpener::close);
    sealer.close();
  }

  private SealedEnvelope honest(String to) {
    SealedEnvelope sealed = Tampering.crossed(sealer.seal(to, new Probe(++id)));
    deliver(to, sealed);
    return sealed;
  }

  private void deliver(String to, SealedEnvelope sealed) {
    try {
      tally.honest(opener(to, sealed) >= 0);
    } catch (WireException lost) {
      tally.honest(false);
    }
    seen.add(new Seen(to, sealed));
    if (seen.size() > SEEN_MAX) {
      seen.remove(random.nextInt(seen.size()));
    }
  }

  private long opener(String at, SealedEnvelope sealed) {
    EnvelopeOpener.Opened opened = openers.get(at).open(sealed);
    return ((Probe) opened.message()).id();
  }

  private void attack(int kind, String to) {
    // Mostly what is still fresh: the old is refused for its age alone.
    int back = random.nextInt(random.nextInt(4) == 0 ? seen.size() : Math.min(4, seen.size()));
    Seen old = seen.get(seen.size() - 1 - back);
    long millis = now.toEpochMilli();
    switch (kind) {
      case 0 -> tryAt("replay", old.to(), old.sealed());
      case 1 -> {
        restart(old.to());
        tryAt("replay to a restarted receiver", old.to(), old.sealed());
      }
      case 2 -> tryAt("reflection", SENDER, old.sealed());
      case 3 -> tryAt("re-targeting", another(old.to()), old.sealed());
      case 4 -> {
        SealedEnvelope held = sealer.seal(to, new Probe(++id));
        honest(to);
        tryAt("re-ordering", to, held);
      }
      case 5 -> {
        SealedEnvelope elsewhere = sealer.seal(another(to), new Probe(++id));
        SealedEnvelope here = honest(to);
        tryAt("re-targeting under another opening", to, Tampering.spliced(here, elsewhere));
      }
      case 6 -> tryAt("a new number", old.to(), tampering.renumbered(old.sealed(), millis));
      case 7 -> tryAt("noise under an opening", old.to(), tampering.noise(old.sealed(), millis));
      case 8 -> tryOctets("one bit", to, tampering.flipped(sealer.seal(to, new Probe(++id))));
      default -> insider(to);
    }
  }

  /** Another party of the ring, with keys of his own, in the sender's name. */
  private void insider(String to) {
    String other = another(to);
    boolean half = random.nextBoolean();
    now = now.plusMillis(1);
    try (EnvelopeSealer forger =
        new EnvelopeSealer(
            SENDER,
            ring.ring(),
            ring.identity(half ? SENDER : other)::sign,
            ring.agreement(half ? other : SENDER),
            clock,
            random)) {
      String what = half ? "only the identity key" : "only the agreement key";
      tryAt(what, to, forger.seal(to, new Probe(++id)));
    }
  }

  private void tryAt(String attack, String at, SealedEnvelope sealed) {
    tryOctets(attack, at, new SealedEnvelopeSerializer().toBinary(sealed));
  }

  private void tryOctets(String attack, String at, byte[] octets) {
    try {
      openers.get(at).open(SealedEnvelopeSerializer.read(octets));
      tally.accepted(attack);
    } catch (WireException refused) {
      tally.refused(attack, refused.check());
    }
  }

  /** Time passes; sometimes much of it, sometimes somebody starts anew. */
  private void live() {
    now = now.plusMillis(random.nextInt(20) == 0 ? random.nextInt(4_000_000) : random.nextInt(40));
    int event = random.nextInt(30);
    if (event == 0) {
      now = now.plusMillis(1);
      sealer.close();
      sealer = sealerOf(SENDER);
    } else if (event == 1) {
      restart(DEVICES.get(random.nextInt(DEVICES.size())));
    }
  }

  private void restart(String party) {
    now = now.plusMillis(1);
    openers.get(party).close();
    openers.put(party, opener(party));
  }

  private String another(String device) {
    int at = DEVICES.indexOf(device);
    return DEVICES.get((at + 1 + random.nextInt(DEVICES.size() - 1)) % DEVICES.size());
  }

  private EnvelopeOpener opener(String party) {
    return new EnvelopeOpener(
        party, ring.ring(), Set.of(Role.values()), ring.agreement(party), clock);
  }

  private EnvelopeSealer sealerOf(String party) {
    return new EnvelopeSealer(
        party, ring.ring(), ring.identity(party)::sign, ring.agreement(party), clock, random);
  }
}
