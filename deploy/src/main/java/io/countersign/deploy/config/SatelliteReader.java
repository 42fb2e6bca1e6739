package io.countersign.deploy.config;

import io.countersign.protocol.evidence.EvidenceException;
import io.countersign.protocol.guard.SatelliteOperators;
import io.countersign.protocol.guard.SatellitePolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads what configurations say of satellites (M28). */
final class SatelliteReader {
  private static final Duration WITHIN = Duration.ofSeconds(15);
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(1);

  private SatelliteReader() {}

  /** Of a device's guard: whom it asks. */
  static Optional<SatellitePolicy> policy(Fields fields, Problems problems) {
    List<String> names = fields.texts("names");
    int need = fields.number("need");
    Duration within = fields.duration("within", WITHIN, Duration.ZERO, LONGEST);
    Duration period = fields.duration("period", PERIOD, Duration.ZERO, LONGEST);
    boolean erase = fields.flag("erase-when-off", false);
    fields.close();
    try {
      return Optional.of(new SatellitePolicy(need, names, within, period, erase));
    } catch (IllegalArgumentException | EvidenceException e) {
      problems.add("device.guard.satellites: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** Of a satellite: who may switch. */
  static NodeConfig.SatellitePart part(Fields fields, Problems problems) {
    List<String> names = fields.texts("operators");
    int needed = fields.has("operators-needed") ? fields.number("operators-needed") : 1;
    fields.close();
    try {
      return new NodeConfig.SatellitePart(new SatelliteOperators(names, needed));
    } catch (IllegalArgumentException | EvidenceException e) {
      problems.add("satellite: " + e.getMessage());
      return new NodeConfig.SatellitePart(new SatelliteOperators(List.of("none"), 1));
    }
  }
}
