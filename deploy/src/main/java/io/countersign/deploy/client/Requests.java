package io.countersign.deploy.client;

import io.countersign.deploy.local.PrivateFiles;
import io.countersign.protocol.engine.IdentitySigner;
import io.countersign.protocol.evidence.EvidenceException;
import io.countersign.protocol.evidence.Name;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.evidence.SigningRequest;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.SignatureAlgorithm;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Makes requests and remembers those that have not ended, so that asking again after a lost answer
 * or a crash is the same request with the same id (I6).
 */
public final class Requests {
  private static final Duration VALIDITY = Duration.ofDays(1);
  private static final Duration USABLE = Duration.ofMinutes(1);
  private static final int NONCE_OCTETS = 16;
  private static final int NAME_MAX = 255;

  /** A lock of a file keeps other processes out, not other threads. */
  private static final Object IN_THIS_PROCESS = new Object();

  private final Path folder;
  private final Ring ring;
  private final String requester;
  private final IdentitySigner identity;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param folder where unfinished requests are kept
   */
  public Requests(Path folder, Ring ring, String requester, IdentitySigner identity, Clock clock) {
    this.folder = folder;
    this.ring = ring;
    this.requester = requester;
    this.identity = identity;
    this.clock = clock;
  }

  /**
   * What is asked.
   *
   * @param name of the document, as people see it
   * @param validity how long the request is to be valid
   */
  public record Wish(
      Document document,
      String name,
      Ring.KeySet key,
      SignatureAlgorithm algorithm,
      String mode,
      Duration validity) {
    /** A wish whose request is valid for a day. */
    public Wish(
        Document document,
        String name,
        Ring.KeySet key,
        SignatureAlgorithm algorithm,
        String mode) {
      this(document, name, key, algorithm, mode, VALIDITY);
    }
  }

  /**
   * The request for a wish: the unfinished one, if there is one, else a new one. Two that wish the
   * same at once, in one process or in two, get the same request.
   */
  public SignedRequest of(Wish wish) throws IOException {
    Path file = file(wish);
    synchronized (IN_THIS_PROCESS) {
      PrivateFiles.folder(folder);
      try (FileChannel lock =
          FileChannel.open(
              folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        lock.lock(); // Given up with the channel.
        Optional<SignedRequest> kept = kept(file);
        if (kept.isPresent()) {
          return kept.get();
        }
        SignedRequest made = make(wish);
        PrivateFiles.replace(file, made.jws().text());
        return made;
      }
    }
  }

  /** Forgets the request of a wish, because it has ended and its result is where it belongs. */
  public void ended(Wish wish) throws IOException {
    Files.deleteIfExists(file(wish));
  }

  /** A name that a request may carry: no path, nothing that could forge a line, 255 at most. */
  public static String printable(String name) {
    StringBuilder clean = new StringBuilder();
    name.codePoints()
        .map(point -> point == '/' || Name.isControl(point) ? '?' : point)
        .forEach(clean::appendCodePoint);
    if (clean.length() > NAME_MAX) {
      clean.setLength(NAME_MAX);
      if (Character.isHighSurrogate(clean.charAt(NAME_MAX - 1))) {
        clean.setCharAt(NAME_MAX - 1, '?');
      }
    }
    return clean.isEmpty() ? "?" : clean.toString();
  }

  private Optional<SignedRequest> kept(Path file) throws IOException {
    try {
      SignedRequest request = SignedRequest.verified(Files.readString(file).strip(), ring);
      long usableUntil = clock.instant().plus(USABLE).getEpochSecond();
      return request.request().notAfter() > usableUntil ? Optional.of(request) : Optional.empty();
    } catch (NoSuchFileException | EvidenceException e) {
      return Optional.empty();
    }
  }

  private SignedRequest make(Wish wish) {
    byte[] nonce = new byte[NONCE_OCTETS];
    random.nextBytes(nonce);
    long now = clock.instant().getEpochSecond();
    boolean travels = wish.document().content().isPresent() || !wish.key().record().digestOnly();
    SigningRequest request =
        new SigningRequest(
            SigningRequest.VERSION,
            wish.key().name(),
            wish.key().record().purpose(),
            wish.algorithm().label(),
            wish.mode(),
            wish.document().digest(wish.algorithm()).hex(),
            wish.document().size(),
            printable(wish.name()),
            travels ? SigningRequest.FORM_CONTENT : SigningRequest.FORM_DIGEST,
            requester,
            now,
            now + wish.validity().toSeconds(),
            HexFormat.of().formatHex(nonce));
    return SignedRequest.sign(request, identity.publicKey().serial(), identity::sign);
  }

  /** Named by everything that makes two wishes one. */
  private Path file(Wish wish) {
    String all =
        String.join(
            "\n",
            ring.genesis().hex(),
            wish.key().name(),
            wish.algorithm().label(),
            wish.mode(),
            wish.document().digest(wish.algorithm()).hex(),
            printable(wish.name()));
    return folder.resolve(Octets.of(all.getBytes(StandardCharsets.UTF_8)).sha256().hex() + ".jws");
  }
}
