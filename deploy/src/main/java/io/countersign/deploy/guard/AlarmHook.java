package io.countersign.deploy.guard;

import io.countersign.device.Alarm;
import io.countersign.device.AlarmSink;
import io.countersign.protocol.evidence.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts alarms to a web hook (M29), one after the other, each tried again for a while; what has no
 * place in the queue is counted and told with the next. Whoever raises an alarm waits for nothing.
 * Thread: safe for concurrent use.
 */
public final class AlarmHook implements AlarmSink, AutoCloseable {
  /** Pauses after the first try and those after it. */
  public static final List<Duration> PAUSES =
      List.of(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(30));

  /** Alarms that wait at most. */
  static final int PLACES = 64;

  private static final Logger LOG = LoggerFactory.getLogger(AlarmHook.class);
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private final URI hook;
  private final String ring;
  private final Clock clock;
  private final List<Duration> pauses;
  private final ScheduledThreadPoolExecutor sender;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong leftOut = new AtomicLong();

  /** Made with the first alarm: most processes never raise one. Thread: the sender's. */
  private @Nullable HttpClient client;

  /**
   * What is posted, as JSON.
   *
   * @param v version of this form, 1
   * @param at ISO 8601, when it was raised
   * @param leftOut alarms before it that had no place in the queue
   */
  record Body(
      int v,
      String ring,
      String device,
      String event,
      String severity,
      int count,
      long withinMillis,
      String action,
      String at,
      long leftOut) {}

  /**
   * @param hook {@code http} or {@code https}; the latter with the roots that this Java trusts
   * @param pauses between tries; one try more than these
   */
  public AlarmHook(URI hook, String ring, Clock clock, List<Duration> pauses) {
    this.hook = hook;
    this.ring = ring;
    this.clock = clock;
    this.pauses = List.copyOf(pauses);
    this.sender =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "alarm-hook");
              thread.setDaemon(true);
              return thread;
            });
    sender.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public void raise(Alarm alarm) {
    if (waiting.incrementAndGet() > PLACES) {
      waiting.decrementAndGet();
      leftOut.incrementAndGet();
      return;
    }
    Body body =
        new Body(
            1,
            ring,
            alarm.device(),
            alarm.event().label(),
            alarm.severity().label(),
            alarm.count(),
            alarm.within().toMillis(),
            alarm.action(),
            clock.instant().toString(),
            leftOut.getAndSet(0));
    try {
      sender.execute(() -> post(Json.write(body), 0));
    } catch (RejectedExecutionException closed) {
      waiting.decrementAndGet();
    }
  }

  private void post(byte[] body, int pausesTaken) {
    String problem = tried(body);
    if (problem.isEmpty()) {
      waiting.decrementAndGet();
      return;
    }
    if (pausesTaken == pauses.size() || sender.isShutdown()) {
      waiting.decrementAndGet();
      LOG.error("an alarm did not reach {}: {}", hook, problem);
      return;
    }
    LOG.warn("an alarm did not reach {} and is tried again: {}", hook, problem);
    Future<?> unused =
        sender.schedule(
            () -> post(body, pausesTaken + 1),
            pauses.get(pausesTaken).toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** What went wrong; empty if it was taken. */
  private String tried(byte[] body) {
    HttpRequest request =
        HttpRequest.newBuilder(hook)
            .timeout(ANSWER)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try {
      int status = client().send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      return status / 100 == 2 ? "" : "it answered " + status;
    } catch (IOException e) {
      return e.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "this node ends";
    }
  }

  private HttpClient client() {
    HttpClient made = client;
    if (made == null) {
      made =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(ANSWER)
              .build();
      client = made;
    }
    return made;
  }

  /** Gives what waits two seconds to be taken: it may say why the node ends. */
  @Override
  public void close() {
    sender.shutdown();
    try {
      if (!sender.awaitTermination(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
        sender.shutdownNow();
      }
    } catch (InterruptedException e) {
      sender.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
