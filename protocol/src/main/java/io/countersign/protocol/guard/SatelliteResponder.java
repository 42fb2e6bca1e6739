package io.countersign.protocol.guard;

import io.countersign.protocol.engine.DerivedKey;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.thresholdrsa.Octets;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Reads devices' questions as one satellite and makes its answers (M28, I8). What no listed device
 * sealed for this satellite gets none, and neither does one of the last {@link #REMEMBERED}
 * questions of a device that comes again. Secrets: the pair secrets, until {@link #close}. Thread:
 * one.
 */
public final class SatelliteResponder implements AutoCloseable {
  /** Questions of each device that are known when they come again. */
  static final int REMEMBERED = 1024;

  private static final byte[] NO_NONCE = new byte[SatelliteForm.GCM_NONCE];

  private final String satellite;
  private final String serial;
  private final Octets record;
  private final UnaryOperator<byte[]> signer;
  private final SecureRandom random;
  private final PairPeers<Peer> peers = new PairPeers<>();

  private record Peer(Ring.Party party, DerivedKey pair, Set<Octets> asked)
      implements PairPeers.Peer {
    /** Whether it is new; the oldest is forgotten for it. */
    private boolean isNew(Octets nonce) {
      if (!asked.add(nonce)) {
        return false;
      }
      if (asked.size() > REMEMBERED) {
        asked.remove(asked.iterator().next());
      }
      return true;
    }
  }

  /**
   * @param satellite name of this satellite
   * @param serial of its identity key, 32 hex digits
   * @param record hash of the ring's record that it obeys
   * @param signer signs with its identity key, 64 octets r || s
   */
  public SatelliteResponder(
      String satellite,
      String serial,
      Octets record,
      UnaryOperator<byte[]> signer,
      SecureRandom random) {
    this.satellite = satellite;
    this.serial = serial;
    this.record = record;
    this.signer = signer;
    this.random = random;
  }

  /**
   * Takes a device on.
   *
   * @param pair the secret of satellite and device; from here on it is closed by {@link #close}, or
   *     at once if it is not taken
   * @throws IllegalArgumentException if it was taken on before
   */
  public void add(Ring.Party device, DerivedKey pair) {
    peers.add(new Peer(device, pair, new LinkedHashSet<>()));
  }

  /** Whether a datagram claims to be a question; orders are text. */
  public static boolean isQuestion(byte[] datagram) {
    return datagram.length >= 2 && datagram[1] == SatelliteForm.QUESTION_KIND;
  }

  /**
   * Reads a question.
   *
   * @throws BeatRefused {@code satellite:form}, {@code satellite:source}, {@code satellite:seal} or
   *     {@code satellite:replay}: it gets no answer
   */
  public SatelliteQuestion open(byte[] datagram) throws BeatRefused {
    if (datagram.length != SatelliteForm.QUESTION
        || datagram[0] != SatelliteForm.VERSION
        || !isQuestion(datagram)) {
      throw new BeatRefused(
          "satellite:form", datagram.length + " octets that are no question of version 1");
    }
    Peer peer = peers.ofSerial(SatelliteForm.serial(datagram));
    String device = peer.party().name();
    Octets nonce = SatelliteForm.nonce(datagram);
    try (DerivedKey key =
        SatelliteForm.questionKey(peer.pair(), nonce, satellite, device, record)) {
      byte[] header = Arrays.copyOf(datagram, SatelliteForm.HEADER);
      byte[] sealed = Arrays.copyOfRange(datagram, SatelliteForm.HEADER, datagram.length);
      if (key.open(NO_NONCE, header, sealed).isEmpty()) {
        throw new BeatRefused("satellite:seal", "is not sealed by " + device + " for " + satellite);
      }
    }
    if (!peer.isNew(nonce)) {
      throw new BeatRefused("satellite:replay", "a question of " + device + " came again");
    }
    return new SatelliteQuestion(device, nonce);
  }

  /**
   * The answer, 135 octets: shorter than the question.
   *
   * @param number of the switch order that is obeyed, 0 if there was none
   * @throws IllegalArgumentException if the device was not taken on
   */
  public byte[] answer(SatelliteQuestion question, boolean on, long number) {
    Peer peer =
        peers
            .named(question.device())
            .orElseThrow(() -> new IllegalArgumentException("no device " + question.device()));
    byte[] word = SatelliteForm.word(on, number);
    byte[] signature =
        signer.apply(
            SatelliteForm.signed(satellite, question.device(), record, question.nonce(), word));
    // Twice the same question may get two answers under one key, so its nonce is the answer's own.
    byte[] fresh = new byte[SatelliteForm.GCM_NONCE];
    random.nextBytes(fresh);
    byte[] before =
        ByteBuffer.allocate(SatelliteForm.HEADER + fresh.length)
            .put(SatelliteForm.header(SatelliteForm.ANSWER_KIND, serial, question.nonce()))
            .put(fresh)
            .array();
    byte[] plain =
        ByteBuffer.allocate(word.length + signature.length).put(word).put(signature).array();
    try (DerivedKey key =
        SatelliteForm.answerKey(
            peer.pair(), question.nonce(), satellite, question.device(), record)) {
      byte[] sealed = key.seal(fresh, before, plain);
      return ByteBuffer.allocate(before.length + sealed.length).put(before).put(sealed).array();
    }
  }

  /** Erases the secrets. Idempotent. */
  @Override
  public void close() {
    peers.close();
  }

  @Override
  public String toString() {
    return "SatelliteResponder[" + satellite + ", redacted]";
  }
}
