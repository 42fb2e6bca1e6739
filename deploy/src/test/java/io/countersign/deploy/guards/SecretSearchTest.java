package io.countersign.deploy.guards;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.deploy.guards.DeviceSecrets.Kind;
import io.countersign.deploy.guards.DeviceSecrets.Secret;
import io.countersign.deploy.guards.SecretSearch.What;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretSearchTest {
  private static final int BLOCK = 1 << 20;

  private final Random random = new Random(7);
  private final Secret share = new Secret(Kind.SHARE, "share", octets(276));
  private final Secret key = new Secret(Kind.SHARE_KEY, "key", octets(32));
  private final SecretSearch search = new SecretSearch(List.of(share, key));

  @Test
  void findsEverySecretInEveryFormWhereverABlockEnds(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("planted");
    for (int past = 0; past < 40; past++) {
      Set<What> planted = PlantedSecrets.write(file, List.of(share, key));
      byte[] octets = Files.readAllBytes(file);
      byte[] zeros = new byte[BLOCK - random.nextInt(octets.length)];

      Set<What> found =
          search
              .find(
                  new SequenceInputStream(
                      new ByteArrayInputStream(zeros), new ByteArrayInputStream(octets)))
              .keySet();

      assertThat(found).as("%d zeros before", zeros.length).containsAll(planted);
    }
  }

  @Test
  void tellsWhereItIs() throws IOException {
    byte[] octets = new byte[3 * BLOCK];
    byte[] secret = key.octets();
    System.arraycopy(secret, 0, octets, BLOCK - 13, secret.length);

    assertThat(search.find(new ByteArrayInputStream(octets)).get(new What(key, "raw big-endian")))
        .contains((long) BLOCK - 13);
  }

  @Test
  void findsAPartOfASecret() throws IOException {
    byte[] octets = new byte[9000];
    System.arraycopy(share.octets(), 100, octets, 4321, 15);

    assertThat(search.find(new ByteArrayInputStream(octets))).hasSize(1);
  }

  @Test
  void findsNothingInNoise() throws IOException {
    assertThat(search.find(new ByteArrayInputStream(octets(3 * BLOCK)))).isEmpty();
    assertThat(search.find(new ByteArrayInputStream(new byte[3 * BLOCK]))).isEmpty();
  }

  private byte[] octets(int count) {
    byte[] octets = new byte[count];
    random.nextBytes(octets);
    return octets;
  }
}
