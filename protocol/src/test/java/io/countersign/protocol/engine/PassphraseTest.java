package io.countersign.protocol.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PassphraseTest {
  private @TempDir Path folder = Path.of("");
  private Path file = Path.of("");

  @BeforeEach
  void nameFile() {
    file = folder.resolve("shares.passphrase");
  }

  @Test
  void isTheFirstLineWithoutItsEnd() throws IOException {
    assertThat(read("correct horse")).isEqualTo("correct horse");
    assertThat(read("correct horse\n")).isEqualTo("correct horse");
    assertThat(read("correct horse\r\nbattery")).isEqualTo("correct horse");
  }

  @Test
  void refusesAFileThatHasNone() throws IOException {
    for (String text : new String[] {"", "\n", "\r\nbattery"}) {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> read(text))
          .withMessageContaining("it is empty");
    }
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> read("x".repeat(4097)))
        .withMessageContaining("it has 4097 octets");
  }

  @Test
  void showsNothingOfItself() {
    try (Passphrase passphrase = Passphrase.of("correct horse".getBytes(US_ASCII))) {
      assertThat(passphrase).hasToString("Passphrase[redacted]");
    }
  }

  @Test
  void isUselessWhenClosed() {
    Passphrase passphrase = Passphrase.of("correct horse".getBytes(US_ASCII));
    passphrase.close();
    passphrase.close();

    assertThat(passphrase.length()).isZero();
    assertThat(passphrase.copy()).isEmpty();
  }

  private String read(String text) throws IOException {
    Files.writeString(file, text);
    try (Passphrase passphrase = Passphrase.read(file)) {
      return new String(passphrase.copy(), US_ASCII);
    }
  }
}
