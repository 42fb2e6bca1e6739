package io.countersign.deploy.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.coordinator.RequestView;
import io.countersign.coordinator.StatusView;
import io.countersign.deploy.config.ClientConfig;
import io.countersign.deploy.config.NodeKeys;
import io.countersign.deploy.tls.AnyServer;
import io.countersign.deploy.tls.PeerPolicy;
import io.countersign.deploy.tls.RingTls;
import io.countersign.deploy.tls.TlsIdentity;
import io.countersign.protocol.evidence.EvidenceException;
import io.countersign.protocol.evidence.Json;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.thresholdrsa.Octets;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Speaks {@code /v1} over mutual TLS 1.3 with the pinned certificate of a coordinator of the ring
 * (deploy/docs/api.md). Thread: safe for concurrent use.
 */
public final class ApiClient {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(15);
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int MAX_ANSWER = 16 * 1024 * 1024;
  private static final ObjectMapper LENIENT = new ObjectMapper();

  private final NodeKeys keys;
  private final RingTls tls;
  private final String base;
  private volatile HttpClient http;

  public ApiClient(ClientConfig config, NodeKeys keys, Clock clock) {
    this.keys = keys;
    this.tls = new RingTls(keys.tls(), keys.ring(), PeerPolicy.apiOf(config.coordinator()), clock);
    this.base = "https://" + config.api();
    this.http = http(tls.context());
  }

  private HttpClient http(SSLContext context) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(CONNECT)
        .sslContext(context)
        .sslParameters(tls.parameters())
        .build();
  }

  /**
   * Hands a request in; doing it again is harmless.
   *
   * @param content the document, where the request's form is {@code content}
   * @throws ApiException if it was not accepted
   */
  public RequestView submit(String signedRequest, @Nullable Octets content)
      throws InterruptedException {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("request", signedRequest);
    if (content != null) {
      body.put("content", Base64.getEncoder().encodeToString(content.toByteArray()));
    }
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + "/v1/requests"))
            .timeout(ANSWER)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(Json.write(body)))
            .build();
    return read(send(request), RequestView.class);
  }

  /**
   * A request as it is, or as it is when it ends or the wait is over.
   *
   * @param wait 0 to 60 s
   */
  public RequestView show(String id, Duration wait) throws InterruptedException {
    String query = wait.isZero() ? "" : "?wait=" + wait.toSeconds();
    return read(get("/v1/requests/" + id + query, ANSWER.plus(wait)), RequestView.class);
  }

  /** The signature of a request that is signed, not yet verified. */
  public Octets signature(String id) throws InterruptedException {
    return Octets.of(get("/v1/requests/" + id + "/signature", ANSWER));
  }

  /** The body of a record, both ways. */
  private record RecordBody(String record) {}

  /**
   * The record in force at a coordinator.
   *
   * @param hash SHA-256 of its payload, hex
   */
  public record RecordTaken(long sequence, String hash) {}

  /**
   * A record after number 0, which the caller checks.
   *
   * @param sequence from 1
   * @return empty if there is none of that number yet
   */
  public Optional<String> record(long sequence) throws InterruptedException {
    try {
      return Optional.of(read(get("/v1/records/" + sequence, ANSWER), RecordBody.class).record());
    } catch (ApiException e) {
      if (e.status() == NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Brings the ring's next record; doing it again is harmless.
   *
   * @throws ApiException if it was not taken
   */
  public RecordTaken take(String record) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + "/v1/records"))
            .timeout(ANSWER)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(Json.write(new RecordBody(record))))
            .build();
    return read(send(request), RecordTaken.class);
  }

  public StatusView status() throws InterruptedException {
    return read(get("/v1/status", ANSWER), StatusView.class);
  }

  private byte[] get(String path, Duration timeout) throws InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(base + path)).timeout(timeout).GET().build());
  }

  private record Answer(int status, Octets body) {}

  private byte[] send(HttpRequest request) throws InterruptedException {
    Answer got;
    try {
      got = exchange(http, request);
    } catch (ExecutionException e) {
      if (!isUnpinned(e) || !learn()) {
        throw ApiException.unreachable(base, e.getCause() == null ? e : e.getCause());
      }
      try {
        got = exchange(http, request);
      } catch (ExecutionException again) {
        throw ApiException.unreachable(base, again.getCause() == null ? again : again.getCause());
      }
    }
    if (got.status() >= 200 && got.status() < 300) {
      return got.body().toByteArray();
    }
    throw problem(got.status(), got.body().toByteArray());
  }

  private static Answer exchange(HttpClient http, HttpRequest request)
      throws InterruptedException, ExecutionException {
    Duration limit = request.timeout().orElse(ANSWER);
    return http.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream())
        .thenApplyAsync(ApiClient::readBody)
        // The request's own timeout is over when the head of the answer is there.
        .orTimeout(limit.plus(CONNECT).toMillis(), TimeUnit.MILLISECONDS)
        .get();
  }

  private static boolean isUnpinned(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException
          && String.valueOf(cause.getMessage()).startsWith("tls:pin")) {
        return true;
      }
    }
    return false;
  }

  /**
   * Takes what records there are after this party's own: the coordinator's certificate may have
   * been renewed. Who answers need not be believed for that, as the swa key signs them.
   *
   * @return whether there was one
   */
  private synchronized boolean learn() throws InterruptedException {
    Optional<TlsIdentity> own = keys.tls().inForce(keys.ring());
    if (own.isEmpty()) {
      return false;
    }
    HttpClient any = http(AnyServer.context(own.get()));
    long before = keys.ring().sequence();
    try {
      if (keys.records().obey(keys.ring()) == 0) {
        for (Answer next = next(any); next.status() == OK; next = next(any)) {
          String record = read(next.body().toByteArray(), RecordBody.class).record();
          Ring.Next found = keys.ring().next(record);
          keys.records().keep(found);
          keys.ring().take(found);
        }
      }
    } catch (ExecutionException | IOException | EvidenceException e) {
      return false; // The first failure says it better: this was an attempt to mend it.
    }
    http = http(tls.context());
    return keys.ring().sequence() > before;
  }

  private Answer next(HttpClient any) throws InterruptedException, ExecutionException {
    String path = "/v1/records/" + (keys.ring().sequence() + 1);
    return exchange(
        any, HttpRequest.newBuilder(URI.create(base + path)).timeout(ANSWER).GET().build());
  }

  private static Answer readBody(HttpResponse<InputStream> response) {
    try (InputStream in = response.body()) {
      return new Answer(response.statusCode(), Octets.of(in.readNBytes(MAX_ANSWER)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ApiException problem(int status, byte[] body) {
    try {
      JsonNode problem = LENIENT.readTree(body);
      return new ApiException(
          problem.path("code").asText("error"),
          status,
          problem.path("detail").asText(problem.path("title").asText("HTTP status " + status)));
    } catch (IOException e) {
      return new ApiException("error", status, "HTTP status " + status);
    }
  }

  private static <T> T read(byte[] body, Class<T> type) {
    return Json.read("api", body, type);
  }
}
