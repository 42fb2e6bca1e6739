package io.countersign.deploy.cli;

import io.countersign.coordinator.RequestView;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Tells by name what happens to a request, each thing once. */
final class Progress implements Consumer<RequestView> {
  private final Consumer<String> say;
  private final Set<String> said = new HashSet<>();

  Progress(Consumer<String> say) {
    this.say = say;
  }

  @Override
  public void accept(RequestView view) {
    once("request " + view.id() + " is accepted");
    for (String agent : view.people().approved()) {
      once("  " + agent + " approved");
    }
    for (RequestView.DeclinedView no : view.people().declined()) {
      once("  " + no.agent() + " declined: " + no.reason());
    }
    for (RequestView.CulpritView culprit : view.culprits()) {
      once("  " + culprit.device() + " gave a wrong value (" + culprit.check() + ")");
    }
    if (!view.signers().isEmpty()) {
      once(
          "  attempt "
              + view.attempts()
              + ": "
              + String.join(", ", view.signers())
              + (view.mode().equals("serial") ? ", one after another" : ", at the same time"));
    }
    if (!view.over() && !view.missing().isEmpty()) {
      once("  waiting: " + view.missing());
    }
  }

  private void once(String line) {
    if (said.add(line)) {
      say.accept(line);
    }
  }
}
