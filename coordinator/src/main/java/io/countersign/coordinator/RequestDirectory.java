package io.countersign.coordinator;

import java.util.Collection;

/**
 * Which requests the journal holds, so that a coordinator resumes them at its start (I6). The
 * embedded journal and a database each bring one.
 */
@FunctionalInterface
public interface RequestDirectory {
  /** Begins every persistence id of a request; its hex id follows. */
  String PREFIX = "request|";

  /** All persistence ids that the journal holds; those of other things are ignored. */
  Collection<String> persistenceIds();
}
