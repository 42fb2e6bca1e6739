package io.countersign.coordinator.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.http.javadsl.ServerBinding;
import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.coordinator.CoordinatorLimits;
import io.countersign.coordinator.FakeNet;
import io.countersign.coordinator.Rings;
import io.countersign.coordinator.TestCoordinator;
import io.countersign.coordinator.journal.FaultyStore;
import io.countersign.protocol.engine.IdentitySigner;
import io.countersign.protocol.evidence.Json;
import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.evidence.SigningRequest;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.thresholdrsa.SignatureAlgorithm;
import io.countersign.protocol.wire.Wire;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API over real TLS on loopback. */
class HttpApiTest {
  private static final TestRing RING = Rings.SMALL;
  private static final byte[] DOCUMENT = "A charter party.".getBytes(StandardCharsets.UTF_8);
  private static final String UNKNOWN_ID = "0".repeat(64);

  private static FakeNet net;
  private static TestCoordinator coordinator;
  private static ServerBinding binding;
  private static HttpClient operator;
  private static volatile boolean full;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    net = new FakeNet(RING);
    coordinator =
        TestCoordinator.start(
            RING,
            net,
            folder,
            CoordinatorLimits.defaults(),
            disk -> new FaultyStore(disk, HttpApiTest::fault));
    binding =
        HttpApi.bind(
                coordinator.system(),
                coordinator.system(),
                new HttpSetup(
                    RING.ring(),
                    "127.0.0.1",
                    0,
                    HttpApiTest::engine,
                    Clock.systemUTC(),
                    limits(),
                    next -> {}))
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);
    operator = client(TestRing.REQUESTER);
  }

  private static SSLEngine engine() {
    SSLEngine engine = RING.tls(TestRing.COORDINATOR).createSSLEngine();
    engine.setUseClientMode(false);
    engine.setNeedClientAuth(true);
    engine.setEnabledProtocols(new String[] {"TLSv1.3"});
    return engine;
  }

  @AfterAll
  static void end() throws Exception {
    binding.unbind().toCompletableFuture().get(30, TimeUnit.SECONDS);
    coordinator.close();
    net.close();
  }

  @Test
  void signsWhatIsSubmittedAndGivesTheSignature() throws Exception {
    SignedRequest request = request();

    HttpResponse<String> accepted = post(operator, body(request, DOCUMENT));
    assertThat(accepted.statusCode()).isEqualTo(202);
    String location = accepted.headers().firstValue("Location").orElseThrow();
    assertThat(location).isEqualTo("/v1/requests/" + request.id().hex());
    JsonNode view = json(get(operator, location + "?wait=30"));

    assertThat(view.get("state").asText()).isEqualTo("signed");
    assertThat(verifies(octets(operator, location + "/signature").body())).isTrue();
  }

  @Test
  void answersTheSameRequestWith200() throws Exception {
    SignedRequest request = request();
    assertThat(post(operator, body(request, DOCUMENT)).statusCode()).isEqualTo(202);

    HttpResponse<String> again = post(operator, body(request, DOCUMENT));

    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(json(again).get("id").asText()).isEqualTo(request.id().hex());
  }

  @Test
  void saysThatTheJournalCannotBeWrittenAndTakesTheSameRequestLater() throws Exception {
    SignedRequest request = request();
    full = true;
    try {
      HttpResponse<String> refused = post(operator, body(request, DOCUMENT));
      assertProblem(refused, 503, "journal-unwritable");
      assertThat(json(refused).get("detail").asText())
          .startsWith("the journal cannot be written: ");
      assertThat(refused.headers().firstValue("Retry-After")).contains("5");
    } finally {
      full = false;
    }

    assertThat(post(operator, body(request, DOCUMENT)).statusCode()).isEqualTo(202);
  }

  private static void fault(FaultyStore.Step step) throws IOException {
    if (full && step == FaultyStore.Step.WITHIN_WRITE) {
      throw new IOException("No space left on device");
    }
  }

  @Test
  void listsTheCallersRequestsAlone() throws Exception {
    SignedRequest request = request();
    post(operator, body(request, DOCUMENT));

    assertThat(get(operator, "/v1/requests").body()).contains(request.id().hex());
    assertThat(json(get(client(TestRing.VISITOR), "/v1/requests")).get("requests")).isEmpty();
  }

  @Test
  void hidesARequestFromOtherRequesters() throws Exception {
    SignedRequest request = request();
    post(operator, body(request, DOCUMENT));
    String path = "/v1/requests/" + request.id().hex();

    assertProblem(get(client(TestRing.VISITOR), path), 404, "not-found");
    assertProblem(get(client(TestRing.VISITOR), path + "/signature"), 404, "not-found");
  }

  @Test
  void refusesARequestThatAnotherRequesterSigned() throws Exception {
    assertProblem(
        post(client(TestRing.VISITOR), body(request(), DOCUMENT)), 403, "not-your-request");
  }

  @Test
  void refusesAPartyThatIsNoRequester() throws Exception {
    assertProblem(get(client("device-1"), "/v1/status"), 403, "not-a-requester");
  }

  @Test
  void refusesAStrangerBeforeHttp() throws Exception {
    HttpClient stranger = HttpClient.newBuilder().sslContext(withoutCertificate()).build();

    assertThatThrownBy(() -> get(stranger, "/v1/health")).isInstanceOf(IOException.class);
  }

  @Test
  void refusesWhatIsNotTheJsonWanted() throws Exception {
    String jws = request().jws().text();
    for (String bad :
        new String[] {
          "",
          "{",
          "null",
          "[]",
          "{}",
          "{\"request\": 1}",
          "{\"request\": \"" + jws + "\", \"request\": \"" + jws + "\"}",
          "{\"request\": \"" + jws + "\", \"colour\": \"red\"}",
          "{\"request\": \"" + jws + "\", \"content\": \"*\"}",
          "{\"request\": \"" + jws + "\"} trailing"
        }) {
      assertProblem(post(operator, bad), 400, "bad-request");
    }
  }

  @Test
  void takesARequestOfWhichOnlyTheDigestTravels() throws Exception {
    SignedRequest request = digestOnly(Wire.MAX_CONTENT + 1L);

    HttpResponse<String> response =
        post(operator, "{\"request\": \"" + request.jws().text() + "\"}");

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(json(response).get("id").asText()).isEqualTo(request.id().hex());
  }

  @Test
  void refusesTheDigestOfADocumentThatCouldHaveTravelled() throws Exception {
    HttpResponse<String> response =
        post(operator, "{\"request\": \"" + digestOnly(Wire.MAX_CONTENT).jws().text() + "\"}");

    assertProblem(response, 422, "refused");
    assertThat(json(response).get("detail").asText()).contains("with its content only");
  }

  @Test
  void refusesABodyThatIsTooLong() throws Exception {
    String body = "{\"request\": \"" + "x".repeat(3 * 1024 * 1024) + "\"}";

    assertProblem(post(operator, body), 413, "too-large");
  }

  @Test
  void refusesADocumentThatIsTooLong() throws Exception {
    byte[] document = new byte[1024 * 1024 + 1];

    HttpResponse<String> response = post(operator, body(request(document), document));

    assertProblem(response, 422, "refused");
    assertThat(json(response).get("detail").asText()).contains("at most 1048576");
  }

  @Test
  void refusesAnotherContentType() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri("/v1/requests"))
            .header("Content-Type", "text/plain")
            .POST(BodyPublishers.ofString("{}"))
            .build();

    assertProblem(operator.send(request, BodyHandlers.ofString()), 415, "unsupported-media-type");
  }

  @Test
  void refusesADocumentThatIsNotTheRequests() throws Exception {
    HttpResponse<String> response =
        post(operator, body(request(), "Another.".getBytes(StandardCharsets.UTF_8)));

    assertProblem(response, 422, "refused");
    assertThat(json(response).get("detail").asText()).startsWith("request:digest");
  }

  @Test
  void refusesARequestWhoseSignatureIsWrong() throws Exception {
    String jws = request().jws().text();
    String other = request().jws().text();
    String mixed = jws.substring(0, jws.lastIndexOf('.')) + other.substring(other.lastIndexOf('.'));

    HttpResponse<String> response =
        post(
            operator,
            "{\"request\": \"" + mixed + "\", \"content\": \"" + base64(DOCUMENT) + "\"}");

    assertProblem(response, 422, "refused");
    assertThat(json(response).get("detail").asText()).startsWith("request:signature");
  }

  @Test
  void saysNotFoundWhereNothingIs() throws Exception {
    assertProblem(get(operator, "/v1/requests/" + UNKNOWN_ID), 404, "not-found");
    assertProblem(get(operator, "/v1/requests/..%2f..%2fetc"), 404, "not-found");
    assertProblem(get(operator, "/v1/keys/none"), 404, "not-found");
    assertProblem(get(operator, "/v1/nothing"), 404, "not-found");
    assertProblem(get(operator, "/"), 404, "not-found");
    assertProblem(get(operator, "/v2/status"), 404, "not-found");
  }

  @Test
  void refusesOtherMethodsAndParameters() throws Exception {
    HttpRequest delete = HttpRequest.newBuilder(uri("/v1/requests/" + UNKNOWN_ID)).DELETE().build();

    assertProblem(operator.send(delete, BodyHandlers.ofString()), 405, "method-not-allowed");
    assertProblem(get(operator, "/v1/requests/" + UNKNOWN_ID + "?wait=61"), 400, "bad-request");
    assertProblem(get(operator, "/v1/requests/" + UNKNOWN_ID + "?wait=-1"), 400, "bad-request");
    assertProblem(get(operator, "/v1/requests/" + UNKNOWN_ID + "?wait=1=2"), 400, "bad-request");
  }

  @Test
  void saysThatThereIsNoSignatureYet() throws Exception {
    SignedRequest request = request(DOCUMENT);
    net.agentsSilent(true);
    try {
      post(operator, body(request, DOCUMENT));
      String path = "/v1/requests/" + request.id().hex();

      assertProblem(get(operator, path + "/signature"), 409, "not-signed");
      Instant begun = Instant.now();
      assertThat(json(get(operator, path + "?wait=1")).get("state").asText())
          .isEqualTo("collecting");
      assertThat(Duration.between(begun, Instant.now())).isGreaterThan(Duration.ofMillis(900));
    } finally {
      net.agentsSilent(false);
    }
  }

  @Test
  void showsKeys() throws Exception {
    JsonNode key = json(get(operator, "/v1/keys/main"));
    assertThat(key.get("threshold").asInt()).isEqualTo(2);
    assertThat(key.get("bits").asInt()).isEqualTo(2048);
    assertThat(key.get("pem").asText()).startsWith("-----BEGIN PUBLIC KEY-----\n");

    assertThat(get(operator, "/v1/keys/main/public.pem").body()).isEqualTo(key.get("pem").asText());
  }

  @Test
  void showsStatusAndHealth() throws Exception {
    JsonNode status = json(get(operator, "/v1/status"));
    assertThat(status.get("ring").asText()).isEqualTo("test");
    assertThat(status.get("devices")).hasSize(3);
    assertThat(status.get("agents")).hasSize(6);

    HttpResponse<String> metrics = get(operator, "/v1/metrics");
    assertThat(metrics.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain; version=0.0.4");
    assertThat(metrics.body())
        .contains("countersign_ring_record{ring=\"test\"} 0.0")
        .contains("countersign_device_state{device=\"device-1\"");
    assertProblem(get(client("device-1"), "/v1/metrics"), 403, "not-a-requester");

    assertThat(json(get(operator, "/v1/health")).get("status").asText()).isEqualTo("ok");
  }

  @Test
  void doesNotWaitForABodyThatTrickles() throws Exception {
    try (Socket socket = trickle()) {
      assertThat(firstLine(socket)).startsWith("HTTP/1.1 408");
    }
  }

  @Test
  void readsFewBodiesAtTheSameTime() throws Exception {
    try (Socket first = trickle();
        Socket second = trickle();
        Socket third = trickle()) {
      List<String> lines =
          Stream.of(first, second, third)
              .map(socket -> firstLine(socket).substring(0, 12))
              .toList();

      assertThat(lines).containsOnlyOnce("HTTP/1.1 503").contains("HTTP/1.1 408");
    }
    assertThat(post(operator, body(request(), DOCUMENT)).statusCode()).isEqualTo(202);
  }

  /** A connection that has sent one octet of a hundred. */
  private static Socket trickle() throws IOException {
    Socket socket =
        RING.tls(TestRing.REQUESTER)
            .getSocketFactory()
            .createSocket("127.0.0.1", binding.localAddress().getPort());
    socket
        .getOutputStream()
        .write(
            ("POST /v1/requests HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 100\r\n\r\n{")
                .getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    return socket;
  }

  private static String firstLine(Socket socket) {
    try {
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
          .readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HttpSetup.Limits limits() {
    HttpSetup.Limits d = HttpSetup.Limits.defaults();
    return new HttpSetup.Limits(
        d.bodyOctets(),
        2,
        Duration.ofSeconds(3),
        d.idle(),
        d.connections(),
        d.waitMax(),
        d.answer());
  }

  private static SignedRequest request() {
    return request(DOCUMENT);
  }

  private static SignedRequest request(byte[] document) {
    return RING.request(
        document, SignatureAlgorithm.RSASSA_PKCS1_V1_5_SHA256, "parallel", Instant.now());
  }

  private static SignedRequest digestOnly(long size) {
    SigningRequest whole = request().request();
    SigningRequest request =
        new SigningRequest(
            whole.v(),
            whole.key(),
            whole.purpose(),
            whole.alg(),
            whole.mode(),
            whole.digest(),
            size,
            whole.name(),
            SigningRequest.FORM_DIGEST,
            whole.requester(),
            whole.notBefore(),
            whole.notAfter(),
            whole.nonce());
    IdentitySigner signer = RING.identity(TestRing.REQUESTER);
    return SignedRequest.sign(request, signer.publicKey().serial(), signer::sign);
  }

  private static String body(SignedRequest request, byte[] document) {
    return "{\"request\": \""
        + request.jws().text()
        + "\", \"content\": \""
        + base64(document)
        + "\"}";
  }

  private static String base64(byte[] octets) {
    return Base64.getEncoder().encodeToString(octets);
  }

  private static HttpClient client(String party) {
    return HttpClient.newBuilder().sslContext(RING.tls(party)).build();
  }

  private static URI uri(String path) {
    return URI.create("https://127.0.0.1:" + binding.localAddress().getPort() + path);
  }

  private static HttpResponse<String> get(HttpClient client, String path) throws Exception {
    return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
  }

  private static HttpResponse<byte[]> octets(HttpClient client, String path) throws Exception {
    return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofByteArray());
  }

  private static HttpResponse<String> post(HttpClient client, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri("/v1/requests"))
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
    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/problem+json");
    JsonNode problem = json(response);
    assertThat(problem.get("code").asText()).isEqualTo(code);
    assertThat(problem.get("type").asText()).isEqualTo("urn:countersign:" + code);
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    assertThat(problem.get("title").asText()).isNotEmpty();
    assertThat(problem.get("detail").asText()).isNotEmpty();
  }

  private static boolean verifies(byte[] signature) throws GeneralSecurityException {
    Signature verifier = Signature.getInstance("SHA256withRSA");
    verifier.initVerify(RING.ring().key(TestRing.MAIN).orElseThrow().publicKey());
    verifier.update(DOCUMENT);
    return verifier.verify(signature);
  }

  /** Trusts the coordinator, and has no certificate of its own. */
  private static SSLContext withoutCertificate() throws Exception {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry(
        "coordinator", RING.ring().party(TestRing.COORDINATOR).orElseThrow().tls());
    TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
    managers.init(trust);
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }
}
