package io.countersign.coordinator.http;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.scaladsl.model.EntityStreamException;
import akka.http.scaladsl.model.EntityStreamSizeException;
import akka.pattern.AskTimeoutException;
import io.countersign.coordinator.Admission;
import io.countersign.coordinator.CoordinatorCommand;
import io.countersign.coordinator.RequestView;
import io.countersign.coordinator.StatusView;
import io.countersign.protocol.evidence.EvidenceException;
import io.countersign.protocol.evidence.Json;
import io.countersign.protocol.evidence.Name;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.thresholdrsa.Octets;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operations of {@code /v1}. Whatever goes wrong becomes a {@link Problem}. */
final class Routes {
  private static final Logger LOG = LoggerFactory.getLogger(Routes.class);
  private static final ContentType PEM =
      ContentTypes.create(MediaTypes.applicationBinary("x-pem-file", true));

  /** A refused body is read up to here, so that the client gets to read the answer. */
  private static final long DRAINED_MAX = 16L * 1024 * 1024;

  private final ActorSystem<?> system;
  private final ActorRef<CoordinatorCommand> coordinator;
  private final HttpSetup setup;
  private final Ring ring;
  private final Asker asker;
  private final Bodies bodies;
  private final RecordRoutes records;

  Routes(ActorSystem<?> system, ActorRef<CoordinatorCommand> coordinator, HttpSetup setup) {
    this.system = system;
    this.coordinator = coordinator;
    this.setup = setup;
    this.ring = setup.ring();
    this.asker = new Asker(coordinator, setup.limits().answer(), system.scheduler());
    this.bodies = new Bodies(system, setup.limits());
    this.records =
        new RecordRoutes(
            setup, asker, bodies, system.dispatchers().lookup(DispatcherSelector.blocking()));
  }

  /** The body of {@code GET /v1/requests}. */
  record RequestsBody(List<RequestView> requests) {}

  CompletionStage<HttpResponse> handle(HttpRequest request) {
    CompletionStage<HttpResponse> answer;
    try {
      answer = route(request);
    } catch (Problem problem) {
      answer = CompletableFuture.failedFuture(problem);
    }
    return answer.exceptionally(
        failure -> {
          request.entity().withSizeLimit(DRAINED_MAX).discardBytes(system);
          Problem problem = problemOf(failure);
          problem.refusal(Client.name(request, ring)).ifPresent(coordinator::tell);
          return problem.response();
        });
  }

  private CompletionStage<HttpResponse> route(HttpRequest request) {
    String requester = Client.requester(request, ring);
    List<String> path = new ArrayList<>();
    request.getUri().pathSegments().forEach(path::add);
    if (path.size() < 2 || path.size() > 4 || !path.get(0).equals("v1")) {
      throw noSuchPath(request);
    }
    String what = path.get(1);
    if (path.size() == 2 && what.equals("requests")) {
      if (request.method().equals(HttpMethods.POST)) {
        return submit(request, requester);
      }
      requireGet(request);
      return list(requester);
    }
    if (path.size() == 2 && what.equals("records") && request.method().equals(HttpMethods.POST)) {
      return records.take(request);
    }
    requireGet(request);
    if (path.size() == 3 && what.equals("records")) {
      return records.show(path.get(2));
    }
    if (path.size() == 2 && what.equals("status")) {
      return status(requester);
    }
    if (path.size() == 2 && what.equals("metrics")) {
      return metrics(requester);
    }
    if (path.size() == 2 && what.equals("health")) {
      return done(ok(Map.of("status", "ok")));
    }
    if (path.size() >= 3 && what.equals("keys")) {
      return done(key(request, path));
    }
    if (what.equals("requests") && path.size() == 3) {
      return show(path.get(2), requester, waitOf(request));
    }
    if (what.equals("requests") && path.size() == 4 && path.get(3).equals("signature")) {
      return signature(path.get(2), requester);
    }
    throw noSuchPath(request);
  }

  private CompletionStage<HttpResponse> submit(HttpRequest request, String requester) {
    return bodies.read(request, SubmitBody.class).thenCompose(body -> submit(body, requester));
  }

  private CompletionStage<HttpResponse> submit(SubmitBody body, String requester) {
    SignedRequest signed;
    try {
      signed = Admission.check(body.request(), body.content(), ring, setup.clock().instant());
    } catch (EvidenceException e) {
      throw Problem.refused(e, Admission.idOf(body.request()));
    }
    if (!signed.request().requester().equals(requester)) {
      throw Problem.notYourRequest(
          "the request is signed by "
              + signed.request().requester()
              + ", the connection is of "
              + requester,
          signed.id());
    }
    return asker
        .ask(
            (ActorRef<CoordinatorCommand.Reply> replyTo) ->
                new CoordinatorCommand.Submit(signed, body.content().orElse(null), replyTo))
        .thenApply(this::submitted);
  }

  private HttpResponse submitted(CoordinatorCommand.Reply reply) {
    if (reply instanceof CoordinatorCommand.Accepted accepted) {
      return json(StatusCodes.ACCEPTED.intValue(), accepted.view())
          .addHeader(RawHeader.create("Location", "/v1/requests/" + accepted.view().id()));
    }
    return ok(found(reply).view());
  }

  private CompletionStage<HttpResponse> list(String requester) {
    return asker
        .ask(
            (ActorRef<CoordinatorCommand.RequestList> replyTo) ->
                new CoordinatorCommand.ListRequests(requester, replyTo))
        .thenApply(list -> ok(new RequestsBody(list.requests())));
  }

  private CompletionStage<HttpResponse> status(String requester) {
    return asker
        .ask((ActorRef<StatusView> replyTo) -> new CoordinatorCommand.GetStatus(requester, replyTo))
        .thenApply(view -> ok(view));
  }

  private CompletionStage<HttpResponse> metrics(String requester) {
    return asker
        .ask((ActorRef<StatusView> replyTo) -> new CoordinatorCommand.GetStatus(requester, replyTo))
        .thenApply(
            view ->
                HttpResponse.create()
                    .withEntity(
                        HttpEntities.create(
                            ContentTypes.parse(Metrics.CONTENT_TYPE), Metrics.text(view))));
  }

  private CompletionStage<HttpResponse> show(String id, String requester, Duration waitFor) {
    return found(id, requester, waitFor).thenApply(found -> ok(found.view()));
  }

  private CompletionStage<HttpResponse> signature(String id, String requester) {
    return found(id, requester, Duration.ZERO)
        .thenApply(
            found ->
                found
                    .signature()
                    .map(
                        signature ->
                            HttpResponse.create()
                                .withEntity(
                                    HttpEntities.create(
                                        ContentTypes.APPLICATION_OCTET_STREAM,
                                        signature.octets().toByteArray())))
                    .orElseThrow(
                        () ->
                            Problem.notSigned(
                                "the request is " + found.view().state(), found.view().id())));
  }

  private CompletionStage<CoordinatorCommand.Found> found(
      String id, String requester, Duration waitFor) {
    if (!id.matches("[0-9a-f]{64}")) {
      throw Problem.notFound("a request's id has 64 lower-case hex digits");
    }
    return asker
        .ask(
            (ActorRef<CoordinatorCommand.Reply> replyTo) ->
                new CoordinatorCommand.Show(Octets.ofHex(id), requester, waitFor, replyTo),
            waitFor)
        .thenApply(Routes::found);
  }

  private static CoordinatorCommand.Found found(CoordinatorCommand.Reply reply) {
    if (reply instanceof CoordinatorCommand.Found found) {
      return found;
    }
    if (reply instanceof CoordinatorCommand.NotFound notFound) {
      throw Problem.notFound("no request " + notFound.id() + " of yours");
    }
    throw Problem.internal();
  }

  private HttpResponse key(HttpRequest request, List<String> path) {
    Ring.KeySet key =
        ring.key(path.get(2))
            .orElseThrow(
                () -> Problem.notFound("no key named '" + Name.printable(path.get(2)) + "'"));
    if (path.size() == 3) {
      return ok(KeyView.of(key));
    }
    if (path.get(3).equals("public.pem")) {
      return HttpResponse.create()
          .withEntity(
              HttpEntities.create(PEM, KeyView.pem(key).getBytes(StandardCharsets.US_ASCII)));
    }
    throw noSuchPath(request);
  }

  private Duration waitOf(HttpRequest request) {
    String text = request.getUri().query().get("wait").orElse("0");
    long max = setup.limits().waitMax().toSeconds();
    if (!text.matches("[0-9]{1,4}") || Long.parseLong(text) > max) {
      throw Problem.badRequest(
          "wait must be 0 to " + max + " seconds, got '" + Name.printable(text) + "'");
    }
    return Duration.ofSeconds(Long.parseLong(text));
  }

  private static void requireGet(HttpRequest request) {
    if (!request.method().equals(HttpMethods.GET)) {
      throw Problem.methodNotAllowed(
          request.method().value() + " is not for " + Name.printable(request.getUri().path()));
    }
  }

  private static Problem noSuchPath(HttpRequest request) {
    return Problem.notFound("no such path: " + Name.printable(request.getUri().path()));
  }

  static HttpResponse ok(Object value) {
    return json(StatusCodes.OK.intValue(), value);
  }

  private static HttpResponse json(int status, Object value) {
    return HttpResponse.create()
        .withStatus(status)
        .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, Json.write(value)));
  }

  private static CompletionStage<HttpResponse> done(HttpResponse response) {
    return CompletableFuture.completedFuture(response);
  }

  private Problem problemOf(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof Problem problem) {
      return problem;
    }
    if (cause instanceof EntityStreamSizeException) {
      return bodies.tooLarge();
    }
    if (cause instanceof EntityStreamException e) {
      return Problem.badRequest("the body cannot be read: " + Name.printable(e.info().summary()));
    }
    if (cause instanceof AskTimeoutException) {
      return Problem.timeout();
    }
    if (cause instanceof TimeoutException) {
      return bodies.tooSlow();
    }
    LOG.error("a request could not be answered", cause);
    return Problem.internal();
  }
}
