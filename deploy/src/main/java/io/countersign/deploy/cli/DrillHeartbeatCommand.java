package io.countersign.deploy.cli;

import io.countersign.deploy.drill.DrillReport;
import io.countersign.deploy.drill.FakeTime;
import io.countersign.deploy.drill.HeartbeatDrill;
import io.countersign.deploy.drill.Kind;
import io.countersign.protocol.engine.Engines;
import io.countersign.protocol.thresholdrsa.SafePrimes;
import io.countersign.protocol.thresholdrsa.SecretArithmetic;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code countersign drill heartbeat}: what the heartbeat promises, measured. */
@Command(
    name = "heartbeat",
    description = {
      "Measure on throw-away devices, in real processes, how long after the loss of their beats they",
      "are disarmed and erased, whether lost packets disarm them, and what guarding costs.",
      "Exit codes: 0 all as promised, 1 local error, 6 something was late, false or too dear."
    },
    mixinStandardHelpOptions = true)
final class DrillHeartbeatCommand implements Callable<Integer> {
  private static final int MOST_TRIALS = 100_000;
  private static final int MOST_DEVICES = 60;

  @Mixin private RingOptions options = new RingOptions();

  @Option(
      names = "--trials",
      paramLabel = "N",
      defaultValue = "96",
      description = "How often beats are lost, each time to another device (default: 96).")
  private int trials;

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      description = "Repeats the choices of a drill (default: another each time).")
  private Long seed = new SecureRandom().nextLong() >>> 1;

  @Option(
      names = "--kinds",
      split = ",",
      paramLabel = "KIND",
      description = {
        "What happens besides, of silence, stop (SIGSTOP), restart (SIGKILL), clock (the wall clock",
        "jumps by hours), clocks (the monotonic clock too); the last two need libfaketime (default:",
        "all)."
      })
  private List<String> kinds = Arrays.stream(Kind.values()).map(Kind::label).toList();

  @Option(
      names = "--require-faketime",
      description = "Fail if libfaketime is not installed, instead of leaving its kinds out.")
  private boolean requireFakeTime;

  @Option(
      names = "--loss-minutes",
      paramLabel = "M",
      defaultValue = "12",
      description = {
        "Minutes of devices with the default settings at 30 %% packet loss, all devices counted",
        "together; 0 leaves that out (default: 12)."
      })
  private double lossMinutes;

  @Option(
      names = "--loss-devices",
      paramLabel = "N",
      defaultValue = "48",
      description = "Devices among which these minutes are divided, 1 to 60 (default: 48).")
  private int lossDevices;

  @Option(names = "--no-steady", description = "Measure neither packet loss nor cost.")
  private boolean noSteady;

  @Option(names = "--keep", description = "Leave the folders of the throw-away devices behind.")
  private boolean keep;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (trials < 0
        || trials > MOST_TRIALS
        || lossDevices < 1
        || lossDevices > MOST_DEVICES
        || lossMinutes < 0) {
      throw new CommandFailure(
          ExitCode.LOCAL,
          "--trials must be 0 to %d, --loss-devices 1 to %d, --loss-minutes not negative"
              .formatted(MOST_TRIALS, MOST_DEVICES));
    }
    Optional<FakeTime> fakeTime = FakeTime.find();
    List<String> notes = new ArrayList<>();
    List<Kind> chosen = chosen(fakeTime, notes);
    HeartbeatDrill.Settings settings =
        new HeartbeatDrill.Settings(
            trials,
            chosen,
            lossMinutes == 0 ? 0 : lossDevices,
            60 * lossMinutes / lossDevices,
            !noSteady,
            keep,
            seed);
    Console.say("seed " + seed);
    DrillReport report =
        new HeartbeatDrill(settings, fakeTime, Console::say, Clock.systemUTC())
            .run(options.home(), DrillHeartbeatCommand::search)
            .with(notes);
    if (options.json()) {
      Console.json(report);
    } else {
      DrillText.lines(report).forEach(Console::print);
    }
    return (report.isGood() ? ExitCode.DONE : ExitCode.INTEGRITY).code();
  }

  private List<Kind> chosen(Optional<FakeTime> fakeTime, List<String> notes) {
    List<Kind> chosen = new ArrayList<>();
    for (String label : kinds) {
      Kind kind =
          Arrays.stream(Kind.values())
              .filter(k -> k.label().equals(label.strip()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new CommandFailure(
                          ExitCode.LOCAL,
                          "--kinds are "
                              + Arrays.stream(Kind.values()).map(Kind::label).toList()
                              + ", got '"
                              + label
                              + "'"));
      if (chosen.contains(kind)) {
        continue;
      }
      if (!kind.isFaked() || fakeTime.isPresent()) {
        chosen.add(kind);
      } else if (requireFakeTime) {
        throw new CommandFailure(
            ExitCode.LOCAL,
            "libfaketime is not installed, and kind "
                + label
                + " needs it (Debian: apt-get install libfaketime)");
      } else {
        notes.add("kind " + label + " was left out: libfaketime is not installed");
      }
    }
    if (chosen.isEmpty() && trials > 0) {
      throw new CommandFailure(ExitCode.LOCAL, "no kind of trial is left: " + notes);
    }
    return chosen;
  }

  private static SafePrimes search(String key, int bits) throws InterruptedException {
    SecretArithmetic engine = Engines.best();
    return SafePrimes.generate(
        bits,
        engine::powPublic,
        new SecureRandom(),
        Runtime.getRuntime().availableProcessors(),
        tested -> {});
  }
}
