package io.countersign.deploy.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.protocol.evidence.Name;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.thresholdrsa.SignatureAlgorithm;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** I6 at the client's end: one wish is one request until its result is where it belongs. */
class RequestsTest {
  private static final TestRing RING = TestRing.of(2, 2, 2, 2);
  private static final SignatureAlgorithm ALGORITHM = SignatureAlgorithm.RSASSA_PKCS1_V1_5_SHA256;

  @TempDir private Path folder = Path.of("");

  @Test
  void remembersARequestUntilItsResultIsDelivered() throws Exception {
    Requests.Wish wish = wish("contract.pdf");
    String first = requests().of(wish).id().toString();

    assertThat(requests().of(wish).id()).hasToString(first);
    assertThat(requests().of(wish("other.pdf")).id().toString()).isNotEqualTo(first);
    requests().ended(wish);
    assertThat(requests().of(wish).id().toString()).isNotEqualTo(first);
  }

  @Test
  void givesOneRequestToAllWhoWishTheSameAtOnce() throws Exception {
    Requests.Wish wish = wish("contract.pdf");
    ExecutorService callers = Executors.newFixedThreadPool(8);
    try {
      List<Future<String>> asked = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        asked.add(callers.submit(() -> requests().of(wish).id().toString()));
      }
      Set<String> ids = new HashSet<>();
      for (Future<String> one : asked) {
        ids.add(one.get());
      }
      assertThat(ids).hasSize(1);
    } finally {
      callers.shutdownNow();
    }
    try (var left = Files.list(folder.resolve("requests"))) {
      assertThat(left.filter(f -> !f.endsWith("lock"))).hasSize(1);
    }
  }

  @Test
  void anyNameOfAFileMakesANameThatARequestMayCarry() throws Exception {
    for (String name :
        List.of(
            "a\u2028b",
            "a\u202eb",
            "\u0085",
            "\ud800",
            "a\nb",
            "\u001b[2J",
            "x".repeat(300),
            "x".repeat(254) + "\ud83d\ude00",
            "",
            "\u00fc\u6f22.bin",
            "@notes",
            "-rf")) {
      String printable = Requests.printable(name);
      assertThat(printable).hasSizeBetween(1, 255).doesNotContain("/");
      assertThat(printable.codePoints().noneMatch(Name::isControl)).isTrue();
      assertThat(requests().of(wish(name)).request().name()).isEqualTo(printable);
    }
  }

  private Requests requests() {
    return new Requests(
        folder.resolve("requests"),
        RING.ring(),
        TestRing.REQUESTER,
        RING.identity(TestRing.REQUESTER),
        Clock.systemUTC());
  }

  private static Requests.Wish wish(String name) throws Exception {
    Document document =
        Document.read(
            new ByteArrayInputStream("Pay the bearer.".getBytes(StandardCharsets.UTF_8)),
            List.of(ALGORITHM.hashAlgorithm()));
    return new Requests.Wish(
        document, name, RING.ring().key("main").orElseThrow(), ALGORITHM, "parallel");
  }
}
