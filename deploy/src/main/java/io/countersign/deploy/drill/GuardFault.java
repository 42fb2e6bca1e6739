package io.countersign.deploy.drill;

import java.io.IOException;

/** The guard did what it must not, so that a drill could not go on. */
final class GuardFault extends IOException {
  private static final long serialVersionUID = 1L;

  GuardFault(String message) {
    super(message);
  }
}
