package io.countersign.coordinator.journal;

import akka.actor.setup.Setup;
import java.util.function.UnaryOperator;

/**
 * Puts something between the journal and its disk, for test builds that end the process at a chosen
 * event. Given to an ActorSystem among its setups; a system without one uses the disk as it is.
 */
public final class JournalSetup extends Setup {
  private final UnaryOperator<JournalStore> between;

  public JournalSetup(UnaryOperator<JournalStore> between) {
    this.between = between;
  }

  JournalStore apply(JournalStore store) {
    return between.apply(store);
  }
}
