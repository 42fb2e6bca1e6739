package io.countersign.device;

import io.countersign.protocol.engine.Passphrase;
import io.countersign.protocol.engine.ShareFileException;
import io.countersign.protocol.engine.ShareLabel;
import io.countersign.protocol.engine.ShareSealing;
import io.countersign.protocol.engine.VaultKey;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.thresholdrsa.CheckFailed;
import io.countersign.protocol.thresholdrsa.KeyShare;
import io.countersign.protocol.thresholdrsa.PublicRecord;
import io.countersign.protocol.thresholdrsa.SecretArithmetic;
import io.countersign.protocol.thresholdrsa.SecretInteger;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Opens a vault, once. Secrets: the passphrase, which the caller closes; vault keys, closed at the
 * end; shares, handed to the {@link ShareVault} or closed.
 */
final class VaultOpening {
  private final ShareFiles files;
  private final Ring ring;
  private final String device;
  private final Passphrase passphrase;
  private final SecretArithmetic engine;
  private final List<VaultKey> keys = new ArrayList<>();
  private final List<ShareVault.Held> opened = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  VaultOpening(
      ShareFiles files, Ring ring, String device, Passphrase passphrase, SecretArithmetic engine) {
    this.files = files;
    this.ring = ring;
    this.device = device;
    this.passphrase = passphrase;
    this.engine = engine;
  }

  ShareVault open() {
    boolean done = false;
    try {
      for (Ring.KeySet key : ring.keys()) {
        key.indexOf(device).ifPresent(index -> openKey(key, index));
      }
      done = true;
      return new ShareVault(engine, opened, problems);
    } finally {
      keys.forEach(VaultKey::close);
      if (!done) {
        opened.forEach(held -> held.share().close());
      }
    }
  }

  private void openKey(Ring.KeySet key, int index) {
    for (PublicRecord record : key.families().values()) {
      openShare(key, index, record);
    }
  }

  private void openShare(Ring.KeySet key, int index, PublicRecord record) {
    List<SecretInteger> rows = new ArrayList<>();
    boolean usable = false;
    Path file = files.path(key.name(), record.family(), 0);
    try {
      for (int row = 0; row < record.phf().size(); row++) {
        file = files.path(key.name(), record.family(), row);
        rows.add(openRow(file, ShareVault.label(record, serial(), row)));
      }
      KeyShare share = KeyShare.of(record, index, rows);
      share.checkAgainst(record); // KG4
      opened.add(new ShareVault.Held(key.name(), record, share));
      usable = true;
    } catch (NoSuchFileException e) {
      problem(key, record, file, "it is missing: restore it from the device's backup");
    } catch (ShareFileException.Damaged | ShareFileException.NotReadable | CheckFailed e) {
      problem(key, record, file, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      problem(key, record, file, "it cannot be read: " + e.getMessage());
    } finally {
      if (!usable) {
        rows.forEach(SecretInteger::close);
      }
    }
  }

  private SecretInteger openRow(Path file, ShareLabel wanted) throws IOException {
    byte[] sealed = files.read(file);
    ShareLabel label = ShareSealing.labelOf(sealed);
    if (!label.equals(wanted)) {
      throw new CheckFailed("share:label", "the file says " + label + ", want " + wanted);
    }
    return unseal(sealed);
  }

  /** Usually the key that opened the file before does; else one scrypt makes another vault's. */
  private SecretInteger unseal(byte[] sealed) {
    for (VaultKey known : keys) {
      Optional<SecretInteger> share = unseal(known, sealed);
      if (share.isPresent()) {
        return share.get();
      }
    }
    VaultKey key = ShareSealing.vaultOf(sealed, passphrase, engine);
    keys.add(key);
    return key.open(sealed);
  }

  private static Optional<SecretInteger> unseal(VaultKey key, byte[] sealed) {
    try {
      return Optional.of(key.open(sealed));
    } catch (ShareFileException.NotReadable e) {
      return Optional.empty();
    }
  }

  private void problem(Ring.KeySet key, PublicRecord record, Path file, String why) {
    problems.add(
        "the share of key "
            + key.name()
            + ", family "
            + record.family().label()
            + ", cannot be used: "
            + file
            + ": "
            + why);
  }

  private String serial() {
    return ring.party(device).orElseThrow().serial();
  }

  @Override
  public String toString() {
    return "VaultOpening[" + device + ", redacted]";
  }
}
