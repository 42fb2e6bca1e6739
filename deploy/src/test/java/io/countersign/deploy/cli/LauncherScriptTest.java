package io.countersign.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/countersign} in a checkout, with a Java and a Maven, that only pretend to be so. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LauncherScriptTest {
  private static final String JAVA =
      """
      #!/bin/sh
      for word; do
        case $word in
          -XshowSettings*) echo '    java.specification.version = 17'; exit 0 ;;
          -XX:ArchiveClassesAtExit=*) : >"${word#*=}"; exit 0 ;;
        esac
      done
      printf 'LC_ALL=%s\\n' "${LC_ALL:-}"
      """;

  /** Builds when the gate is opened. */
  private static final String MAVEN =
      """
      #!/bin/sh
      echo built >>"$TOOLS/builds"
      read go <"$TOOLS/gate"
      : >deploy/target/deploy-0.jar
      """;

  @TempDir private Path folder = Path.of("");

  private final List<Process> started = new ArrayList<>();

  @BeforeEach
  void makeTools() throws Exception {
    executable(folder.resolve("tools/bin/java"), JAVA);
    executable(folder.resolve("tools/bin/mvn"), MAVEN);
    assertThat(new ProcessBuilder("mkfifo", folder.resolve("tools/gate").toString()).start())
        .matches(LauncherScriptTest::succeeds);
  }

  @AfterEach
  void endWhatIsLeft() {
    for (Process process : started) {
      List<ProcessHandle> below = process.descendants().toList();
      process.destroyForcibly();
      below.forEach(ProcessHandle::destroyForcibly);
    }
  }

  @Test
  void twoFirstRunsBuildOnce() throws Exception {
    assumeTrue(hasFlock(), "this system has no flock");
    Path checkout = checkout("checkout");
    Process first = run(checkout, Map.of());
    try (BufferedReader firstSays = first.errorReader()) {
      assertThat(firstSays.readLine()).startsWith("countersign: building");
      Process second = run(checkout, Map.of());
      try (BufferedReader secondSays = second.errorReader()) {
        assertThat(secondSays.readLine())
            .isEqualTo("countersign: waiting for another run that builds");
        Files.writeString(folder.resolve("tools/gate"), "go\n");
        assertThat(first).matches(LauncherScriptTest::succeeds);
        assertThat(second).matches(LauncherScriptTest::succeeds);
        assertThat(secondSays.readLine()).isNull();
      }
    }
    assertThat(Files.readAllLines(folder.resolve("tools/builds"))).hasSize(1);
  }

  @Test
  void aColonInThePathIsRefusedByName() throws Exception {
    Path checkout = built("with:colon");
    Process process = run(checkout, Map.of());
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(text(process.getErrorStream().readAllBytes()))
        .contains(checkout.toRealPath().toString(), "':'", "move or clone");
  }

  @Test
  void namesOfFilesAreUtf8WhereNoLocaleIsSet() throws Exception {
    Path checkout = built("checkout");
    assertThat(output(run(checkout, Map.of()))).isEqualTo("LC_ALL=C.UTF-8\n");
    assertThat(output(run(checkout, Map.of("LANG", "C")))).isEqualTo("LC_ALL=\n");
    assertThat(output(run(checkout, Map.of("LC_CTYPE", "C")))).isEqualTo("LC_ALL=\n");
    assertThat(output(run(checkout, Map.of("LC_ALL", "C")))).isEqualTo("LC_ALL=C\n");
  }

  private Path checkout(String name) throws IOException {
    Path checkout = folder.resolve(name);
    Path script = checkout.resolve("deploy/bin/countersign");
    Files.createDirectories(script.getParent());
    Files.copy(Path.of("bin", "countersign"), script);
    return checkout;
  }

  private Path built(String name) throws IOException {
    Path checkout = checkout(name);
    Path target = Files.createDirectories(checkout.resolve("deploy/target"));
    for (String file : List.of("countersign.built", "countersign.jsa", "deploy-0.jar")) {
      Files.createFile(target.resolve(file));
    }
    return checkout;
  }

  private Process run(Path checkout, Map<String, String> locale) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("sh", checkout.resolve("deploy/bin/countersign").toString(), "--help");
    Map<String, String> environment = builder.environment();
    List.of("LC_ALL", "LC_CTYPE", "LANG").forEach(environment::remove);
    environment.putAll(locale);
    Path tools = folder.resolve("tools");
    environment.put("TOOLS", tools.toString());
    environment.put("JAVA_HOME", tools.toString());
    environment.put("PATH", tools.resolve("bin") + ":" + System.getenv("PATH"));
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private static String output(Process process) throws IOException {
    return text(process.getInputStream().readAllBytes());
  }

  private static String text(byte[] octets) {
    return new String(octets, StandardCharsets.UTF_8);
  }

  private static boolean succeeds(Process process) {
    return process.onExit().join().exitValue() == 0;
  }

  private static boolean hasFlock() {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .anyMatch(place -> Files.isExecutable(Path.of(place, "flock")));
  }

  private static void executable(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }
}
