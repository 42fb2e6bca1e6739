package io.countersign.deploy.cli;

import io.countersign.deploy.local.RingPlan;
import io.countersign.protocol.thresholdrsa.Threshold;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Option;

/** What a new local ring shall be. */
final class RingShape {
  private static final String ON = "on";
  private static final String OFF = "off";

  @Option(
      names = "--bits",
      paramLabel = "2048|3072|4096",
      defaultValue = "3072",
      description = "Bits of the keys' modulus (default: 3072).")
  private int bits;

  @Option(
      names = "--threshold",
      paramLabel = "T",
      defaultValue = "3",
      description = "Devices needed for a signature (default: 3).")
  private int threshold;

  @Option(
      names = "--devices",
      paramLabel = "N",
      defaultValue = "5",
      description = "Devices, at most 16 (default: 5).")
  private int devices;

  @Option(
      names = "--heartbeat-sources",
      paramLabel = "M",
      defaultValue = "0",
      description = {
        "Heartbeat sources, at most 9, of which every device must hear a majority (default: 0,",
        "devices without a guard)."
      })
  private int sources;

  @Option(
      names = "--satellites",
      paramLabel = "M",
      defaultValue = "0",
      description = {
        "Satellites, at most 9, of which a majority must say that a device may go on; they come",
        "beside heartbeat sources (default: 0)."
      })
  private int satellites;

  @Option(
      names = "--disarm-after",
      paramLabel = "MILLISECONDS",
      defaultValue = "15000",
      description = "Silence after which a device signs nothing (default: 15000).")
  private long disarmAfter;

  @Option(
      names = "--erase-after",
      paramLabel = "MILLISECONDS",
      defaultValue = "86400000",
      description = "Silence after which a device destroys its shares (default: 86400000, a day).")
  private long eraseAfter;

  @Option(
      names = "--split",
      paramLabel = "on|off",
      defaultValue = OFF,
      description = {
        "on: each device's message server is a process of its own, and the device listens to",
        "nobody else (default: off, one process)."
      })
  private String split = OFF;

  RingPlan plan(String ring) {
    return new RingPlan(
        ring,
        bits,
        new Threshold(threshold, devices),
        new RingPlan.Guarding(
            sources,
            satellites,
            Duration.ofMillis(Math.max(100, Math.min(1000, disarmAfter / 10))),
            Duration.ofMillis(disarmAfter),
            Duration.ofMillis(eraseAfter)),
        isSplit());
  }

  private boolean isSplit() {
    return switch (split) {
      case ON -> true;
      case OFF -> false;
      default ->
          throw new CommandFailure(
              ExitCode.LOCAL, "--split must be on or off, got '" + split + "'");
    };
  }

  /** The same as arguments of another process. */
  List<String> arguments() {
    return List.of(
        "--bits",
        Integer.toString(bits),
        "--threshold",
        Integer.toString(threshold),
        "--devices",
        Integer.toString(devices),
        "--heartbeat-sources",
        Integer.toString(sources),
        "--satellites",
        Integer.toString(satellites),
        "--disarm-after",
        Long.toString(disarmAfter),
        "--erase-after",
        Long.toString(eraseAfter),
        "--split",
        split);
  }
}
