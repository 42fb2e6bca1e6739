package io.countersign.protocol.guard;

import io.countersign.protocol.engine.DerivedKey;
import io.countersign.protocol.thresholdrsa.Octets;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Makes the datagrams of one source in one life (M27): for each device its own, sealed under what
 * only the two know. Secrets: what follows from the pair secrets, until {@link #close}. Thread:
 * one.
 */
public final class BeatSealer implements AutoCloseable {
  private final String source;
  private final String serial;
  private final Octets life;
  private final long epoch;
  private final Octets software;
  private final UnaryOperator<byte[]> signer;
  private final Map<String, Target> targets = new HashMap<>();

  /** What is kept for one device. Secrets: its keys, until closed. */
  private static final class Target implements AutoCloseable {
    private final List<DerivedKey> keys = new ArrayList<>();
    private final DerivedKey sealing;
    private final DerivedKey sequence;
    private final DerivedKey pass;
    private DerivedKey chain;
    private long counter;
    private long position;

    private Target(DerivedKey pair, Octets life, String source, String device) {
      try {
        sealing = kept(BeatForm.sealingKey(pair, life, source, device));
        sequence = kept(BeatForm.sequenceKey(pair, life, source, device));
        pass = kept(BeatForm.passKey(pair, life, source, device));
        chain = Chain.begin(sequence, 0);
      } catch (IllegalStateException failed) {
        keys.forEach(DerivedKey::close);
        throw failed;
      }
    }

    private DerivedKey kept(DerivedKey key) {
      keys.add(key);
      return key;
    }

    /** To the next position, or nowhere if its state cannot be computed. */
    private void advance() {
      DerivedKey next =
          Chain.begins(position + 1) ? Chain.begin(sequence, position + 1) : Chain.next(chain);
      chain.close();
      chain = next;
      position++;
    }

    @Override
    public void close() {
      keys.forEach(DerivedKey::close);
      chain.close();
    }
  }

  /**
   * @param source name of this source
   * @param serial of its identity key, 32 hex digits
   * @param life 16 random octets, new for each run: what is sealed under one life's keys never uses
   *     a counter twice, whatever the clock does
   * @param epoch sequence of the ring's record
   * @param software SHA-256 of the software that the devices run
   * @param signer signs with the source's identity key, 64 octets r || s
   */
  public BeatSealer(
      String source,
      String serial,
      Octets life,
      long epoch,
      Octets software,
      UnaryOperator<byte[]> signer) {
    if (life.length() != BeatForm.LIFE || software.length() != BeatForm.HASH) {
      throw new IllegalArgumentException("a life has 16 octets and a software hash 32");
    }
    this.source = source;
    this.serial = serial;
    this.life = life;
    this.epoch = epoch;
    this.software = software;
    this.signer = signer;
  }

  /**
   * Takes a device on.
   *
   * @param pair the secret of source and device; closed here in every case
   * @throws IllegalArgumentException if it was taken on before: its counter would begin anew
   * @throws IllegalStateException if libcrypto's secure memory is full
   */
  public void add(String device, DerivedKey pair) {
    try (pair) {
      if (targets.containsKey(device)) {
        throw new IllegalArgumentException("device " + device + " was taken on before");
      }
      targets.put(device, new Target(pair, life, source, device));
    }
  }

  /**
   * The next datagram for a device: 170 octets of the signed kind, 146 of the sequence.
   *
   * @param now milliseconds since 1970; the counter is never less, so that it grows across restarts
   * @throws IllegalArgumentException if the device was not taken on
   */
  public byte[] beat(String device, Beat.Kind kind, long now) {
    Target target = targets.get(device);
    if (target == null) {
      throw new IllegalArgumentException("no device " + device);
    }
    target.counter = Math.max(target.counter + 1, now);
    byte[] header = BeatForm.header(kind, serial, life, target.counter);
    byte[] body = BeatForm.body(epoch, now, software);
    return kind == Beat.Kind.SIGNED
        ? signed(device, target, header, body)
        : sequence(target, header, body);
  }

  private byte[] signed(String device, Target target, byte[] header, byte[] body) {
    byte[] signature = signer.apply(BeatForm.signed(source, device, header, body));
    byte[] plain =
        ByteBuffer.allocate(BeatForm.BODY + BeatForm.SIGNATURE).put(body).put(signature).array();
    byte[] sealed = target.sealing.seal(BeatForm.nonce(target.counter), header, plain);
    return joined(header, sealed);
  }

  private static byte[] sequence(Target target, byte[] header, byte[] body) {
    byte[] place = ByteBuffer.allocate(Long.BYTES).putLong(target.position).array();
    byte[] said = joined(header, place, body);
    byte[] valued = joined(said, Chain.value(target.chain, said));
    byte[] all = joined(valued, BeatForm.pass(target.pass, valued));
    target.advance();
    return all;
  }

  private static byte[] joined(byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    ByteBuffer all = ByteBuffer.allocate(length);
    Arrays.stream(parts).forEach(all::put);
    return all.array();
  }

  /** Erases the keys. Idempotent. */
  @Override
  public void close() {
    targets.values().forEach(Target::close);
    targets.clear();
  }

  @Override
  public String toString() {
    return "BeatSealer[" + source + ", redacted]";
  }
}
