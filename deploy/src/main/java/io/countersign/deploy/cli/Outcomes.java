package io.countersign.deploy.cli;

import io.countersign.coordinator.RequestView;
import io.countersign.deploy.client.SigningOutcome;

/** What an outcome means for the exit code and for people. */
final class Outcomes {
  private Outcomes() {}

  static ExitCode exit(SigningOutcome outcome) {
    if (outcome instanceof SigningOutcome.Signed) {
      return ExitCode.DONE;
    }
    if (outcome instanceof SigningOutcome.Pending) {
      return ExitCode.PENDING;
    }
    if (outcome instanceof SigningOutcome.CannotSucceed) {
      return ExitCode.CANNOT_SUCCEED;
    }
    if (outcome instanceof SigningOutcome.Refused) {
      return ExitCode.REFUSED;
    }
    return ExitCode.INTEGRITY;
  }

  static String sentence(RequestView view, ExitCode exit, String document) {
    String id = "request " + view.id();
    return switch (exit) {
      case DONE ->
          document
              + " is signed with key "
              + view.key()
              + ", "
              + view.mode()
              + ", by "
              + String.join(", ", view.signers());
      case PENDING ->
          id + " is accepted and waits: " + view.missing() + ". Ask again later, the same way";
      case CANNOT_SUCCEED ->
          id
              + " cannot be signed as things stand: "
              + view.missing()
              + ". It stays accepted and is signed when they return; ask again then, the same way";
      case REFUSED -> id + " is " + view.state() + ": " + view.reason();
      default ->
          id + ": the coordinator's answer is no signature of " + document + "; do not trust it";
    };
  }
}
