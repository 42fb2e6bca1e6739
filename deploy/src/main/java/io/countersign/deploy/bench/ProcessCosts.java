package io.countersign.deploy.bench;

import io.countersign.deploy.local.NodeProcess;
import io.countersign.deploy.local.RingFolder;
import io.countersign.deploy.node.ProcessMemory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * CPU time and memory of some nodes' processes, as the kernel counts them.
 *
 * @param processes the processes, in the order of their names
 */
public record ProcessCosts(List<ProcessHandle> processes) {
  public ProcessCosts {
    processes = List.copyOf(processes);
  }

  /**
   * @param names of nodes that run now
   * @throws IOException if one does not
   */
  public static ProcessCosts of(RingFolder ring, List<String> names) throws IOException {
    List<ProcessHandle> found = new ArrayList<>();
    for (String name : names) {
      found.add(
          new NodeProcess(ring.node(name))
              .alive()
              .orElseThrow(
                  () -> new IOException(name + " is not running: countersign up starts it")));
    }
    return new ProcessCosts(found);
  }

  /** CPU time of all of them so far, in milliseconds. */
  public double cpuMilliseconds() {
    return processes.stream()
        .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
        .mapToDouble(spent -> spent.toNanos() / 1e6)
        .sum();
  }

  /** Resident memory of the largest of them, in MiB. */
  public double largestResidentMebibytes() {
    return processes.stream()
        .mapToDouble(process -> ProcessMemory.residentBytes(process.pid()) / (1024.0 * 1024))
        .max()
        .orElse(0);
  }
}
