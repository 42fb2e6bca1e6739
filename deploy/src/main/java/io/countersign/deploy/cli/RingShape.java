package io.countersign.deploy.cli;

import io.countersign.deploy.local.RingPlan;
import io.countersign.protocol.thresholdrsa.Threshold;
import java.util.List;
import picocli.CommandLine.Option;

/** What a new local ring shall be. */
final class RingShape {
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

  RingPlan plan(String ring) {
    return new RingPlan(ring, bits, new Threshold(threshold, devices));
  }

  /** The same as arguments of another process. */
  List<String> arguments() {
    return List.of(
        "--bits",
        Integer.toString(bits),
        "--threshold",
        Integer.toString(threshold),
        "--devices",
        Integer.toString(devices));
  }
}
