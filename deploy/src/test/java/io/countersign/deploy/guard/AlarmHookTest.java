package io.countersign.deploy.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.countersign.device.Alarm;
import io.countersign.device.Severity;
import io.countersign.device.ThreatEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** M29: alarms at a web hook of this test's own. */
class AlarmHookTest {
  private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");
  private static final List<Duration> QUICK = List.of(Duration.ofMillis(1), Duration.ofMillis(1));

  private final HttpServer server =
      HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  private final BlockingQueue<JsonNode> taken = new LinkedBlockingQueue<>();
  private final AtomicInteger refusals = new AtomicInteger();
  private final AtomicInteger tries = new AtomicInteger();
  private final CountDownLatch held = new CountDownLatch(1);
  private volatile boolean holding;

  AlarmHookTest() throws IOException {
    server.createContext("/hook", this::answer);
    server.start();
  }

  @AfterEach
  void end() {
    held.countDown();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    tries.incrementAndGet();
    if (holding) {
      try {
        held.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    boolean refused = refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    if (!refused) {
      taken.add(new ObjectMapper().readTree(body));
    }
    exchange.sendResponseHeaders(refused ? 503 : 204, -1);
    exchange.close();
  }

  private AlarmHook hook() {
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
    return new AlarmHook(uri, "local", Clock.fixed(NOW, ZoneOffset.UTC), QUICK);
  }

  private static Alarm alarm(int count) {
    return new Alarm(
        "amber",
        ThreatEvent.MISSING_BEATS,
        Severity.CRITICAL,
        count,
        Duration.ofMinutes(1),
        "alarm");
  }

  private JsonNode next() throws InterruptedException {
    JsonNode body = taken.poll(10, TimeUnit.SECONDS);
    assertThat(body).isNotNull();
    return body;
  }

  @Test
  void anAlarmIsPostedWithAllThatPeopleNeed() throws InterruptedException {
    try (AlarmHook hook = hook()) {
      hook.raise(alarm(3));
      assertThat(next().toString())
          .isEqualTo(
              "{\"v\":1,\"ring\":\"local\",\"device\":\"amber\",\"event\":\"missing-beats\","
                  + "\"severity\":\"critical\",\"count\":3,\"withinMillis\":60000,"
                  + "\"action\":\"alarm\",\"at\":\"2026-11-22T08:00:00Z\",\"leftOut\":0}");
    }
  }

  @Test
  void aHookThatRefusesIsTriedAgainAndThenGivenUpAndTheNextGoesOut() throws InterruptedException {
    try (AlarmHook hook = hook()) {
      refusals.set(2);
      hook.raise(alarm(1));
      assertThat(next().get("count").asInt()).isEqualTo(1);
      assertThat(tries.get()).isEqualTo(3);

      refusals.set(3);
      hook.raise(alarm(2));
      while (refusals.get() > 0) {
        Thread.onSpinWait();
      }
      hook.raise(alarm(3));
      assertThat(next().get("count").asInt()).isEqualTo(3);
    }
  }

  @Test
  void whoeverRaisesWaitsForNothingAndWhatHasNoPlaceIsCounted() throws InterruptedException {
    holding = true;
    try (AlarmHook hook = hook()) {
      for (int i = 0; i < AlarmHook.PLACES + 7; i++) {
        hook.raise(alarm(i));
      }
      holding = false;
      held.countDown();
      List<Integer> counts = new ArrayList<>();
      for (int i = 0; i < AlarmHook.PLACES; i++) {
        JsonNode body = next();
        counts.add(body.get("count").asInt());
        assertThat(body.get("leftOut").asInt()).isZero();
      }
      assertThat(counts).hasSize(AlarmHook.PLACES).isSorted().startsWith(0);
      hook.raise(alarm(1_000));
      assertThat(next().get("leftOut").asInt()).isEqualTo(7);
    }
  }

  @Test
  void whatWaitsAtTheEndIsStillSaid() {
    AlarmHook hook = hook();
    hook.raise(alarm(1));
    hook.raise(alarm(2));
    hook.close();
    assertThat(taken).hasSize(2);
    hook.raise(alarm(3));
    assertThat(taken).hasSize(2);
  }

  @Test
  void aHookThatIsNotThereHoldsNobodyUp() {
    int port = server.getAddress().getPort();
    server.stop(0);
    AlarmHook hook =
        new AlarmHook(
            URI.create("http://127.0.0.1:" + port), "local", Clock.systemUTC(), List.of());
    hook.raise(alarm(1));
    hook.close();
    assertThat(taken).isEmpty();
  }
}
