package io.countersign.protocol.engine;

/**
 * A share file was not opened. Its kinds differ in what the operator does next; none carries a
 * secret.
 */
public abstract sealed class ShareFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private ShareFileException(String message) {
    super(message);
  }

  /** The passphrase is not the one the vault was made with: give the right passphrase file. */
  public static final class WrongPassphrase extends ShareFileException {
    private static final long serialVersionUID = 1L;

    WrongPassphrase() {
      super(
          "wrong passphrase for this share vault: point the node at the passphrase file that"
              + " the ceremony wrote for it");
    }
  }

  /** The passphrase is right and the file is not as it was sealed: restore it from the backup. */
  public static final class Damaged extends ShareFileException {
    private static final long serialVersionUID = 1L;

    Damaged(String what, String how) {
      super(what + " is damaged (" + how + "): restore this file from the device's backup");
    }
  }

  /** The file was written in another format or version, or under another vault's key. */
  public static final class NotReadable extends ShareFileException {
    private static final long serialVersionUID = 1L;

    NotReadable(String message) {
      super(message);
    }
  }
}
