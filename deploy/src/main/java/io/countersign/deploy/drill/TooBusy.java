package io.countersign.deploy.drill;

import java.io.IOException;

/** A machine that does not arm devices within the short limits of a trial: the wave is repeated. */
final class TooBusy extends IOException {
  private static final long serialVersionUID = 1L;

  TooBusy(String message) {
    super(message);
  }
}
