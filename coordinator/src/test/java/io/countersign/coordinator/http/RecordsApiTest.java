package io.countersign.coordinator.http;

import static org.assertj.core.api.Assertions.assertThat;

import akka.http.javadsl.ServerBinding;
import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.coordinator.FakeNet;
import io.countersign.coordinator.MemoryRecords;
import io.countersign.coordinator.TestCoordinator;
import io.countersign.protocol.evidence.Json;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.RingChange;
import io.countersign.protocol.testing.TestRing;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ring's records over real TLS on loopback (I3); each test has a ring of its own. */
class RecordsApiTest {
  private final TestRing made = TestRing.of(2, 3, 2, 2);
  private final Ring ring = made.ring();
  private final MemoryRecords records = new MemoryRecords();
  private final FakeNet net = new FakeNet(made);
  private final TestCoordinator coordinator;
  private final ServerBinding binding;
  private final HttpClient operator = client(TestRing.REQUESTER);
  private final String first = made.next(ring, RingChange.of(ring).revoke(TestRing.VISITOR));

  RecordsApiTest(@TempDir Path folder) throws Exception {
    this.coordinator = TestCoordinator.start(made, net, folder, records);
    this.binding =
        HttpApi.bind(
                coordinator.system(),
                coordinator.system(),
                new HttpSetup(
                    ring,
                    "127.0.0.1",
                    0,
                    this::engine,
                    Clock.systemUTC(),
                    HttpSetup.Limits.defaults(),
                    records))
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);
  }

  private SSLEngine engine() {
    SSLEngine engine = made.tls(TestRing.COORDINATOR).createSSLEngine();
    engine.setUseClientMode(false);
    engine.setNeedClientAuth(true);
    return engine;
  }

  @AfterEach
  void end() throws Exception {
    binding.unbind().toCompletableFuture().get(30, TimeUnit.SECONDS);
    coordinator.close();
    net.close();
  }

  @Test
  void takesTheNextRecordAndGivesTheSameAnswerTwice() throws Exception {
    assertThat(get(operator, "/v1/records/1").statusCode()).isEqualTo(404);
    HttpResponse<String> taken = post(body(first));

    assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
    assertThat(json(taken).get("sequence").asLong()).isEqualTo(1);
    assertThat(json(taken).get("hash").asText()).isEqualTo(ring.hash().hex());
    assertThat(ring.isInForce(first)).isTrue();
    HttpResponse<String> again = post(body(first));
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(taken.body());
  }

  @Test
  void givesTheRecordsThatAreInForce() throws Exception {
    post(body(first));

    assertThat(json(get(operator, "/v1/records/1")).get("record").asText()).isEqualTo(first);
    for (String none : new String[] {"0", "2", "-1", "01", "x", "1000000000"}) {
      assertProblem(get(operator, "/v1/records/" + none), 404, "not-found");
    }
  }

  @Test
  void whoIsRevokedByItIsServedNoMore() throws Exception {
    HttpClient visitor = client(TestRing.VISITOR);
    assertThat(get(visitor, "/v1/status").statusCode()).isEqualTo(200);
    post(body(first));

    assertProblem(get(visitor, "/v1/status"), 403, "not-a-requester");
    assertThat(get(operator, "/v1/status").statusCode()).isEqualTo(200);
  }

  @Test
  void refusesAForgedRecordAndOneWhoseTurnItIsNot() throws Exception {
    String forged =
        RingChange.unsigned(ring, RingChange.of(ring).revoke("device-1").record(Instant.now()))
            .with(new byte[256])
            .text();
    HttpResponse<String> refused = post(body(forged));
    assertProblem(refused, 422, "refused");
    assertThat(json(refused).get("detail").asText()).startsWith("ring-record:signature");
    assertThat(ring.sequence()).isZero();

    post(body(first));
    String second = made.next(ring, RingChange.of(ring).revoke("agent-1-1"));
    post(body(second));
    HttpResponse<String> late = post(body(first));
    assertProblem(late, 422, "refused");
    assertThat(json(late).get("detail").asText()).startsWith("ring-record:sequence");
    assertThat(ring.isInForce(second)).isTrue();
  }

  @Test
  void refusesWhatIsNoBodyOfARecord() throws Exception {
    for (String bad : new String[] {"", "{", "null", "{}", "{\"record\": 1}", "[]"}) {
      assertProblem(post(bad), 400, "bad-request");
    }
    assertProblem(post(body("no record")), 422, "refused");
    assertProblem(post(body("x".repeat(3 * 1024 * 1024))), 413, "too-large");
    HttpRequest text =
        HttpRequest.newBuilder(uri("/v1/records")).POST(BodyPublishers.ofString("{}")).build();
    assertProblem(operator.send(text, BodyHandlers.ofString()), 415, "unsupported-media-type");
    assertProblem(get(operator, "/v1/records"), 404, "not-found");
    assertThat(ring.sequence()).isZero();
  }

  @Test
  void saysThatARecordCannotBeKept() throws Exception {
    records.fill(true);
    assertThat(post(body(first)).statusCode()).isEqualTo(503);
    assertThat(ring.sequence()).isZero();

    records.fill(false);
    assertThat(post(body(first)).statusCode()).isEqualTo(200);
  }

  private static String body(String record) {
    return "{\"record\": \"" + record + "\"}";
  }

  private HttpClient client(String party) {
    return HttpClient.newBuilder().sslContext(made.tls(party)).build();
  }

  private URI uri(String path) {
    return URI.create("https://127.0.0.1:" + binding.localAddress().getPort() + path);
  }

  private HttpResponse<String> get(HttpClient client, String path) throws Exception {
    return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String body) throws Exception {
    return operator.send(
        HttpRequest.newBuilder(uri("/v1/records"))
            .version(HttpClient.Version.HTTP_1_1)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> response) throws IOException {
    return Json.reader(JsonNode.class).readValue(response.body());
  }

  private static void assertProblem(HttpResponse<String> response, int status, String code)
      throws IOException {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(json(response).get("code").asText()).isEqualTo(code);
  }
}
