package io.countersign.device;

import java.util.Locale;

/** How serious an event is (M29). */
public enum Severity {
  /** Happens in good times too, and says something when it comes often. */
  NOTICE,
  /** Somebody should look. */
  WARNING,
  /** The device does not sign, or soon will not. */
  CRITICAL;

  /** In lower case, as it stands in logs, alarms and metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
