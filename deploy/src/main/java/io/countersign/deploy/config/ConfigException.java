package io.countersign.deploy.config;

import java.util.List;

/** A node cannot start as it is configured: all its problems at once, each with what to do. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;
  private final boolean permissionsOnly;

  ConfigException(String what, List<String> problems, boolean permissionsOnly) {
    super(what + ":\n  - " + String.join("\n  - ", problems));
    this.problems = List.copyOf(problems);
    this.permissionsOnly = permissionsOnly;
  }

  /** One sentence each. */
  public List<String> problems() {
    return problems;
  }

  /** Whether nothing but permissions of files is wrong. */
  public boolean permissionsOnly() {
    return permissionsOnly;
  }
}
