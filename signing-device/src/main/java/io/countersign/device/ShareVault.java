package io.countersign.device;

import io.countersign.protocol.engine.Passphrase;
import io.countersign.protocol.engine.ShareFileException;
import io.countersign.protocol.engine.ShareLabel;
import io.countersign.protocol.engine.VaultKey;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.thresholdrsa.DealtShare;
import io.countersign.protocol.thresholdrsa.KeyId;
import io.countersign.protocol.thresholdrsa.KeyShare;
import io.countersign.protocol.thresholdrsa.PublicRecord;
import io.countersign.protocol.thresholdrsa.SecretArithmetic;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Where a device's shares lie: one sealed file for each key, family and row, written once; opened
 * into the engine and checked against the ring's record when the node starts (M5, I1). A guarded
 * device's vault is open only while its guard says so (M27): {@link #arm}, {@link #disarm}.
 *
 * <p>Secrets: the shares, inside the engine; erased by {@link #disarm()} and {@link #close()}.
 * Thread: safe for concurrent use.
 */
public final class ShareVault implements AutoCloseable {
  private final SecretArithmetic engine;
  private final ReadWriteLock lock = new ReentrantReadWriteLock(true);
  private volatile Content content;

  /** What is open. */
  private record Content(Map<KeyId, Held> held, List<String> problems) {
    private static final Content NONE = new Content(Map.of(), List.of());
  }

  /** A share that passed its check. */
  record Held(String key, PublicRecord record, KeyShare share) {
    String label() {
      return key + "/" + record.family().label();
    }
  }

  ShareVault(SecretArithmetic engine, List<Held> shares, List<String> problems) {
    this.engine = engine;
    Map<KeyId, Held> held = new LinkedHashMap<>();
    shares.forEach(share -> held.put(share.record().keyId(), share));
    this.content = new Content(Collections.unmodifiableMap(held), List.copyOf(problems));
  }

  /** A vault that is not open yet; {@link #arm} opens it. */
  public static ShareVault closed(SecretArithmetic engine) {
    return new ShareVault(engine, List.of(), List.of());
  }

  /**
   * Writes a device's share of one key and family, each row to a file of its own, crash-safe: an
   * interrupted write leaves no file of a final name that is not whole. Files are never
   * overwritten.
   *
   * @param folder the device's folder of shares, created with mode 0700 if it is missing; its
   *     parent must exist
   * @param key name of the key set
   * @param deviceSerial serial of the device's identity key
   * @param share as the dealer made it; the caller closes it
   * @param vaultKey what the files are sealed under; the caller closes it
   * @throws java.nio.file.FileAlreadyExistsException if one of the files is there already; nothing
   *     is written then
   */
  public static void write(
      Path folder, String key, String deviceSerial, DealtShare share, VaultKey vaultKey)
      throws IOException {
    ShareFiles files = new ShareFiles(folder);
    files.createFolder();
    PublicRecord record = share.record();
    for (int row = 0; row < share.size(); row++) {
      files.requireAbsent(files.path(key, record.family(), row));
    }
    for (int row = 0; row < share.size(); row++) {
      byte[] secret = share.octets(row);
      try {
        byte[] sealed = vaultKey.seal(label(record, deviceSerial, row), secret);
        files.write(files.path(key, record.family(), row), sealed);
      } finally {
        Arrays.fill(secret, (byte) 0);
      }
    }
  }

  static ShareLabel label(PublicRecord record, String deviceSerial, int row) {
    return new ShareLabel(
        record.keyId().toString(), deviceSerial, record.family().label(), row, record.shareBits());
  }

  /**
   * Opens all shares that the ring's record says this device holds, and checks {@code v^s = v_s}
   * for each (CRYPTO.md 1.1, KG4). A share that is missing or damaged is named in {@link
   * #problems()}; the others are usable.
   *
   * @param passphrase of the vault; the caller closes it
   * @throws ShareFileException.WrongPassphrase if it is not the vault's
   */
  public static ShareVault open(
      Path folder, Ring ring, String device, Passphrase passphrase, SecretArithmetic engine) {
    return new VaultOpening(new ShareFiles(folder), ring, device, passphrase, engine).open();
  }

  /** {@code name/family} of each share that can be used. */
  public List<String> ready() {
    return content.held().values().stream().map(Held::label).toList();
  }

  /** One sentence for each share that cannot be used: which, why, what to do. */
  public List<String> problems() {
    return content.problems();
  }

  /** The engine that holds the shares. */
  public SecretArithmetic engine() {
    return engine;
  }

  /** The usable share of a public record. */
  Optional<Held> held(KeyId keyId) {
    return Optional.ofNullable(content.held().get(keyId));
  }

  /** Does something with shares, none of which is erased meanwhile. */
  <T> T using(Supplier<T> work) {
    lock.readLock().lock();
    try {
      return work.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * Takes over the shares of a vault that was opened for it, and erases what it held before.
   *
   * @param opened with the same engine; not to be used or closed any more
   */
  public void arm(ShareVault opened) {
    if (opened.engine != engine) {
      throw new IllegalArgumentException("the shares are in another engine");
    }
    replace(opened.content);
  }

  /** Erases the shares as well as the engine can; waits for what is being computed with them. */
  public void disarm() {
    replace(Content.NONE);
  }

  private void replace(Content next) {
    lock.writeLock().lock();
    try {
      Content before = content;
      content = next;
      before.held().values().forEach(share -> share.share().close());
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Erases the shares as well as the engine can. Idempotent. */
  @Override
  public void close() {
    disarm();
  }

  @Override
  public String toString() {
    return "ShareVault[" + ready() + ", redacted]";
  }
}
