package io.countersign.device;

import java.time.Duration;

/**
 * What people are told at once (M29): a rule was met, or the device was erased or cannot log.
 *
 * @param device its name
 * @param event what happened
 * @param severity how serious that and what was done are
 * @param count how often it happened
 * @param within in what time
 * @param action what the device did: {@code alarm}, {@code disarm}, {@code erase} or {@code halt}
 */
public record Alarm(
    String device,
    ThreatEvent event,
    Severity severity,
    int count,
    Duration within,
    String action) {

  /** A rule was met. */
  static Alarm of(String device, ThreatRule rule) {
    Severity severity =
        switch (rule.action()) {
          case RECORD, ALARM -> rule.event().severity();
          case DISARM, ERASE -> Severity.CRITICAL;
        };
    return new Alarm(
        device, rule.event(), severity, rule.count(), rule.within(), rule.action().label());
  }

  /** It happened once, and no rule is needed for it. */
  static Alarm of(String device, ThreatEvent event, String action) {
    return new Alarm(device, event, Severity.CRITICAL, 1, Duration.ZERO, action);
  }

  /** One line for the node's log. */
  String text() {
    return within.isZero()
        ? "%s: %s: %s (%s)".formatted(device, event.label(), action, severity.label())
        : "%s: %s came %d times within %s: %s (%s)"
            .formatted(device, event.label(), count, within, action, severity.label());
  }
}
