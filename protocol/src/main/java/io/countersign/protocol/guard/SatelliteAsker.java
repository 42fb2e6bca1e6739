package io.countersign.protocol.guard;

import io.countersign.protocol.engine.DerivedKey;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.thresholdrsa.Octets;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Makes a device's questions to its satellites and reads their answers (M28, I8): says which are
 * authentic answers of a listed satellite to this device under this ring's record. Whether the
 * question is one that was asked, and not answered before, is the caller's to say. Secrets: the
 * pair secrets, until {@link #close}. Thread: one.
 */
public final class SatelliteAsker implements AutoCloseable {
  private static final byte[] NO_NONCE = new byte[SatelliteForm.GCM_NONCE];

  private final String device;
  private final String serial;
  private final Octets record;
  private final Predicate<String> revoked;
  private final PairPeers<Peer> peers = new PairPeers<>();

  private record Peer(Ring.Party party, DerivedKey pair) implements PairPeers.Peer {}

  /**
   * @param device name of this device
   * @param serial of its identity key, 32 hex digits
   * @param record hash of the ring's record number 0
   */
  public SatelliteAsker(String device, String serial, Octets record) {
    this(device, serial, record, satellite -> false);
  }

  /**
   * @param device name of this device
   * @param serial of its identity key, 32 hex digits
   * @param record hash of the ring's record number 0
   * @param revoked whether the satellite of a name was revoked, asked for each answer
   */
  public SatelliteAsker(String device, String serial, Octets record, Predicate<String> revoked) {
    this.device = device;
    this.serial = serial;
    this.record = record;
    this.revoked = revoked;
  }

  /**
   * Takes a satellite on.
   *
   * @param pair the secret of satellite and device; from here on it is closed by {@link #close}, or
   *     at once if it is not taken
   * @throws IllegalArgumentException if it was taken on before
   */
  public void add(Ring.Party satellite, DerivedKey pair) {
    peers.add(new Peer(satellite, pair));
  }

  /** Whether a datagram claims to be an answer; beats have other kinds. */
  public static boolean isAnswer(byte[] datagram) {
    return datagram.length >= 2 && datagram[1] == SatelliteForm.ANSWER_KIND;
  }

  /**
   * A question of 160 octets.
   *
   * @param nonce 16 random octets, never used before
   * @throws IllegalArgumentException if the satellite was not taken on or the nonce is none
   */
  public byte[] ask(String satellite, Octets nonce) {
    if (nonce.length() != SatelliteForm.NONCE) {
      throw new IllegalArgumentException("a nonce of " + nonce.length() + " octets");
    }
    Peer peer =
        peers
            .named(satellite)
            .orElseThrow(() -> new IllegalArgumentException("no satellite '" + satellite + "'"));
    byte[] header = SatelliteForm.header(SatelliteForm.QUESTION_KIND, serial, nonce);
    try (DerivedKey key =
        SatelliteForm.questionKey(peer.pair(), nonce, satellite, device, record)) {
      byte[] sealed = key.seal(NO_NONCE, header, new byte[SatelliteForm.PADDING]);
      return ByteBuffer.allocate(header.length + sealed.length).put(header).put(sealed).array();
    }
  }

  /**
   * Reads an answer.
   *
   * @throws BeatRefused {@code satellite:form}, {@code satellite:source}, {@code
   *     satellite:revoked}, {@code satellite:seal} or {@code satellite:signature}
   */
  public SatelliteAnswer open(byte[] datagram) throws BeatRefused {
    if (datagram.length != SatelliteForm.ANSWER
        || datagram[0] != SatelliteForm.VERSION
        || !isAnswer(datagram)) {
      throw new BeatRefused(
          "satellite:form", datagram.length + " octets that are no answer of version 1");
    }
    Peer peer = peers.ofSerial(SatelliteForm.serial(datagram));
    String satellite = peer.party().name();
    if (revoked.test(satellite)) {
      throw new BeatRefused("satellite:revoked", satellite + " is revoked");
    }
    Octets nonce = SatelliteForm.nonce(datagram);
    int sealed = SatelliteForm.HEADER + SatelliteForm.GCM_NONCE;
    Optional<byte[]> opened;
    try (DerivedKey key = SatelliteForm.answerKey(peer.pair(), nonce, satellite, device, record)) {
      opened =
          key.open(
              Arrays.copyOfRange(datagram, SatelliteForm.HEADER, sealed),
              Arrays.copyOf(datagram, sealed),
              Arrays.copyOfRange(datagram, sealed, datagram.length));
    }
    byte[] plain =
        opened.orElseThrow(
            () ->
                new BeatRefused(
                    "satellite:seal", "is not sealed by " + satellite + " for " + device));
    byte[] word = Arrays.copyOf(plain, SatelliteForm.WORD);
    byte[] signature = Arrays.copyOfRange(plain, SatelliteForm.WORD, plain.length);
    byte[] signed = SatelliteForm.signed(satellite, device, record, nonce, word);
    if (!peer.party().verify(signed, signature)) {
      throw new BeatRefused("satellite:signature", "is not signed by " + satellite);
    }
    if (word[0] != 0 && word[0] != 1) {
      throw new BeatRefused("satellite:form", "the word of " + satellite + " is " + word[0]);
    }
    return new SatelliteAnswer(satellite, nonce, word[0] == 1, ByteBuffer.wrap(word).getLong(1));
  }

  /** Erases the secrets. Idempotent. */
  @Override
  public void close() {
    peers.close();
  }

  @Override
  public String toString() {
    return "SatelliteAsker[" + device + ", redacted]";
  }
}
