package io.countersign.deploy.cli;

import io.countersign.deploy.drill.Distribution;
import io.countersign.deploy.drill.DrillReport;
import io.countersign.deploy.drill.DrillReport.KindResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The result of a drill for people. */
final class DrillText {
  private DrillText() {}

  static List<String> lines(DrillReport report) {
    List<String> lines = new ArrayList<>();
    lines.add("seed " + report.seed());
    if (report.all().trials() > 0) {
      lines.add("milliseconds past the limit             least  median     p99    most");
      List<KindResult> results = new ArrayList<>(report.kinds());
      results.add(report.all());
      for (KindResult result : results) {
        lines.add(
            String.format(
                Locale.ROOT,
                "%-8s %5d trials, %d not as promised",
                result.kind(),
                result.trials(),
                result.late()));
        lines.add(row("last act", result.acted()));
        lines.add(row("disarmed", result.disarmed()));
        lines.add(row("erased", result.erased()));
      }
      lines.add(
          "disarmed before their beats were lost, on a busy machine with short limits: "
              + report.disarmsBefore());
    }
    Optional.ofNullable(report.loss())
        .ifPresent(
            loss ->
                lines.add(
                    String.format(
                        Locale.ROOT,
                        "packet loss: %d false disarms in %.1f minutes of devices (%d for %.0f s,"
                            + " default settings), %d of %d datagrams lost, longest silence %d ms",
                        loss.falseDisarms(),
                        loss.deviceMinutes(),
                        loss.devices(),
                        loss.seconds(),
                        loss.lost(),
                        loss.datagrams(),
                        loss.longestSilenceMillis())));
    Optional.ofNullable(report.cost())
        .ifPresent(
            cost ->
                lines.add(
                    String.format(
                        Locale.ROOT,
                        "cost of guarding: %.2f %% of a core (idle, %.0f s: guarded %.0f ms, without"
                            + " guard %.0f ms)",
                        cost.percentOfCore(),
                        cost.seconds(),
                        cost.guardedMillis(),
                        cost.unguardedMillis())));
    report.notes().forEach(note -> lines.add("note: " + note));
    report.failures().forEach(failure -> lines.add("FAILED: " + failure));
    lines.add(report.isGood() ? "all as promised" : "not as promised");
    return lines;
  }

  private static String row(String what, Distribution values) {
    return String.format(
        Locale.ROOT,
        "  %-12s of %5d %17d %7d %7d %7d",
        what,
        values.n(),
        values.minMillis(),
        values.medianMillis(),
        values.p99Millis(),
        values.maxMillis());
  }
}
