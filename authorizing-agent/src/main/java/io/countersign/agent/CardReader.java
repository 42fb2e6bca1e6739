package io.countersign.agent;

import io.countersign.protocol.evidence.Approval;
import io.countersign.protocol.evidence.SignedApproval;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads on which cards sign: few, with a bounded queue, apart from every dispatcher. Thread:
 * safe for concurrent use.
 */
final class CardReader implements AutoCloseable {
  private final ThreadPoolExecutor executor;

  /**
   * @param most signatures that may wait
   */
  CardReader(int threads, int most) {
    AtomicInteger count = new AtomicInteger();
    executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(most),
            task -> {
              Thread thread = new Thread(task, "card-" + count.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Has a card sign an approval.
   *
   * @return the JWS; fails if the card does, or too many wait
   */
  CompletionStage<String> sign(Card card, Approval approval) {
    try {
      return CompletableFuture.supplyAsync(
          () -> SignedApproval.sign(approval, card.serial(), card::sign).jws().text(), executor);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
