package io.countersign.coordinator.http;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.MediaTypes;
import io.countersign.protocol.evidence.EvidenceException;
import io.countersign.protocol.evidence.Json;
import io.countersign.protocol.evidence.Name;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads the bodies of requests: JSON only, bounded in octets, in time and in how many are arriving
 * at once. Thread: safe for concurrent use.
 */
final class Bodies {
  private final ActorSystem<?> system;
  private final HttpSetup.Limits limits;
  private final AtomicInteger arriving = new AtomicInteger();

  Bodies(ActorSystem<?> system, HttpSetup.Limits limits) {
    this.system = system;
    this.limits = limits;
  }

  /**
   * The body as a record.
   *
   * @return fails with {@link Problem} {@code bad-request} if it is not of that form, and as {@code
   *     toStrict} does if it is too long or too slow
   * @throws Problem {@code unsupported-media-type}, {@code too-large} or {@code busy}
   */
  <T> CompletionStage<T> read(HttpRequest request, Class<T> form) {
    requireJson(request);
    return whole(request).thenApply(body -> parsed(body, form));
  }

  Problem tooLarge() {
    return Problem.tooLarge("the body is over " + limits.bodyOctets() + " octets");
  }

  Problem tooSlow() {
    return Problem.slowBody("the body did not arrive within " + limits.bodyTime());
  }

  private static void requireJson(HttpRequest request) {
    ContentType type = request.entity().getContentType();
    if (!type.mediaType().equals(MediaTypes.APPLICATION_JSON)) {
      throw Problem.unsupportedMediaType(
          "the body must be application/json, got " + Name.printable(type.toString()));
    }
  }

  private CompletionStage<HttpEntity.Strict> whole(HttpRequest request) {
    if (request.entity().getContentLengthOption().orElse(0) > limits.bodyOctets()) {
      throw tooLarge();
    }
    boolean counted = !request.entity().isStrict();
    if (counted && arriving.incrementAndGet() > limits.bodies()) {
      arriving.decrementAndGet();
      throw Problem.busy(
          "the bodies of " + limits.bodies() + " requests are arriving already",
          Duration.ofSeconds(1));
    }
    return request
        .entity()
        .toStrict(limits.bodyTime().toMillis(), limits.bodyOctets(), system)
        .whenComplete(
            (body, failure) -> {
              if (counted) {
                arriving.decrementAndGet();
              }
            });
  }

  private static <T> T parsed(HttpEntity.Strict body, Class<T> form) {
    try {
      return Json.read("body", body.getData().toArrayUnsafe(), form);
    } catch (EvidenceException e) {
      throw Problem.badRequest(String.valueOf(e.getMessage()));
    }
  }
}
