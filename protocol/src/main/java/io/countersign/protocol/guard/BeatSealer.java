package io.countersign.protocol.guard;

import io.countersign.protocol.thresholdrsa.Octets;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes the datagrams of one source in one life (M27): for each device its own, sealed under what
 * only the two know. Secrets: the pair secrets and the state of each sequence, until {@link
 * #close}. Thread: one.
 */
public final class BeatSealer implements AutoCloseable {
  private final String source;
  private final String serial;
  private final Octets life;
  private final long epoch;
  private final Octets software;
  private final UnaryOperator<byte[]> signer;
  private final Map<String, Target> targets = new HashMap<>();

  /** What is kept for one device. */
  private static final class Target {
    private final byte[] sealing;
    private final byte[] sequence;
    private final byte[] pass;
    private byte[] chain = new byte[Pulse.OCTETS];
    private long counter;
    private long position;

    private Target(byte[] sealing, byte[] sequence, byte[] pass) {
      this.sealing = sealing;
      this.sequence = sequence;
      this.pass = pass;
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
    if (life.length() != BeatForm.LIFE || software.length() != Pulse.OCTETS) {
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
   * @param pair the 32-octet secret of source and device; copied, the caller wipes it
   */
  public void add(String device, byte[] pair) {
    targets.put(
        device,
        new Target(
            BeatForm.sealingKey(pair, life, source, device),
            BeatForm.sequenceKey(pair, life, source, device),
            BeatForm.passKey(pair, life, source, device)));
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
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(target.sealing, "AES"),
          new GCMParameterSpec(8 * BeatForm.TAG, BeatForm.nonce(target.counter)));
      cipher.updateAAD(header);
      return ByteBuffer.allocate(BeatForm.SIGNED).put(header).put(cipher.doFinal(plain)).array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    }
  }

  private static byte[] sequence(Target target, byte[] header, byte[] body) {
    if (Chain.begins(target.position)) {
      Arrays.fill(target.chain, (byte) 0);
      target.chain = Chain.begin(target.sequence, target.position);
    }
    byte[] place = ByteBuffer.allocate(Long.BYTES).putLong(target.position).array();
    byte[] said = joined(header, place, body);
    byte[] valued = joined(said, Chain.value(target.chain, said));
    Chain.advance(target.chain);
    target.position++;
    return joined(valued, BeatForm.pass(target.pass, valued));
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
    for (Target target : targets.values()) {
      Arrays.fill(target.sealing, (byte) 0);
      Arrays.fill(target.sequence, (byte) 0);
      Arrays.fill(target.pass, (byte) 0);
      Arrays.fill(target.chain, (byte) 0);
    }
    targets.clear();
  }

  @Override
  public String toString() {
    return "BeatSealer[" + source + ", redacted]";
  }
}
