package io.countersign.protocol.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Assumptions;

/** Skips where the host lacks something, unless {@code -Dcountersign.ci=true} forbids skipping. */
final class Ci {
  private Ci() {}

  static void require(boolean there, String what) {
    if (Boolean.getBoolean("countersign.ci")) {
      assertThat(there).as(what).isTrue();
    }
    if (!there) {
      System.out.println("skipped, missing here: " + what);
    }
    Assumptions.assumeTrue(there, what);
  }
}
