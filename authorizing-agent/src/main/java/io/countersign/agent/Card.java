package io.countersign.agent;

import io.countersign.protocol.evidence.Name;
import io.countersign.protocol.evidence.Ring;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import org.jspecify.annotations.Nullable;

/**
 * An agent's software card: his RSA user key in a PKCS#12 file under a PIN (M6). It signs RS256 and
 * nothing else, and gives out only what verifies under its own public key, so that a fault of the
 * machine cannot show its primes.
 *
 * <p>Secrets: the private key, in memory until {@link #close()}. The PIN protects the file against
 * who copies it as well as it resists guessing; the launcher draws it at random. Thread: safe for
 * concurrent use.
 */
public final class Card implements AutoCloseable {
  /** Least size of a user key (node policy, DESIGN.md "Decided now" 10). */
  public static final int MIN_BITS = 2048;

  private final String name;
  private final RSAPublicKey publicKey;
  private volatile @Nullable Rs256 rs256;

  private Card(String name, RSAPublicKey publicKey, Rs256 rs256) {
    this.name = name;
    this.publicKey = publicKey;
    this.rs256 = rs256;
  }

  /**
   * Writes a new card, once: a file that is there is never touched. The file gets mode 0600 and is
   * synced before this returns.
   *
   * @param name name of the agent
   * @param pin the caller wipes it
   * @param pair his RSA user key
   * @throws CardException if the file exists or cannot be written, or the key is not RSA of at
   *     least {@link #MIN_BITS} bits
   */
  public static void create(Path file, String name, char[] pin, KeyPair pair) {
    Name.require("agent", name);
    if (!(pair.getPrivate() instanceof RSAPrivateCrtKey)
        || !(pair.getPublic() instanceof RSAPublicKey key)) {
      throw new CardException("a card holds an RSA key with its primes");
    }
    requireSize(file, key);
    CardFile.write(file, name, pin, pair);
  }

  /**
   * Unlocks a card.
   *
   * @param name name of the agent whose card it must be
   * @param pin the caller wipes it
   * @throws CardException if the file is missing, readable by others or damaged, the PIN is wrong,
   *     or the card is another agent's
   */
  public static Card open(Path file, String name, char[] pin) {
    KeyPair pair = CardFile.read(file, name, pin);
    RSAPublicKey publicKey = (RSAPublicKey) pair.getPublic();
    requireSize(file, publicKey);
    try {
      Card card = new Card(name, publicKey, new Rs256(pair));
      card.sign(name.getBytes(StandardCharsets.US_ASCII));
      return card;
    } catch (GeneralSecurityException | IllegalStateException e) {
      throw new CardException(
          "card "
              + file
              + " holds a key that does not belong to its certificate: restore it from the copy that"
              + " was made with it",
          e);
    }
  }

  /** Name of the agent. */
  public String name() {
    return name;
  }

  public RSAPublicKey publicKey() {
    return publicKey;
  }

  /** Serial of the user key: 32 hex digits, the {@code kid} of what the card signs. */
  public String serial() {
    return Ring.serial(publicKey);
  }

  /**
   * RSASSA-PKCS1-v1_5-SHA256 over the octets: about a millisecond of computing, so never on an
   * actor's dispatcher.
   *
   * @throws IllegalStateException if the card was closed, or its signature does not verify
   */
  public byte[] sign(byte[] octets) {
    Rs256 key = rs256;
    if (key == null) {
      throw new IllegalStateException("the card of " + name + " was closed");
    }
    return key.sign(octets);
  }

  /** Forgets the private key. Idempotent. */
  @Override
  public void close() {
    rs256 = null;
  }

  @Override
  public String toString() {
    return "Card[" + name + "]";
  }

  private static void requireSize(Path file, RSAPublicKey key) {
    int bits = key.getModulus().bitLength();
    if (bits < MIN_BITS) {
      throw new CardException(
          "card " + file + " has a key of " + bits + " bits, at least " + MIN_BITS + " are wanted");
    }
  }
}
