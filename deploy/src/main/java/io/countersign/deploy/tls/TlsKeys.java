package io.countersign.deploy.tls;

import io.countersign.protocol.evidence.Ring;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A party's TLS keys: the one in the configured file, and those in files beside it that were made
 * to renew it ({@code tls-*.p12} beside {@code tls.p12}, under the same passphrase). Used is the
 * one whose certificate the ring's record in force pins. Thread: safe for concurrent use.
 */
public final class TlsKeys {
  private static final Logger LOG = LoggerFactory.getLogger(TlsKeys.class);
  private static final String SUFFIX = ".p12";

  private final Path keystore;
  private final Path passphraseFile;
  private volatile List<TlsIdentity> known;

  private TlsKeys(Path keystore, Path passphraseFile, List<TlsIdentity> known) {
    this.keystore = keystore;
    this.passphraseFile = passphraseFile;
    this.known = known;
  }

  /**
   * Opens the files.
   *
   * @throws TlsException as {@link TlsIdentity#read}
   */
  public static TlsKeys read(Path keystore, Path passphraseFile) {
    return new TlsKeys(keystore, passphraseFile, readAll(keystore, passphraseFile));
  }

  /**
   * The key whose certificate the record in force pins, else one whose certificate was pinned
   * before and is believed yet; the files are read again if it is none that was known.
   *
   * @return empty if there is none: this party has to be given the file that was made for it
   */
  public Optional<TlsIdentity> inForce(Ring ring) {
    Optional<TlsIdentity> found = pinned(ring);
    if (found.isPresent()) {
      return found;
    }
    known = readAll(keystore, passphraseFile);
    return pinned(ring).or(() -> former(ring));
  }

  /** The configured file, for messages to people. */
  public Path keystore() {
    return keystore;
  }

  /** Where a new key is put: beside the configured file. */
  public static Path beside(Path keystore, String word) {
    return keystore.resolveSibling(stem(keystore) + "-" + word + SUFFIX);
  }

  private Optional<TlsIdentity> pinned(Ring ring) {
    return known.stream().filter(one -> isPinned(ring, one)).findFirst();
  }

  /** One that is believed though another is in its place. */
  private Optional<TlsIdentity> former(Ring ring) {
    return known.stream().filter(one -> partyOf(ring, one).isPresent()).findFirst();
  }

  private static boolean isPinned(Ring ring, TlsIdentity one) {
    return partyOf(ring, one).filter(p -> p.tls().equals(one.certificate())).isPresent();
  }

  private static Optional<Ring.Party> partyOf(Ring ring, TlsIdentity one) {
    try {
      return ring.partyOfTls(one.certificate().getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a parsed certificate has no encoding", e);
    }
  }

  private static List<TlsIdentity> readAll(Path keystore, Path passphraseFile) {
    List<TlsIdentity> all = new ArrayList<>();
    all.add(TlsIdentity.read(keystore, passphraseFile));
    for (Path file : others(keystore)) {
      try {
        all.add(TlsIdentity.read(file, passphraseFile));
      } catch (TlsException e) {
        LOG.warn("a TLS key is left out: {}", e.getMessage()); // It may be being written.
      }
    }
    return List.copyOf(all);
  }

  private static List<Path> others(Path keystore) {
    List<Path> found = new ArrayList<>();
    Path folder = keystore.toAbsolutePath().getParent();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder, stem(keystore) + "-*" + SUFFIX)) {
      files.forEach(found::add);
    } catch (IOException e) {
      throw new TlsException(folder + " cannot be read: " + e.getMessage());
    }
    return found;
  }

  private static String stem(Path keystore) {
    String name = keystore.getFileName().toString();
    return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
  }

  @Override
  public String toString() {
    return "TlsKeys[" + keystore + ", redacted]";
  }
}
