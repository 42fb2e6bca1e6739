package io.countersign.agent;

import java.util.List;

/** One step of an agent: what he remembers now, and what he wants done. */
record Step(AgentMemory memory, List<Effect> effects) {
  Step {
    effects = List.copyOf(effects);
  }
}
