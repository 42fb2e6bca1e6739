package io.countersign.deploy.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device whose process ended in the middle of its erasing (M27). */
class ErasingTest {
  private static final String CONF =
      """
      version = 1
      ring = "local"
      node = "amber"
      role = device
      record { file = ring.jws, sha256 = "%s" }
      listen { host = "127.0.0.1", port = 20000 }
      identity = keys/identity.pem
      agreement = keys/agreement.pem
      tls { keystore = keys/tls.p12, passphrase-file = keys/tls.passphrase }
      log = log
      device {
        shares = shares
        passphrase-file = keys/shares.passphrase
        engine = auto
        guard {
          listen { host = "127.0.0.1", port = 20001 }
          folder = guard
          sources = ["pulse-1"]
          need = 1
          disarm-after = 15 s
          erase-after = 1 day
        }
      }
      """
          .formatted("0".repeat(64));

  @TempDir private Path folder = Path.of("");

  private Path file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void theNextStartDestroysWhatIsLeftAndEndsAsErased() throws IOException {
    Path conf = file("node.conf", CONF);
    file("guard/ERASED", "erased");
    List<Path> left =
        List.of(
            file("shares/main-add-0.share", "a share"),
            file("shares/main-add-1.share", "a share"),
            file("keys/shares.passphrase", "secret"));
    assertThat(NodeMain.run(conf, Clock.systemUTC())).isEqualTo(NodeExit.ERASED.code());
    assertThat(left).noneMatch(Files::exists);
    try (Stream<Path> shares = Files.list(folder.resolve("shares"))) {
      assertThat(shares).isEmpty();
    }
    assertThat(NodeMain.run(conf, Clock.systemUTC())).isEqualTo(NodeExit.ERASED.code());
  }
}
