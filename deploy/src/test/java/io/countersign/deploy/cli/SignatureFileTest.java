package io.countersign.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.protocol.thresholdrsa.Octets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignatureFileTest {
  private static final Octets SIGNATURE = Octets.of(new byte[] {1, 2, 3});

  @TempDir private Path folder = Path.of("");

  @Test
  void findsOutBeforePeopleAreAskedWhetherItCouldWrite() throws IOException {
    Path free = folder.resolve("a.sig");
    SignatureFile.requireWritable(free, false, octets -> false);
    assertThat(folder).isEmptyDirectory();

    Files.writeString(free, "something else");
    assertThatThrownBy(() -> SignatureFile.requireWritable(free, false, SIGNATURE::equals))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("is there and differs");
    SignatureFile.requireWritable(free, true, SIGNATURE::equals);
    assertThat(free).hasContent("something else");

    SignatureFile.write(free, SIGNATURE, true);
    SignatureFile.requireWritable(free, false, SIGNATURE::equals);
    assertThat(Files.readAllBytes(free)).isEqualTo(SIGNATURE.toByteArray());
    assertThatThrownBy(
            () ->
                SignatureFile.requireWritable(
                    folder.resolve("missing").resolve("a.sig"), false, octets -> true))
        .isInstanceOf(IOException.class);
  }
}
