package io.countersign.device;

import io.countersign.device.DeviceRecord.Act;
import io.countersign.protocol.wire.DeviceProtocol;
import java.util.ArrayList;
import java.util.List;

/**
 * What comes of one input: the state after it and what is to be done, in order. Immutable; each
 * method gives the next.
 */
record Step(CoreState state, List<Effect> effects) {
  Step {
    effects = List.copyOf(effects);
  }

  static Step of(CoreState state) {
    return new Step(state, List.of());
  }

  Step with(CoreState next) {
    return new Step(next, effects);
  }

  /** Does an act: into the ledger and into the log. */
  Step act(Act act) {
    return with(state.with(state.ledger().with(act))).log(act);
  }

  /** Writes a record, and tells the operator once it is written. */
  Step log(DeviceRecord record) {
    return effect(new Effect.Append(DeviceRecords.entry(record))).effect(NoteText.of(record));
  }

  Step send(String to, DeviceProtocol message) {
    return effect(new Effect.Send(to, message));
  }

  /** Computes for someone; he is answered when it is done. */
  Step compute(Job job, String from) {
    return with(state.waiting(job.id(), from)).effect(new Effect.Compute(job));
  }

  Step effect(Effect effect) {
    List<Effect> more = new ArrayList<>(effects);
    more.add(effect);
    return new Step(state, more);
  }
}
