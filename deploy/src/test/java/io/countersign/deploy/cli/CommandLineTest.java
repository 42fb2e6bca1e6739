package io.countersign.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Words that users and their scripts may put on the command line. */
class CommandLineTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void takesAFileThatBeginsWithAnAtSignForAFile() throws Exception {
    Path options = Files.writeString(folder.resolve("notes"), "--force --key other stolen.jar");

    CommandLine.ParseResult parsed =
        CountersignCommand.commandLine().parseArgs("sign", "@" + options).subcommand();

    assertThat(parsed.matchedPositionals()).hasSize(1);
    assertThat(parsed.originalArgs()).contains("@" + options);
    assertThat(parsed.hasMatchedOption("--force")).isFalse();
  }

  @Test
  void aNameThatNoRingCanHaveIsALocalError() {
    for (String name : List.of("Foo", "", "a/b", "..", "x".repeat(33))) {
      assertThat(run("status", "--home", folder.toString(), "--ring", name)).isEqualTo(1);
    }
  }

  @Test
  void aSignatureAndJsonDoNotShareStandardOutput() throws Exception {
    Path file = Files.writeString(folder.resolve("a"), "a");

    assertThat(run("sign", file.toString(), "-o", "-", "--format", "json")).isEqualTo(1);
    assertThat(run("sign", "-", "--format=json")).isEqualTo(1);
  }

  @Test
  void whatCannotBeParsedIsALocalErrorInEveryForm() {
    assertThat(run()).isEqualTo(1);
    assertThat(run("nothing-like-it")).isEqualTo(1);
    assertThat(run("sign")).isEqualTo(1);
    assertThat(run("sign", "a", "--wait", "soon", "--format", "json")).isEqualTo(1);
    assertThat(run("sign", "a", "--mode", "sideways")).isEqualTo(1);
  }

  private static int run(String... words) {
    return CountersignCommand.commandLine().execute(words);
  }
}
