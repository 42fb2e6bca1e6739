package io.countersign.agent;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Set;

/**
 * A card's PKCS#12 file (RFC 7292; AES-256 and HMAC-SHA-256 under the PIN): one key under the
 * agent's name. Secrets: the private key and the PIN pass through.
 */
final class CardFile {
  /** A card with a 4096-bit key has about 5 KiB. */
  private static final int MAX_OCTETS = 64 * 1024;

  private CardFile() {}

  static void write(Path file, String name, char[] pin, KeyPair pair) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      X509Certificate certificate = CardCertificate.selfSigned(name, pair);
      store.setKeyEntry(name, pair.getPrivate(), pin, new Certificate[] {certificate});
      store.store(octets, pin);
    } catch (GeneralSecurityException | IOException e) {
      throw new CardException("card " + file + " cannot be made: " + e.getMessage(), e);
    }
    writeOnce(file, octets.toByteArray());
  }

  static KeyPair read(Path file, String name, char[] pin) {
    OwnerOnly.require("card", file);
    try {
      KeyStore store = load(file, pin);
      if (!(store.getKey(name, pin) instanceof RSAPrivateCrtKey privateKey)
          || !(store.getCertificate(name).getPublicKey() instanceof RSAPublicKey publicKey)) {
        throw new CardException(
            "card " + file + " holds no RSA key named " + name + ": it is another agent's card");
      }
      return new KeyPair(publicKey, (PrivateKey) privateKey);
    } catch (UnrecoverableKeyException e) {
      throw wrongPin(file, e);
    } catch (GeneralSecurityException | IOException e) {
      throw new CardException(
          "card " + file + " is damaged: restore it from the copy that was made with it", e);
    }
  }

  private static KeyStore load(Path file, char[] pin) throws GeneralSecurityException, IOException {
    if (Files.size(file) > MAX_OCTETS) {
      throw new IOException(Files.size(file) + " octets, at most " + MAX_OCTETS);
    }
    byte[] octets = Files.readAllBytes(file);
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(new ByteArrayInputStream(octets), pin);
    } catch (IOException e) {
      if (e.getCause() instanceof UnrecoverableKeyException) {
        throw wrongPin(file, e);
      }
      throw e;
    }
    return store;
  }

  private static CardException wrongPin(Path file, Exception e) {
    return new CardException(
        "the PIN is not that of card "
            + file
            + " (or the file is damaged): give the PIN file that was made with it",
        e);
  }

  /** What is there is never replaced; what could not be finished is removed again. */
  private static void writeOnce(Path file, byte[] octets) {
    boolean created = false;
    boolean done = false;
    try {
      try (FileChannel channel =
          FileChannel.open(
              file,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              OwnerOnly.MODE_0600)) {
        created = true;
        ByteBuffer left = ByteBuffer.wrap(octets);
        while (left.hasRemaining()) {
          channel.write(left);
        }
        channel.force(true);
      }
      syncFolder(file);
      done = true;
    } catch (FileAlreadyExistsException e) {
      throw new CardException("card " + file + " exists already: a card is made once", e);
    } catch (IOException e) {
      throw new CardException("card " + file + " cannot be written: " + e, e);
    } finally {
      if (created && !done) {
        remove(file);
      }
    }
  }

  private static void syncFolder(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new CardException("an unfinished card is left at " + file + ": delete it", e);
    }
  }
}
