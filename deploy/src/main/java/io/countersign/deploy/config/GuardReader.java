package io.countersign.deploy.config;

import io.countersign.deploy.config.NodeConfig.GuardPart;
import io.countersign.device.LockOutPolicy;
import io.countersign.device.ThreatEvent;
import io.countersign.device.ThreatRule;
import io.countersign.protocol.evidence.EvidenceException;
import io.countersign.protocol.evidence.Name;
import io.countersign.protocol.guard.HeartbeatPolicy;
import io.countersign.protocol.guard.SatellitePolicy;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads what a device's configuration says of its guard and of lock-outs (M8, M27, M29). */
final class GuardReader {
  private static final Duration LEAST = Duration.ofMillis(100);
  private static final Duration LONGEST_LIMIT = Duration.ofDays(366);
  private static final Duration LONGEST_LOCK_OUT = Duration.ofDays(7);

  /** A rule writes one record at most in this time. */
  private static final Duration LEAST_WITHIN = Duration.ofSeconds(1);

  private GuardReader() {}

  static LockOutPolicy lockOut(Fields fields, Problems problems) {
    LockOutPolicy usual = LockOutPolicy.DEFAULT;
    int failures = fields.has("failures") ? fields.number("failures") : usual.failures();
    Duration within = fields.duration("within", usual.within(), LEAST, LONGEST_LOCK_OUT);
    Duration first = fields.duration("first", usual.first(), LEAST, LONGEST_LOCK_OUT);
    Duration most = fields.duration("most", usual.most(), LEAST, LONGEST_LOCK_OUT);
    fields.close();
    try {
      return new LockOutPolicy(failures, within, first, most);
    } catch (IllegalArgumentException e) {
      problems.add("device.lock-out: " + e.getMessage());
      return usual;
    }
  }

  static GuardPart guard(Fields fields, Problems problems) {
    Endpoint listen = fields.endpoint("listen");
    Path folder = fields.path("folder");
    List<String> sources = fields.texts("sources");
    int need = fields.number("need");
    Duration disarm =
        fields.duration("disarm-after", Duration.ofSeconds(15), Duration.ZERO, LONGEST_LIMIT);
    Duration erase =
        fields.duration("erase-after", Duration.ofDays(1), Duration.ZERO, LONGEST_LIMIT);
    List<ThreatRule> threats =
        fields.has("threats")
            ? fields.objects("threats").stream()
                .flatMap(rule -> threat(rule, problems).stream())
                .toList()
            : ThreatRule.DEFAULT;
    Optional<SatellitePolicy> satellites =
        fields.has("satellites")
            ? SatelliteReader.policy(fields.object("satellites"), problems)
            : Optional.empty();
    Optional<URI> webhook =
        fields.has("alarms") ? webhook(fields.object("alarms"), problems) : Optional.empty();
    if (sources.isEmpty() && fields.has("satellites")) {
      problems.add(
          "device.guard: satellites come beside heartbeat sources, not in their place: name at least"
              + " one in sources");
    }
    fields.close();
    try {
      return new GuardPart(
          listen,
          folder,
          new HeartbeatPolicy(need, sources, disarm, erase),
          threats,
          satellites,
          webhook);
    } catch (IllegalArgumentException | EvidenceException e) {
      problems.add("device.guard: " + e.getMessage());
      return new GuardPart(
          listen,
          folder,
          new HeartbeatPolicy(1, List.of("none"), Duration.ofSeconds(1), Duration.ofSeconds(2)),
          threats,
          satellites,
          webhook);
    }
  }

  private static Optional<URI> webhook(Fields fields, Problems problems) {
    String text = fields.text("webhook");
    fields.close();
    try {
      URI hook = new URI(text);
      boolean http = "http".equals(hook.getScheme()) || "https".equals(hook.getScheme());
      if (http && hook.getHost() != null && hook.getUserInfo() == null) {
        return Optional.of(hook);
      }
    } catch (URISyntaxException e) {
      // Said below, as of every other text that is no address of a hook.
    }
    problems.add(
        "device.guard.alarms.webhook must be http://HOST... or https://HOST... without a user's"
            + " name, got '"
            + Name.printable(text)
            + "'");
    return Optional.empty();
  }

  private static Optional<ThreatRule> threat(Fields fields, Problems problems) {
    String event = fields.text("event");
    int count = fields.number("count");
    Duration within =
        fields.duration("within", Duration.ofMinutes(1), LEAST_WITHIN, LONGEST_LOCK_OUT);
    String action = fields.oneOf("action", "alarm", List.of("record", "alarm", "disarm", "erase"));
    Duration hold = fields.duration("hold", Duration.ofHours(1), LEAST, LONGEST_LIMIT);
    fields.close();
    Optional<ThreatEvent> known = ThreatEvent.labelled(event);
    if (known.isEmpty()) {
      problems.add(
          "device.guard.threats: event must be one of "
              + Arrays.stream(ThreatEvent.values()).map(ThreatEvent::label).toList()
              + ", got '"
              + event
              + "'");
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ThreatRule(
              known.get(),
              count,
              within,
              ThreatRule.Action.valueOf(action.toUpperCase(Locale.ROOT)),
              hold));
    } catch (IllegalArgumentException e) {
      problems.add("device.guard.threats: " + event + ": " + e.getMessage());
      return Optional.empty();
    }
  }
}
