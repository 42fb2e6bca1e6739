package io.countersign.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class UpCommandTest {
  @Test
  void namesTheOptionsThatARingThatExistsDoesNotTake() {
    assertThat(UpCommand.ignored("local", parse("--wait", "5"))).isEmpty();
    assertThat(UpCommand.ignored("local", parse("--bits", "4096")))
        .contains("ring local exists: --bits is only for a new ring");
    assertThat(UpCommand.ignored("local", parse("--devices", "5", "--threshold", "2")))
        .contains("ring local exists: --threshold, --devices are only for a new ring");
  }

  private static CommandLine.ParseResult parse(String... words) {
    return new CommandLine(new UpCommand()).parseArgs(words);
  }
}
