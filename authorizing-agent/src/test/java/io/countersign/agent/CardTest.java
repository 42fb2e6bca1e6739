package io.countersign.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.protocol.engine.RsaKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CardTest {
  private static final KeyPair PAIR = RsaKeys.generate(2048);
  private static final char[] PIN = "correct horse".toCharArray();
  private static final byte[] OCTETS = "octets".getBytes(StandardCharsets.US_ASCII);

  private final Path folder;

  CardTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void signsWhatAnyVerifierAccepts() throws GeneralSecurityException {
    try (Card card = made("legal-1")) {
      Signature verifier = Signature.getInstance("SHA256withRSA");
      verifier.initVerify(PAIR.getPublic());
      verifier.update(OCTETS);
      assertThat(verifier.verify(card.sign(OCTETS))).isTrue();
      assertThat(card.publicKey()).isEqualTo(PAIR.getPublic());
      assertThat(card.serial()).matches("[0-9a-f]{32}");
    }
  }

  @Test
  void isReadableByItsOwnerAloneAndWrittenOnce() throws IOException {
    Path file = folder.resolve("legal-1.p12");
    Card.create(file, "legal-1", PIN, PAIR);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    byte[] before = Files.readAllBytes(file);
    assertThatThrownBy(() -> Card.create(file, "legal-1", PIN, PAIR))
        .isInstanceOf(CardException.class)
        .hasMessageContaining("exists already");
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> Card.open(file, "legal-1", PIN))
        .isInstanceOf(CardException.class)
        .hasMessageContaining("rw-r-----")
        .hasMessageContaining("set mode 0600");
  }

  @Test
  void leavesNothingBehindWhenItCannotBeWritten() {
    Path file = folder.resolve("missing").resolve("legal-1.p12");
    assertThatThrownBy(() -> Card.create(file, "legal-1", PIN, PAIR))
        .isInstanceOf(CardException.class)
        .hasMessageContaining("cannot be written");
    assertThat(file.getParent()).doesNotExist();
  }

  @Test
  void tellsAWrongPinFromADamagedFileAndAnotherAgentsCard() throws IOException {
    Path file = folder.resolve("legal-1.p12");
    Card.create(file, "legal-1", PIN, PAIR);
    assertThatThrownBy(() -> Card.open(file, "legal-1", "incorrect".toCharArray()))
        .isInstanceOf(CardException.class)
        .hasMessageContaining("PIN")
        .hasMessageNotContaining("incorrect");
    assertThatThrownBy(() -> Card.open(file, "legal-2", PIN))
        .isInstanceOf(CardException.class)
        .hasMessageContaining("legal-2")
        .hasMessageContaining("another agent's card");
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 700));
    assertThatThrownBy(() -> Card.open(file, "legal-1", PIN))
        .isInstanceOf(CardException.class)
        .hasMessageContaining("damaged");
    assertThatThrownBy(() -> Card.open(folder.resolve("none.p12"), "legal-1", PIN))
        .isInstanceOf(CardException.class)
        .hasMessageContaining("missing");
  }

  @Test
  void refusesAnAlteredFileAtEveryOctet() throws IOException {
    Path file = folder.resolve("legal-1.p12");
    Card.create(file, "legal-1", PIN, PAIR);
    byte[] good = Files.readAllBytes(file);
    for (int at = 0; at < good.length; at += 97) {
      byte[] altered = good.clone();
      altered[at] ^= 0x40;
      Files.write(file, altered);
      int offset = at;
      assertThatThrownBy(() -> Card.open(file, "legal-1", PIN))
          .as("octet " + offset)
          .isInstanceOf(CardException.class);
    }
  }

  @Test
  void refusesKeysThatAreTooSmallOrNotRsa() throws GeneralSecurityException {
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(1024);
    KeyPair small = rsa.generateKeyPair();
    assertThatThrownBy(() -> Card.create(folder.resolve("a.p12"), "legal-1", PIN, small))
        .isInstanceOf(CardException.class)
        .hasMessageContaining("1024 bits");
    KeyPair ec = KeyPairGenerator.getInstance("EC").generateKeyPair();
    assertThatThrownBy(() -> Card.create(folder.resolve("a.p12"), "legal-1", PIN, ec))
        .isInstanceOf(CardException.class)
        .hasMessageContaining("RSA");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void signsNoMoreOnceClosedAndNeverPrintsItself() {
    Card card = made("legal-1");
    assertThat(card).hasToString("Card[legal-1]");
    card.close();
    assertThatThrownBy(() -> card.sign(OCTETS))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  private Card made(String name) {
    Path file = folder.resolve(name + ".p12");
    Card.create(file, name, PIN, PAIR);
    return Card.open(file, name, PIN);
  }
}
