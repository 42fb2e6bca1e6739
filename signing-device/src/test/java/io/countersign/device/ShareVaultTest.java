package io.countersign.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.protocol.engine.Passphrase;
import io.countersign.protocol.engine.ScryptCost;
import io.countersign.protocol.engine.ShareFileException;
import io.countersign.protocol.engine.ShareSealing;
import io.countersign.protocol.engine.VaultKey;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.thresholdrsa.DealtShare;
import io.countersign.protocol.thresholdrsa.Family;
import io.countersign.protocol.thresholdrsa.KeyId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShareVaultTest {
  private static final Passphrase PASSPHRASE =
      Passphrase.of("correct horse".getBytes(StandardCharsets.UTF_8));
  private static final ScryptCost QUICK = new ScryptCost(14, 8, 1);

  private final Path folder;

  /** Writes the shares of device-1. */
  ShareVaultTest(@TempDir Path node) throws IOException {
    folder = node.resolve("shares");
    try (VaultKey key = ShareSealing.newVault(PASSPHRASE, QUICK, Bench.ENGINE)) {
      write(TestRing.MAIN, Family.ADD, key);
      write(TestRing.MAIN, Family.MULT, key);
      write("swa", Family.ADD, key);
    }
  }

  @Test
  void opensWhatWasWritten() {
    try (ShareVault vault = open()) {
      assertThat(vault.problems()).isEmpty();
      assertThat(vault.ready()).containsExactlyInAnyOrder("main/add", "main/mult", "swa/add");
      assertThat(vault.toString()).contains("redacted").doesNotContain("KeyShare");
    }
  }

  @Test
  void writesFilesForItsOwnerAloneAndNothingElse() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(9).allMatch(file -> file.toString().endsWith(".share"));
      for (Path file : all) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .isEqualTo("rw-------");
      }
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
  }

  @Test
  void neverOverwritesAShare() throws IOException {
    byte[] before = Files.readAllBytes(folder.resolve("main-add-2.share"));
    Files.delete(folder.resolve("main-add-0.share"));

    try (VaultKey key = ShareSealing.newVault(PASSPHRASE, QUICK, Bench.ENGINE)) {
      assertThatThrownBy(() -> write(TestRing.MAIN, Family.ADD, key))
          .isInstanceOf(FileAlreadyExistsException.class);
    }

    assertThat(folder.resolve("main-add-0.share")).doesNotExist();
    assertThat(Files.readAllBytes(folder.resolve("main-add-2.share"))).isEqualTo(before);
  }

  @Test
  void doesNotOverwriteAFileThatAppearsMeanwhile() throws IOException {
    Path file = folder.resolve("main-add-0.share");

    assertThatThrownBy(() -> new ShareFiles(folder).write(file, new byte[] {1}))
        .isInstanceOf(FileAlreadyExistsException.class);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(9);
    }
  }

  @Test
  void refusesAWrongPassphrase() {
    Passphrase wrong = Passphrase.of("battery staple".getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(
            () -> ShareVault.open(folder, Bench.RING, Bench.device(1), wrong, Bench.ENGINE).close())
        .isInstanceOf(ShareFileException.WrongPassphrase.class)
        .hasMessageNotContaining("battery");
  }

  @Test
  void namesAShareThatIsMissingAndUsesTheOthers() throws IOException {
    Files.delete(folder.resolve("main-mult-1.share"));

    assertOneProblem("main/mult", "main-mult-1.share", "it is missing: restore it");
  }

  @Test
  void namesAShareThatIsDamagedAndUsesTheOthers() throws IOException {
    Path file = folder.resolve("main-add-0.share");
    byte[] sealed = Files.readAllBytes(file);
    sealed[sealed.length - 1] ^= 1;
    Files.write(file, sealed);

    assertOneProblem("main/add", "main-add-0.share", "damaged");
  }

  @Test
  void namesAFileThatIsNoShare() throws IOException {
    Files.write(folder.resolve("swa-add-0.share"), new byte[] {1, 2, 3});

    assertOneProblem("swa/add", "swa-add-0.share", "not a share file");
  }

  @Test
  void refusesAShareThatOthersMayRead() throws IOException {
    Path file = folder.resolve("swa-add-0.share");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertOneProblem("swa/add", "swa-add-0.share", "chmod 600");
  }

  @Test
  void refusesALinkToAShare() throws IOException {
    Path file = folder.resolve("swa-add-0.share");
    Path elsewhere = Files.move(file, folder.resolve("elsewhere"));
    Files.createSymbolicLink(file, elsewhere);

    assertOneProblem("swa/add", "swa-add-0.share", "it is a link");
  }

  @Test
  void refusesAFileThatIsTooLong() throws IOException {
    Files.write(folder.resolve("swa-add-0.share"), new byte[20_000]);

    assertOneProblem("swa/add", "swa-add-0.share", "20000 octets");
  }

  @Test
  void refusesTheShareOfAnotherRow() throws IOException {
    Files.delete(folder.resolve("main-add-0.share"));
    Files.copy(folder.resolve("main-add-1.share"), folder.resolve("main-add-0.share"));

    assertOneProblem("main/add", "main-add-0.share", "share:label");
  }

  @Test
  void refusesAShareThatIsNotTheRecordedOne() throws IOException {
    Files.delete(folder.resolve("main-add-0.share"));
    try (VaultKey key = ShareSealing.newVault(PASSPHRASE, QUICK, Bench.ENGINE)) {
      DealtShare other = Bench.TEST_RING.dealing(TestRing.MAIN).share(Family.ADD, 1);
      byte[] wrong = other.octets(1);
      byte[] sealed = key.seal(ShareVault.label(other.record(), Bench.party(1).serial(), 0), wrong);
      new ShareFiles(folder).write(folder.resolve("main-add-0.share"), sealed);
    }

    assertOneProblem("main/add", "main-add", "share:value");
  }

  @Test
  void opensSharesThatWereSealedInSeveralVaults() throws IOException {
    Files.delete(folder.resolve("swa-add-0.share"));
    Files.delete(folder.resolve("swa-add-1.share"));
    Files.delete(folder.resolve("swa-add-2.share"));
    try (VaultKey key = ShareSealing.newVault(PASSPHRASE, QUICK, Bench.ENGINE)) {
      write("swa", Family.ADD, key);
    }

    try (ShareVault vault = open()) {
      assertThat(vault.ready()).hasSize(3);
    }
  }

  @Test
  void erasesSharesWhenDisarmedEvenIfSomeoneStillHoldsThem() {
    try (ShareVault vault = open()) {
      KeyId key = Bench.TEST_RING.dealing("swa").record(Family.ADD).keyId();
      ShareVault.Held held = vault.held(key).orElseThrow();
      held.share().checkAgainst(held.record());

      vault.disarm();

      assertThat(vault.ready()).isEmpty();
      assertThatThrownBy(() -> held.share().checkAgainst(held.record()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
    }
  }

  @Test
  void doesNotPrintWhatItOpens() {
    assertThat(
            new VaultOpening(
                new ShareFiles(folder), Bench.RING, "device-1", PASSPHRASE, Bench.ENGINE))
        .hasToString("VaultOpening[device-1, redacted]");
  }

  private void assertOneProblem(String unusable, String... words) {
    try (ShareVault vault = open()) {
      assertThat(vault.ready()).hasSize(2).doesNotContain(unusable);
      assertThat(vault.problems()).singleElement().asString().contains(words);
    }
  }

  private ShareVault open() {
    return ShareVault.open(folder, Bench.RING, Bench.device(1), PASSPHRASE, Bench.ENGINE);
  }

  private void write(String key, Family family, VaultKey vaultKey) throws IOException {
    ShareVault.write(
        folder,
        key,
        Bench.party(1).serial(),
        Bench.TEST_RING.dealing(key).share(family, 1),
        vaultKey);
  }
}
