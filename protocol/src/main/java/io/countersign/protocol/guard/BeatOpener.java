package io.countersign.protocol.guard;

import io.countersign.protocol.engine.DerivedKey;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.thresholdrsa.Octets;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads datagrams as one device (M27, I8): says which are authentic beats of a listed source for
 * this device. Whether a beat is fresh is the {@link Heartbeat}'s to say; a counter that it
 * accepted before is refused from the header alone. What is not authentic changes nothing here, and
 * what is not accepted moves no sequence but its own life's. Secrets: the pair secrets and sequence
 * states, until {@link #close}; all that follows from them lives for one datagram. Thread: one.
 */
public final class BeatOpener implements AutoCloseable {
  private final String device;
  private final Predicate<String> revoked;
  private final Map<String, Peer> bySerial = new HashMap<>();

  /** What is kept of one source. */
  private static final class Peer implements AutoCloseable {
    private final Ring.Party party;
    private final DerivedKey pair;
    private Octets life = Octets.EMPTY;
    private @Nullable DerivedKey chain;
    private long position;
    private long last = Long.MIN_VALUE;

    /** Of a life that begins, until one of its beats is accepted. */
    private @Nullable Begun begun;

    private Peer(Ring.Party party, DerivedKey pair) {
      this.party = party;
      this.pair = pair;
    }

    /**
     * Takes the state of the next position over; if it is another life's, once its beat counts: a
     * beat of a life that is over must not cost the one that goes on its place.
     */
    private void expect(Octets ofLife, long counter, long next, DerivedKey state) {
      if (chain == null || ofLife.equals(life)) {
        forget();
        life = ofLife;
        chain = state;
        position = next;
      } else {
        forgetBegun();
        begun = new Begun(ofLife, counter, next, state);
      }
    }

    /** The last beat that counts. */
    private void accepted(long counter) {
      last = Math.max(last, counter);
      Begun now = begun;
      if (now != null && now.counter() == counter) {
        forget();
        life = now.life();
        chain = now.chain();
        position = now.position();
        begun = null;
      }
    }

    private void forget() {
      if (chain != null) {
        chain.close();
      }
    }

    private void forgetBegun() {
      if (begun != null) {
        begun.chain().close();
        begun = null;
      }
    }

    @Override
    public void close() {
      pair.close();
      forget();
      forgetBegun();
    }
  }

  /**
   * The sequence of a life of which no beat was accepted yet. Secrets: the state.
   *
   * @param counter of the beat that it was taken from
   * @param position which comes next
   */
  private record Begun(Octets life, long counter, long position, DerivedKey chain) {
    @Override
    public String toString() {
      return "Begun[redacted]";
    }
  }

  /**
   * @param device name of this device
   */
  public BeatOpener(String device) {
    this(device, source -> false);
  }

  /**
   * @param device name of this device
   * @param revoked whether the source of a name was revoked, asked for each beat
   */
  public BeatOpener(String device, Predicate<String> revoked) {
    this.device = device;
    this.revoked = revoked;
  }

  /**
   * Takes a source on, in the place of what was known of it.
   *
   * @param pair the secret of source and device; from here on it is closed by {@link #close}
   */
  public void add(Ring.Party source, DerivedKey pair) {
    Peer before = bySerial.put(source.serial(), new Peer(source, pair));
    if (before != null) {
      before.close();
    }
  }

  /**
   * Hears what was accepted: as a mark tells it, and after each beat.
   *
   * @param counters last counter accepted, by source
   */
  public void accepted(Map<String, Long> counters) {
    for (Peer peer : bySerial.values()) {
      Long counter = counters.get(peer.party.name());
      if (counter != null) {
        peer.accepted(counter);
      }
    }
  }

  /**
   * Reads a datagram.
   *
   * @throws BeatRefused {@code beat:form}, {@code beat:source}, {@code beat:revoked}, {@code
   *     beat:replay}, {@code beat:seal}, {@code beat:signature} or {@code beat:sequence}
   */
  public Beat open(byte[] datagram) throws BeatRefused {
    if (datagram.length < BeatForm.HEADER || datagram[0] != BeatForm.VERSION) {
      throw new BeatRefused("beat:form", datagram.length + " octets that are no beat of version 1");
    }
    ByteBuffer in = ByteBuffer.wrap(datagram).position(2);
    byte[] serial = new byte[BeatForm.SERIAL];
    byte[] life = new byte[BeatForm.LIFE];
    in.get(serial).get(life);
    long counter = in.getLong();
    Peer peer = bySerial.get(HexFormat.of().formatHex(serial));
    if (peer == null) {
      throw new BeatRefused("beat:source", "serial " + HexFormat.of().formatHex(serial));
    }
    if (revoked.test(peer.party.name())) {
      throw new BeatRefused("beat:revoked", peer.party.name() + " is revoked");
    }
    if (counter <= peer.last) {
      throw new BeatRefused(
          "beat:replay", "counter " + counter + " of " + peer.party.name() + ", had " + peer.last);
    }
    if (datagram[1] == Beat.Kind.SIGNED.code() && datagram.length == BeatForm.SIGNED) {
      return signed(peer, Octets.of(life), counter, datagram);
    }
    if (datagram[1] == Beat.Kind.SEQUENCE.code() && datagram.length == BeatForm.SEQUENCE) {
      return sequence(peer, Octets.of(life), counter, datagram);
    }
    throw new BeatRefused(
        "beat:form", "kind " + datagram[1] + " in " + datagram.length + " octets");
  }

  private Beat signed(Peer peer, Octets life, long counter, byte[] datagram) throws BeatRefused {
    String source = peer.party.name();
    byte[] header = Arrays.copyOf(datagram, BeatForm.HEADER);
    byte[] sealed = Arrays.copyOfRange(datagram, BeatForm.HEADER, datagram.length);
    Optional<byte[]> opened;
    try (DerivedKey key = BeatForm.sealingKey(peer.pair, life, source, device)) {
      opened = key.open(BeatForm.nonce(counter), header, sealed);
    }
    byte[] plain =
        opened.orElseThrow(
            () -> new BeatRefused("beat:seal", "is not sealed by " + source + " for " + device));
    byte[] body = Arrays.copyOf(plain, BeatForm.BODY);
    byte[] signature = Arrays.copyOfRange(plain, BeatForm.BODY, plain.length);
    if (!peer.party.verify(BeatForm.signed(source, device, header, body), signature)) {
      throw new BeatRefused("beat:signature", "is not signed by " + source);
    }
    return beat(peer, Beat.Kind.SIGNED, life, counter, body);
  }

  private Beat sequence(Peer peer, Octets life, long counter, byte[] datagram) throws BeatRefused {
    requirePass(peer, life, datagram);
    boolean known = life.equals(peer.life);
    long position = ByteBuffer.wrap(datagram).getLong(BeatForm.HEADER);
    if (position < 0 || known && position < peer.position) {
      throw new BeatRefused(
          "beat:sequence",
          "position " + position + ", expected " + (known ? peer.position : 0) + " or more");
    }
    try (DerivedKey chain = chainAt(peer, life, position)) {
      int end = datagram.length - BeatForm.PASS - BeatForm.VALUE;
      byte[] value = Arrays.copyOfRange(datagram, end, end + BeatForm.VALUE);
      if (!MessageDigest.isEqual(value, Chain.value(chain, Arrays.copyOf(datagram, end)))) {
        throw new BeatRefused(
            "beat:sequence", "not the value of " + peer.party.name() + " at " + position);
      }
      peer.expect(life, counter, position + 1, Chain.next(chain));
    }
    int body = BeatForm.HEADER + Long.BYTES;
    return beat(
        peer,
        Beat.Kind.SEQUENCE,
        life,
        counter,
        Arrays.copyOfRange(datagram, body, body + BeatForm.BODY));
  }

  /** At a cost that nobody can raise: what is walked afterwards was made by the source. */
  private void requirePass(Peer peer, Octets life, byte[] datagram) throws BeatRefused {
    int end = datagram.length - BeatForm.PASS;
    byte[] pass = Arrays.copyOfRange(datagram, end, datagram.length);
    try (DerivedKey key = BeatForm.passKey(peer.pair, life, peer.party.name(), device)) {
      if (!MessageDigest.isEqual(pass, BeatForm.pass(key, Arrays.copyOf(datagram, end)))) {
        throw new BeatRefused("beat:seal", "is not of " + peer.party.name() + " for " + device);
      }
    }
  }

  /**
   * The state at a position: from where the peer is if that is in its segment and not past it. The
   * caller closes it.
   */
  private DerivedKey chainAt(Peer peer, Octets life, long position) {
    long segment = position - position % Chain.SEGMENT;
    DerivedKey known = peer.chain;
    if (known != null && life.equals(peer.life) && peer.position > segment) {
      return Chain.walk(known.copy(), position - peer.position);
    }
    try (DerivedKey key = BeatForm.sequenceKey(peer.pair, life, peer.party.name(), device)) {
      return Chain.walk(Chain.begin(key, segment), position - segment);
    }
  }

  private static Beat beat(Peer peer, Beat.Kind kind, Octets life, long counter, byte[] body) {
    ByteBuffer in = ByteBuffer.wrap(body);
    long epoch = in.getLong();
    long issued = in.getLong();
    byte[] software = new byte[BeatForm.HASH];
    in.get(software);
    return new Beat(peer.party.name(), kind, life, counter, epoch, issued, Octets.of(software));
  }

  /** Erases the secrets. Idempotent. */
  @Override
  public void close() {
    bySerial.values().forEach(Peer::close);
    bySerial.clear();
  }

  @Override
  public String toString() {
    return "BeatOpener[" + device + ", redacted]";
  }
}
