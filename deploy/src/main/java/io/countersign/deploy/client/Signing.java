package io.countersign.deploy.client;

import io.countersign.coordinator.RequestView;
import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.SignatureVerifier;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks for one signature and waits for it. */
public final class Signing {
  private static final Duration POLL = Duration.ofSeconds(2);

  /** A coordinator that is restarting is back by then. */
  private static final Duration REACH = Duration.ofSeconds(15);

  private static final Duration RETRY = Duration.ofMillis(500);

  private final ApiClient api;
  private final Requests requests;
  private final Clock clock;
  private final Consumer<RequestView> seen;

  /**
   * @param seen is told each state of the request that is seen
   */
  public Signing(ApiClient api, Requests requests, Clock clock, Consumer<RequestView> seen) {
    this.api = api;
    this.requests = requests;
    this.clock = clock;
    this.seen = seen;
  }

  /**
   * Hands the request in and waits. What cannot be reached is asked again until the wait is over. A
   * request that is signed stays remembered until {@link Requests#ended}: who has put the signature
   * where it belongs calls that, so that a full disk costs nobody a second yes.
   *
   * @throws ApiException if it was not accepted, or nothing was heard of it in all that time
   */
  public SigningOutcome run(Requests.Wish wish, Duration wait)
      throws IOException, InterruptedException {
    Instant deadline = clock.instant().plus(wait);
    Instant reached = clock.instant().plus(REACH.compareTo(wait) < 0 ? REACH : wait);
    SignedRequest request = requests.of(wish);
    String form = request.request().form();
    Octets content = form.equals("content") ? wish.document().content().orElse(null) : null;
    RequestView view = submit(request, content, reached);
    while (!view.over()) {
      seen.accept(view);
      Duration left = Duration.between(clock.instant(), deadline);
      if (left.isNegative() || left.isZero()) {
        return view.canSucceed()
            ? new SigningOutcome.Pending(view)
            : new SigningOutcome.CannotSucceed(view);
      }
      Duration poll = left.compareTo(POLL) < 0 ? Duration.ofSeconds(1) : POLL;
      view = show(view, poll, deadline);
    }
    seen.accept(view);
    return ended(wish, view);
  }

  private SigningOutcome ended(Requests.Wish wish, RequestView view)
      throws IOException, InterruptedException {
    if (!view.state().equals(RequestView.SIGNED)) {
      requests.ended(wish);
      return new SigningOutcome.Refused(view);
    }
    Octets signature = api.signature(view.id());
    boolean good =
        SignatureVerifier.verify(
            wish.key().modulus(),
            wish.key().publicExponent(),
            wish.algorithm(),
            wish.document().digest(wish.algorithm()),
            signature);
    if (!good) {
      return new SigningOutcome.NotASignature(view);
    }
    return new SigningOutcome.Signed(view, signature);
  }

  private RequestView submit(SignedRequest request, @Nullable Octets content, Instant deadline)
      throws InterruptedException {
    while (true) {
      try {
        return api.submit(request.jws().text(), content);
      } catch (ApiException e) {
        pauseOrThrow(e, deadline);
      }
    }
  }

  private RequestView show(RequestView last, Duration wait, Instant deadline)
      throws InterruptedException {
    try {
      return api.show(last.id(), wait);
    } catch (ApiException e) {
      if (!e.transientFailure()) {
        throw e;
      }
      if (clock.instant().isBefore(deadline)) {
        TimeUnit.MILLISECONDS.sleep(RETRY.toMillis());
      }
      return last;
    }
  }

  private void pauseOrThrow(ApiException failure, Instant deadline) throws InterruptedException {
    if (!failure.transientFailure() || !clock.instant().plus(RETRY).isBefore(deadline)) {
      throw failure;
    }
    TimeUnit.MILLISECONDS.sleep(RETRY.toMillis());
  }
}
