package io.countersign.deploy.guard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.protocol.engine.AgreementKey;
import io.countersign.protocol.engine.DerivedKey;
import io.countersign.protocol.engine.IdentitySigner;
import io.countersign.protocol.engine.P256KeyPair;
import io.countersign.protocol.engine.P256Keys;
import io.countersign.protocol.guard.Mark;
import io.countersign.protocol.guard.PairSecret;
import io.countersign.protocol.guard.Reading;
import io.countersign.protocol.thresholdrsa.Octets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the guard keeps on disk, and what it destroys there (M27, I5). */
class GuardFilesTest {
  private static final Reading NOW =
      new Reading(Duration.ofMillis(123_450), "boot-1", Instant.ofEpochMilli(1_700_000_000_123L));

  @TempDir Path folder = Path.of("");

  private static IdentitySigner identity() {
    try (P256KeyPair pair = P256Keys.generate()) {
      return IdentitySigner.fromPem(pair.pkcs8Pem());
    }
  }

  @Test
  void aMarkComesBackAsItWasSaved() throws IOException {
    try (IdentitySigner identity = identity()) {
      MarkFile file = new MarkFile(folder, "amber", identity);
      file.create(NOW);
      Mark mark =
          Mark.of(NOW, Duration.ofMillis(4_567), Map.of("pulse-1", 99L), true)
              .heldFor(Duration.ofMinutes(7));
      file.save(mark);
      assertThat(new MarkFile(folder, "amber", identity).read()).isEqualTo(mark);
      assertThatThrownBy(() -> file.create(NOW)).isInstanceOf(FileAlreadyExistsException.class);
      try (Stream<Path> left = Files.list(folder)) {
        assertThat(left).hasSize(1);
      }
    }
  }

  @Test
  void aMarkThatIsLostOrAnothersIsNoFreshOne() throws IOException {
    try (IdentitySigner identity = identity();
        IdentitySigner other = identity()) {
      MarkFile file = new MarkFile(folder, "amber", identity);
      assertThatThrownBy(file::read)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("missing");
      file.create(NOW);
      assertThatThrownBy(() -> new MarkFile(folder, "amber", other).read())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("damaged or another device's");
      assertThatThrownBy(() -> new MarkFile(folder, "basalt", identity).read())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("of device amber");
      Path path = folder.resolve("mark.jws");
      byte[] octets = Files.readAllBytes(path);
      for (int at = 0; at < octets.length; at += 7) {
        byte[] changed = octets.clone();
        changed[at] ^= 2;
        Files.write(path, changed);
        assertThatThrownBy(file::read).as("octet " + at).isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void destroysEveryShareAndFileAndNothingElseAndMayBeAskedAgain() throws IOException {
    Path shares = Files.createDirectory(folder.resolve("shares"));
    Files.writeString(shares.resolve("main-add-0.share"), "a share");
    Files.writeString(shares.resolve("swa-add-0.share"), "a share");
    Path passphrase = Files.writeString(folder.resolve("shares.passphrase"), "secret");
    Path identity = Files.writeString(folder.resolve("identity.pem"), "kept");
    Destruction destruction =
        new Destruction(folder.resolve("ERASED"), shares, List.of(passphrase));
    destruction.run();
    destruction.run();
    try (Stream<Path> left = Files.list(shares)) {
      assertThat(left).isEmpty();
    }
    assertThat(passphrase).doesNotExist();
    assertThat(identity).hasContent("kept");
    assertThat(folder.resolve("ERASED")).exists();
  }

  @Test
  void overwritesWhatItRemoves() throws IOException {
    Path shares = Files.createDirectory(folder.resolve("shares"));
    Path share = Files.writeString(shares.resolve("main-add-0.share"), "a share");
    Path key = Files.writeString(folder.resolve("agreement.pem"), "a key");
    Path sameShare = Files.createLink(folder.resolve("same-share"), share);
    Path sameKey = Files.createLink(folder.resolve("same-key"), key);
    new Destruction(folder.resolve("ERASED"), shares, List.of(key)).run();
    assertThat(Files.readAllBytes(sameShare)).hasSize(7).isNotEqualTo("a share".getBytes(UTF_8));
    assertThat(Files.readAllBytes(sameKey)).hasSize(5).isNotEqualTo("a key".getBytes(UTF_8));
  }

  @Test
  void aNoteOrFileThatCannotBeWrittenKeepsNothingElseFromBeingDestroyed() throws IOException {
    Path shares = Files.createDirectory(folder.resolve("shares"));
    Files.writeString(shares.resolve("main-add-0.share"), "a share");
    Path full = Files.createDirectory(folder.resolve("full"));
    Files.writeString(full.resolve("inside"), "makes the folder impossible to remove");
    Path passphrase = Files.writeString(folder.resolve("shares.passphrase"), "secret");
    Path note = folder.resolve("no-such-folder").resolve("ERASED");
    Destruction destruction = new Destruction(note, shares, List.of(full, passphrase));
    assertThatThrownBy(destruction::run)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("full")
        .satisfies(
            e -> assertThat(e.getSuppressed()).anyMatch(s -> s.getMessage().contains("ERASED")));
    try (Stream<Path> left = Files.list(shares)) {
      assertThat(left).isEmpty();
    }
    assertThat(passphrase).doesNotExist();
    Files.delete(full.resolve("inside"));
    Files.delete(full);
    Files.createDirectory(folder.resolve("no-such-folder"));
    destruction.run();
    assertThat(note).exists();
  }

  @Test
  void destroysTheFileThatALinkLeadsTo() throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Path share = Files.writeString(elsewhere.resolve("share"), "a share");
    Path key = Files.writeString(elsewhere.resolve("key"), "a key");
    Path sameKey = Files.createLink(folder.resolve("same-key"), key);
    Path shares = Files.createDirectory(folder.resolve("shares"));
    Files.createSymbolicLink(shares.resolve("main-add-0.share"), share);
    Path link = Files.createSymbolicLink(folder.resolve("agreement.pem"), key);
    Path nowhere = Files.createSymbolicLink(folder.resolve("nowhere"), folder.resolve("gone"));
    Destruction destruction =
        new Destruction(folder.resolve("ERASED"), shares, List.of(link, nowhere));
    assertThat(destruction.run()).isEmpty();
    assertThat(List.of(share, key)).noneMatch(Files::exists);
    assertThat(Files.readAllBytes(sameKey)).hasSize(5).isNotEqualTo("a key".getBytes(UTF_8));
    for (Path gone : List.of(link, nowhere, shares.resolve("main-add-0.share"))) {
      assertThat(Files.isSymbolicLink(gone)).as("%s", gone).isFalse();
    }
  }

  @Test
  void aFolderThatCannotBeReadKeepsTheKnownFilesFromNothing() throws IOException {
    Path shares = Files.createDirectory(folder.resolve("shares"));
    Path share = Files.writeString(shares.resolve("main-add-0.share"), "a share");
    Path passphrase = Files.writeString(folder.resolve("shares.passphrase"), "secret");
    AtomicReference<Destruction.Listing> listing =
        new AtomicReference<>(
            any -> {
              throw new IOException("Permission denied");
            });
    Destruction destruction =
        new Destruction(
            folder.resolve("ERASED"), shares, List.of(passphrase), any -> listing.get().of(any));
    assertThatThrownBy(destruction::run)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("shares: Permission denied");
    assertThat(passphrase).doesNotExist();
    listing.set(
        any ->
            Stream.concat(
                Stream.of(share),
                Stream.generate(
                    () -> {
                      throw new UncheckedIOException(new IOException("Input/output error"));
                    })));
    assertThatThrownBy(destruction::run)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Input/output error");
    assertThat(share).doesNotExist();
    listing.set(Files::list);
    assertThat(destruction.run()).isEmpty();
  }

  /** A program that runs cannot be written to, not even by root. */
  @Test
  void tellsWhatCouldOnlyBeRemoved() throws Exception {
    Path shares = Files.createDirectory(folder.resolve("shares"));
    Path program = Files.copy(Path.of("/bin/cat").toRealPath(), shares.resolve("busy.share"));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    Path readOnly = Files.writeString(folder.resolve("agreement.pem"), "a key");
    Path same = Files.createLink(folder.resolve("same-key"), readOnly);
    Files.setPosixFilePermissions(readOnly, PosixFilePermissions.fromString("r--------"));
    Path note = folder.resolve("ERASED");
    Destruction destruction = new Destruction(note, shares, List.of(readOnly));
    Process running = new ProcessBuilder(program.toString()).start();
    try {
      assertThat(destruction.run()).singleElement().asString().contains("busy.share: ");
      assertThat(program).doesNotExist();
      assertThat(destruction.run()).as("it is not forgotten").hasSize(1);
      assertThat(note).content().contains("removed without being overwritten: " + program);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(same)))
          .as("made writable first")
          .isEqualTo("rw-------");
    } finally {
      running.destroy();
      running.waitFor();
    }
  }

  @Test
  void theBootClockGoesOnAndKnowsItsBoot() throws IOException {
    BootClock clock = BootClock.ofThisMachine(Clock.systemUTC());
    Reading first = clock.get();
    Reading second = clock.get();
    assertThat(first.boot()).isPositive();
    assertThat(second.boot()).isGreaterThanOrEqualTo(first.boot());
    assertThat(first.bootId()).hasSize(36).isEqualTo(second.bootId());
  }

  @Test
  void softwareIsItsFilesNamesAndContents() throws IOException {
    Path one = Files.writeString(folder.resolve("one.jar"), "one");
    Path two = Files.writeString(folder.resolve("two.jar"), "two");
    Octets hash = SoftwareHash.of(List.of(one, two));
    assertThat(SoftwareHash.of(List.of(two, one))).isEqualTo(hash);
    assertThat(SoftwareHash.of(List.of(one))).isNotEqualTo(hash);
    Files.writeString(two, "too");
    assertThat(SoftwareHash.of(List.of(one, two))).isNotEqualTo(hash);
  }

  @Test
  void bothEndsDeriveTheSameSecretAndNobodyElse() {
    try (AgreementKey source = AgreementKey.fresh();
        AgreementKey device = AgreementKey.fresh();
        AgreementKey stranger = AgreementKey.fresh()) {
      byte[] one = shown(PairSecret.of("ring", source, Octets.of(device.spki())));
      assertThat(shown(PairSecret.of("ring", device, Octets.of(source.spki())))).isEqualTo(one);
      assertThat(shown(PairSecret.of("other", source, Octets.of(device.spki())))).isNotEqualTo(one);
      assertThat(shown(PairSecret.of("ring", stranger, Octets.of(device.spki()))))
          .isNotEqualTo(one);
      Octets noPoint = Octets.of(new byte[91]);
      assertThatThrownBy(() -> PairSecret.of("ring", source, noPoint))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** Tells keys apart without showing them. */
  private static byte[] shown(DerivedKey secret) {
    try (secret) {
      return secret.hmac(new byte[1]);
    }
  }
}
