package io.countersign.coordinator.http;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Scheduler;
import akka.actor.typed.javadsl.AskPattern;
import io.countersign.coordinator.CoordinatorCommand;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Asks the coordinator.
 *
 * @param patience how long it may take to answer, waiting not counted
 */
record Asker(ActorRef<CoordinatorCommand> coordinator, Duration patience, Scheduler scheduler) {
  <T> CompletionStage<T> ask(Function<ActorRef<T>, CoordinatorCommand> message) {
    return ask(message, Duration.ZERO);
  }

  /**
   * The coordinator's reply, which says neither that it is busy nor that it cannot write.
   *
   * @param waitFor how long the question asks it to wait
   * @return fails with {@link Problem} {@code busy} or {@code journal-unwritable}, and with {@code
   *     AskTimeoutException} without a reply in time
   */
  <T> CompletionStage<T> ask(Function<ActorRef<T>, CoordinatorCommand> message, Duration waitFor) {
    return AskPattern.ask(coordinator, message::apply, patience.plus(waitFor), scheduler)
        .thenApply(Asker::able);
  }

  private static <T> T able(T reply) {
    if (reply instanceof CoordinatorCommand.Busy busy) {
      throw Problem.busy(busy.detail(), busy.retryAfter());
    }
    if (reply instanceof CoordinatorCommand.Unwritable no) {
      throw Problem.unwritable(no.detail(), no.retryAfter());
    }
    return reply;
  }
}
