package io.countersign.coordinator;

import akka.actor.typed.javadsl.ActorContext;
import io.countersign.protocol.thresholdrsa.Octets;
import java.util.List;

/** Carries out what a step of a request wants done. Thread: its actor's. */
final class EffectRunner {
  private final Octets id;
  private final RequestEntity.Parts parts;
  private final ActorContext<RequestEntity.Message> context;

  EffectRunner(Octets id, RequestEntity.Parts parts, ActorContext<RequestEntity.Message> context) {
    this.id = id;
    this.parts = parts;
    this.context = context;
  }

  void run(List<RequestEffect> effects) {
    for (RequestEffect effect : effects) {
      if (effect instanceof RequestEffect.ToDevice e) {
        parts.switchboard().tell(new Switchboard.Send(e.device(), e.message()));
      } else if (effect instanceof RequestEffect.ToAgents e) {
        parts.switchboard().tell(new Switchboard.Send(e.node(), e.message()));
      } else if (effect instanceof RequestEffect.Compute e) {
        compute(e);
      } else if (effect instanceof RequestEffect.BringRecord e) {
        parts
            .guardian()
            .tell(new CoordinatorCommand.TakeRecord(e.record(), context.getSystem().ignoreRef()));
      } else if (effect instanceof RequestEffect.Note e) {
        context.getLog().warn("request {}: {}", id, e.text());
      }
    }
  }

  private void compute(RequestEffect.Compute effect) {
    context.pipeToSelf(
        parts.combining().start(effect.job()),
        (outcome, failure) ->
            new RequestEntity.Computed(
                effect.attempt(),
                outcome != null
                    ? outcome
                    : new CombineOutcome.Broken("combining failed: " + failure)));
  }
}
