package io.countersign.deploy.cli;

import io.countersign.deploy.audit.LogAudit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign audit verify}: a node's log, offline, under the keys of the ring's record. */
@Command(
    name = "verify",
    description = {
      "Check a node's log folder and name the first bad record. Changes nothing; the node may run.",
      "Keys come from the ring's record: that of --ring, or --record with its --pin.",
      "Example: countersign audit verify ~/.countersign/rings/local/nodes/amber",
      "Exit codes: 0 sound, 1 usage or local error, 6 not what the node wrote."
    },
    mixinStandardHelpOptions = true)
final class AuditVerifyCommand implements Callable<Integer> {
  @Mixin private RingOptions options = new RingOptions();

  @Mixin private RecordOptions record = new RecordOptions();

  @Parameters(
      index = "0",
      paramLabel = "FOLDER",
      description = "The log's folder, or the node's folder that has 'log' in it.")
  private Path folder = Path.of("");

  @Option(
      names = "--node",
      paramLabel = "NAME",
      description = "Whose log it must be (default: whose it says it is).")
  private String node = "";

  @Option(
      names = "--witness",
      paramLabel = "FOLDER",
      description =
          "Log folder of another node that recorded this one's heads; may be given again. Without"
              + " any, a log cut off or rolled back to an older state looks sound.")
  private List<Path> witnesses = List.of();

  @Override
  public Integer call() throws IOException {
    LogAudit audit = new LogAudit(record.ring(options));
    LogAudit.Finding finding =
        audit.audit(folder, node.isEmpty() ? Optional.empty() : Optional.of(node), witnesses);
    ExitCode exit = finding.isSound() ? ExitCode.DONE : ExitCode.INTEGRITY;
    if (options.json()) {
      Console.json(AuditText.json(finding, exit));
    } else {
      AuditText.lines(finding).forEach(Console::print);
    }
    return exit.code();
  }
}
