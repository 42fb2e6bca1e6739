package io.countersign.coordinator;

import akka.actor.typed.javadsl.ActorContext;
import io.countersign.protocol.thresholdrsa.Octets;
import java.util.Optional;

/**
 * What others see of one request: its clients, and the guardian who keeps the list. Thread: one.
 */
final class RequestShown {
  private final Octets id;
  private final RequestEntity.Parts parts;
  private final ActorContext<RequestEntity.Message> context;
  private final RequestViews views;
  private Optional<RequestView> shown = Optional.empty();
  private Optional<ReleasedSignature> released = Optional.empty();

  RequestShown(Octets id, RequestEntity.Parts parts, ActorContext<RequestEntity.Message> context) {
    this.id = id;
    this.parts = parts;
    this.context = context;
    this.views = new RequestViews(parts.core().ring());
  }

  /** The guardian is told again, whatever he was told before. */
  void forget() {
    shown = Optional.empty();
  }

  /** Tells the guardian if anything changed. */
  void tell(Stored stored, Progress progress, Situation situation) {
    if (stored.isEmpty()) {
      parts.guardian().tell(new Coordinator.Nothing(id));
      return;
    }
    RequestView view = views.of(stored, progress, situation);
    if (shown.isEmpty() || !shown.get().equals(view)) {
      if (view.over() && shown.filter(v -> !v.over()).isPresent()) {
        context
            .getLog()
            .info("request {} ({}): {} {}", id, view.name(), view.state(), view.reason());
      }
      shown = Optional.of(view);
      long octets = stored.isOpen() ? stored.about().content().map(Octets::length).orElse(0) : 0;
      parts.guardian().tell(new Coordinator.Seen(id, view, octets));
    }
  }

  CoordinatorCommand.Accepted accepted(Stored stored, Progress progress, Situation situation) {
    return new CoordinatorCommand.Accepted(views.of(stored, progress, situation));
  }

  CoordinatorCommand.Found found(Stored stored, Progress progress, Situation situation) {
    if (released.isEmpty() && stored.signature().isPresent()) {
      Matter about = stored.about();
      released =
          Optional.of(
              ReleasedSignature.stored(about.key(), about.request(), stored.signature().get()));
    }
    return new CoordinatorCommand.Found(views.of(stored, progress, situation), released);
  }
}
