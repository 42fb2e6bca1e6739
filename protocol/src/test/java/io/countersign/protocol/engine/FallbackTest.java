package io.countersign.protocol.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host without libcrypto, or one where JNA cannot load its own library, still signs. */
class FallbackTest {
  @Test
  void aMissingLibcryptoIsSkippedWithTheReason() throws Exception {
    List<String> lines = run("-Dcountersign.libcrypto=libcrypto-of-nowhere.so");

    assertThat(lines.get(0))
        .startsWith(
            "EngineReport[name=openssl, usable=false, reason=no libcrypto 3.0 or later (Debian")
        .contains("libcrypto-of-nowhere.so");
    assertFallsBack(lines);
  }

  @Test
  void aLibraryThatIsNotLibcryptoIsSkippedWithTheReason() throws Exception {
    List<String> lines = run("-Dcountersign.libcrypto=libc.so.6");

    assertThat(lines.get(0)).contains("name=openssl, usable=false, reason=no libcrypto 3.0");
    assertFallsBack(lines);
  }

  @Test
  void aHostWhereJnaCannotLoadIsSkippedWithTheReason(@TempDir Path empty) throws Exception {
    List<String> lines =
        run("-Djna.nounpack=true", "-Djna.nosys=true", "-Djna.boot.library.path=" + empty);

    assertThat(lines.get(0))
        .startsWith("EngineReport[name=openssl, usable=false, reason=JNA cannot load its library");
    assertFallsBack(lines);
  }

  @Test
  void aHostThatNoNativeLibraryWasBuiltForComputesInJava() throws Exception {
    List<String> lines = run("-Dos.arch=pdp11");

    assertThat(lines.get(1)).startsWith("EngineReport[name=conscrypt, usable=false, reason=");
    assertThat(lines).contains("best java", "power 1024", "verified true");
  }

  @Test
  void aLibcryptoWithoutSecureMemoryIsSkippedWithTheReason() throws Exception {
    Assumptions.assumeTrue(Libcrypto.usable(), "no libcrypto here");
    List<String> lines = run(NoSecureMemoryProbe.class);

    assertThat(lines.get(0))
        .startsWith("EngineReport[name=openssl, usable=false, reason=OpenSSL 3.")
        .contains("gave no secure memory");
    assertFallsBack(lines);
  }

  private static void assertFallsBack(List<String> lines) {
    assertThat(lines).contains("power 1024", "signer HeapIdentitySigner", "verified true");
    assertThat(lines).contains("session HeapAgreementKey true");
    assertThat(lines).doesNotContain("best openssl");
  }

  private static List<String> run(String... options) throws IOException, InterruptedException {
    return run(FallbackProbe.class, options);
  }

  private static List<String> run(Class<?> probe, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), probe.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().toList();
  }
}
