package io.countersign.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PinFileTest {
  private final Path folder;

  PinFileTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void readsTheFirstLine() throws IOException {
    assertThat(PinFile.read(file("123456"))).containsExactly("123456".toCharArray());
    assertThat(PinFile.read(file("pässe\r\nmore\n"))).containsExactly("pässe".toCharArray());
    assertThat(PinFile.read(file("x".repeat(128) + "\n"))).hasSize(128);
  }

  @Test
  void refusesWhatIsNoPinWithoutRepeatingIt() throws IOException {
    for (String text : new String[] {"", "\n", "abc\n", "x".repeat(129), "\u20ac".repeat(500)}) {
      Path file = file(text);
      assertThatThrownBy(() -> PinFile.read(file))
          .isInstanceOf(CardException.class)
          .hasMessageContaining("4 to 128 characters")
          .hasMessageNotContaining("abc");
    }
    Path binary = folder.resolve("binary");
    Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe, 1, 2, 3, 4});
    Files.setPosixFilePermissions(binary, PosixFilePermissions.fromString("rw-------"));
    assertThatThrownBy(() -> PinFile.read(binary))
        .isInstanceOf(CardException.class)
        .hasMessageContaining("UTF-8");
  }

  @Test
  void refusesAFileThatOthersMayReadOrThatIsMissing() throws IOException {
    Path file = file("123456");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw----r--"));
    assertThatThrownBy(() -> PinFile.read(file))
        .isInstanceOf(CardException.class)
        .hasMessageContaining("rw----r--");
    assertThatThrownBy(() -> PinFile.read(folder.resolve("none")))
        .isInstanceOf(CardException.class)
        .hasMessageContaining("missing");
  }

  private Path file(String text) throws IOException {
    Path file = folder.resolve("pin");
    Files.deleteIfExists(file);
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }
}
