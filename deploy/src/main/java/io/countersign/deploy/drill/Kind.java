package io.countersign.deploy.drill;

/** What happens to a device while its beats stay away. */
public enum Kind {
  /** Nothing else. */
  SILENCE("silence", false),
  /** Its process is stopped before its limit and woken past it, or past the second. */
  STOP("stop", false),
  /** Its process is killed and started again. */
  RESTART("restart", false),
  /** Its wall clock jumps by hours, once while beats still come and once while they do not. */
  CLOCK("clock", true),
  /** As CLOCK, and the monotonic clock of its process jumps too. */
  CLOCKS("clocks", true);

  private final String label;
  private final boolean faked;

  Kind(String label, boolean faked) {
    this.label = label;
    this.faked = faked;
  }

  /** As the command line names it. */
  public String label() {
    return label;
  }

  /** Whether it needs libfaketime. */
  public boolean isFaked() {
    return faked;
  }
}
