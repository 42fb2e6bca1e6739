package io.countersign.protocol.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileHashTest {
  @TempDir Path folder = Path.of("");

  /** FIPS 180-4's example. */
  @Test
  void isSha256() throws IOException {
    Path file = Files.write(folder.resolve("abc"), "abc".getBytes(StandardCharsets.US_ASCII));
    assertThat(HexFormat.of().formatHex(FileHash.sha256(file)))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void bothImplementationsAgreeOnEveryLength() throws IOException {
    Random random = new Random(20261122);
    for (int length : new int[] {0, 1, 63, 64, 65, 65_535, 65_536, 65_537, 300_000}) {
      byte[] octets = new byte[length];
      random.nextBytes(octets);
      Path file = Files.write(folder.resolve("file"), octets);
      assertThat(FileHash.sha256(file)).as("length " + length).isEqualTo(FileHash.withJava(file));
    }
    assertThatThrownBy(() -> FileHash.sha256(folder.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
  }
}
