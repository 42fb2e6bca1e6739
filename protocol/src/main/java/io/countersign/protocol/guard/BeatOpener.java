package io.countersign.protocol.guard;

import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.thresholdrsa.Octets;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Reads datagrams as one device (M27, I8): says which are authentic beats of a listed source for
 * this device. Whether a beat is fresh is the {@link Heartbeat}'s to say. What is not authentic
 * changes nothing here. Secrets: the pair secrets and sequence states, until {@link #close}.
 * Thread: one.
 */
public final class BeatOpener implements AutoCloseable {
  private final String device;
  private final Map<String, Peer> bySerial = new HashMap<>();

  /** What is kept of one source. */
  private static final class Peer {
    private final Ring.Party party;
    private final byte[] pair;
    private Octets life = Octets.EMPTY;
    private byte[] chain = new byte[0];
    private long position;

    private Peer(Ring.Party party, byte[] pair) {
      this.party = party;
      this.pair = pair;
    }
  }

  /**
   * @param device name of this device
   */
  public BeatOpener(String device) {
    this.device = device;
  }

  /**
   * Takes a source on.
   *
   * @param pair the 32-octet secret of source and device; copied, the caller wipes it
   */
  public void add(Ring.Party source, byte[] pair) {
    bySerial.put(source.serial(), new Peer(source, pair.clone()));
  }

  /**
   * Reads a datagram.
   *
   * @throws BeatRefused {@code beat:form}, {@code beat:source}, {@code beat:seal}, {@code
   *     beat:signature} or {@code beat:sequence}
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
    byte[] key = BeatForm.sealingKey(peer.pair, life, source, device);
    byte[] plain;
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          Cipher.DECRYPT_MODE,
          new SecretKeySpec(key, "AES"),
          new GCMParameterSpec(8 * BeatForm.TAG, BeatForm.nonce(counter)));
      cipher.updateAAD(header);
      plain = cipher.doFinal(datagram, BeatForm.HEADER, datagram.length - BeatForm.HEADER);
    } catch (AEADBadTagException e) {
      throw new BeatRefused("beat:seal", "is not sealed by " + source + " for " + device);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
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
    byte[] chain = chainAt(peer, life, position);
    try {
      int end = datagram.length - BeatForm.PASS - Pulse.OCTETS;
      byte[] value = Arrays.copyOfRange(datagram, end, end + Pulse.OCTETS);
      if (!MessageDigest.isEqual(value, Chain.value(chain, Arrays.copyOf(datagram, end)))) {
        throw new BeatRefused(
            "beat:sequence", "not the value of " + peer.party.name() + " at " + position);
      }
      Chain.advance(chain);
      Arrays.fill(peer.chain, (byte) 0);
      peer.life = life;
      peer.chain = chain.clone();
      peer.position = position + 1;
    } finally {
      Arrays.fill(chain, (byte) 0);
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
    byte[] key = BeatForm.passKey(peer.pair, life, peer.party.name(), device);
    try {
      int end = datagram.length - BeatForm.PASS;
      byte[] pass = Arrays.copyOfRange(datagram, end, datagram.length);
      if (!MessageDigest.isEqual(pass, BeatForm.pass(key, Arrays.copyOf(datagram, end)))) {
        throw new BeatRefused("beat:seal", "is not of " + peer.party.name() + " for " + device);
      }
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /** The state at a position: from where the peer is if that is in its segment and not past it. */
  private byte[] chainAt(Peer peer, Octets life, long position) {
    long segment = position - position % Chain.SEGMENT;
    long at = segment;
    byte[] chain;
    if (life.equals(peer.life) && peer.position > segment) {
      at = peer.position;
      chain = peer.chain.clone();
    } else {
      byte[] key = BeatForm.sequenceKey(peer.pair, life, peer.party.name(), device);
      chain = Chain.begin(key, segment);
      Arrays.fill(key, (byte) 0);
    }
    for (long i = at; i < position; i++) {
      Chain.advance(chain);
    }
    return chain;
  }

  private static Beat beat(Peer peer, Beat.Kind kind, Octets life, long counter, byte[] body) {
    ByteBuffer in = ByteBuffer.wrap(body);
    long epoch = in.getLong();
    long issued = in.getLong();
    byte[] software = new byte[Pulse.OCTETS];
    in.get(software);
    return new Beat(peer.party.name(), kind, life, counter, epoch, issued, Octets.of(software));
  }

  /** Erases the secrets. Idempotent. */
  @Override
  public void close() {
    for (Peer peer : bySerial.values()) {
      Arrays.fill(peer.pair, (byte) 0);
      Arrays.fill(peer.chain, (byte) 0);
    }
    bySerial.clear();
  }

  @Override
  public String toString() {
    return "BeatOpener[" + device + ", redacted]";
  }
}
