package io.countersign.protocol.thresholdrsa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Asserts which check of CRYPTO.md fails. */
final class Checks {
  private Checks() {}

  static CheckFailed assertFails(String check, ThrowingCallable action) {
    CheckFailed failed = catchThrowableOfType(CheckFailed.class, action);
    assertThat(failed).as("expected " + check + " to fail").isNotNull();
    assertThat(failed.check()).as(failed.getMessage()).isEqualTo(check);
    return failed;
  }
}
