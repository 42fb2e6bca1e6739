package io.countersign.coordinator.http;

import akka.actor.typed.ActorRef;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import io.countersign.coordinator.CoordinatorCommand;
import io.countersign.coordinator.CoordinatorCommand.RecordReply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** The ring's records after number 0 (I3): {@code /v1/records}. */
final class RecordRoutes {
  private final HttpSetup setup;
  private final Asker asker;
  private final Bodies bodies;
  private final Executor disk;

  /** The body of {@code POST /v1/records}, and the answer of {@code GET /v1/records/N}. */
  record RecordBody(String record) {}

  /** The answer of {@code POST /v1/records}. */
  record RecordView(long sequence, String hash) {}

  /**
   * @param disk runs what waits for the disk
   */
  RecordRoutes(HttpSetup setup, Asker asker, Bodies bodies, Executor disk) {
    this.setup = setup;
    this.asker = asker;
    this.bodies = bodies;
    this.disk = disk;
  }

  /** A record that a requester brings; the swa key's signature alone counts. */
  CompletionStage<HttpResponse> take(HttpRequest request) {
    return bodies
        .read(request, RecordBody.class)
        .thenCompose(
            body ->
                asker.ask(
                    (ActorRef<RecordReply> replyTo) ->
                        new CoordinatorCommand.TakeRecord(body.record(), replyTo)))
        .thenApply(RecordRoutes::taken);
  }

  private static HttpResponse taken(RecordReply reply) {
    if (reply instanceof CoordinatorCommand.RecordTaken taken) {
      return Routes.ok(new RecordView(taken.sequence(), taken.hash().hex()));
    }
    if (reply instanceof CoordinatorCommand.NotTaken no) {
      throw Problem.refused(no.why(), Optional.empty());
    }
    throw Problem.internal();
  }

  /** A record after number 0, which whoever asks has already: its hash is pinned. */
  CompletionStage<HttpResponse> show(String sequence) {
    if (!sequence.matches("[1-9][0-9]{0,8}")) {
      throw Problem.notFound("records after number 0 are numbered from 1");
    }
    return CompletableFuture.supplyAsync(() -> text(Long.parseLong(sequence)), disk)
        .thenApply(
            text ->
                Routes.ok(
                    new RecordBody(
                        text.orElseThrow(
                            () -> Problem.notFound("there is no record " + sequence + " yet")))));
  }

  private Optional<String> text(long sequence) {
    try {
      return sequence > setup.ring().sequence() ? Optional.empty() : setup.records().text(sequence);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
