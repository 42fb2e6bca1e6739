package io.countersign.deploy.config;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A node cannot start as it is configured: all its problems at once, each with what to do. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;
  private final boolean permissionsOnly;

  /** Read by the process that failed to start, never sent. */
  private final transient @Nullable NodeConfig erased;

  ConfigException(String what, List<String> problems, boolean permissionsOnly) {
    this(what, problems, permissionsOnly, null);
  }

  /**
   * @param erased what the file says, if the device is erased (M27)
   */
  ConfigException(
      String what, List<String> problems, boolean permissionsOnly, @Nullable NodeConfig erased) {
    super(what + ":\n  - " + String.join("\n  - ", problems));
    this.erased = erased;
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

  /** The configuration of a device that is erased: what is left of it still has to go (M27). */
  public Optional<NodeConfig> erased() {
    return Optional.ofNullable(erased);
  }
}
