package io.countersign.deploy.planted;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * Takes each patch of {@code deploy/acceptance/planted}, compiles only the files it touches into an
 * overlay that comes first on the class path, and runs only the test it names: the test must be
 * green without the patch and red with it.
 *
 * <p>A patch is a unified diff from the project's root, headed by the lines {@code # Row: ...} and
 * {@code # Test: class#method}. All of it runs in this one JVM: the libraries in a shared loader,
 * the project's classes in a fresh one per patch.
 *
 * <p>Arguments: the project's root, then optionally names of patches. Exit 0 when every bug was
 * found.
 */
public final class PlantedBugs {
  private static final List<String> MODULES =
      List.of("deploy", "coordinator", "authorizing-agent", "signing-device", "protocol");

  private final Path root;
  private final Path work;
  private final ClassLoader libraries;
  private final Map<String, long[]> cleanRuns = new HashMap<>();
  private @Nullable URLClassLoader unpatched;

  private record Bug(Path patch, String row, String test, List<String> files) {}

  private PlantedBugs(Path root, Path work, ClassLoader libraries) {
    this.root = root;
    this.work = work;
    this.libraries = libraries;
  }

  public static void main(String[] args) throws Exception {
    Path root = Path.of(args[0]).toRealPath();
    Path work = Files.createTempDirectory("countersign-planted");
    try (URLClassLoader libraries =
        new URLClassLoader(libraryJars(), ClassLoader.getPlatformClassLoader())) {
      System.exit(
          new PlantedBugs(root, work, libraries).run(List.of(args).subList(1, args.length)));
    } finally {
      delete(work);
    }
  }

  /** Everything on the class path but this project's own classes. */
  private static URL[] libraryJars() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> entry.endsWith(".jar"))
        .filter(
            entry ->
                MODULES.stream()
                    .noneMatch(m -> Path.of(entry).getFileName().toString().startsWith(m + "-0")))
        .map(entry -> url(Path.of(entry)))
        .toArray(URL[]::new);
  }

  private int run(List<String> wanted) throws IOException, InterruptedException {
    List<Bug> bugs = new ArrayList<>();
    try (Stream<Path> patches = Files.list(root.resolve("deploy/acceptance/planted"))) {
      for (Path patch : patches.filter(p -> p.toString().endsWith(".patch")).sorted().toList()) {
        String name = patch.getFileName().toString();
        if (wanted.isEmpty() || wanted.contains(name)) {
          bugs.add(read(patch));
        }
      }
    }
    bugs = sample(bugs);
    int missed = 0;
    for (Bug bug : bugs) {
      String outcome = hunt(bug);
      boolean found = outcome.equals("found");
      missed += found ? 0 : 1;
      System.out.printf(
          "%-8s row %-6s %-44s %s%n",
          found ? "found" : "MISSED",
          bug.row(),
          bug.patch().getFileName(),
          found ? bug.test() : outcome);
    }
    System.out.printf(
        "%d planted bugs, %d found, %d missed%n", bugs.size(), bugs.size() - missed, missed);
    return missed == 0 && !bugs.isEmpty() ? 0 : 1;
  }

  /**
   * With {@code -Dplanted.sample=K}: K bugs of the seed {@code planted.seed}, every row among them
   * as far as K goes.
   */
  private static List<Bug> sample(List<Bug> bugs) {
    int wanted = Integer.getInteger("planted.sample", bugs.size());
    long seed = Long.getLong("planted.seed", 1);
    if (wanted >= bugs.size()) {
      return bugs;
    }
    List<Bug> shuffled = new ArrayList<>(bugs);
    Collections.shuffle(shuffled, new Random(seed));
    Set<String> rows = new HashSet<>();
    List<Bug> chosen = new ArrayList<>(shuffled.stream().filter(b -> rows.add(b.row())).toList());
    shuffled.stream().filter(b -> !chosen.contains(b)).forEach(chosen::add);
    System.out.printf(
        "   seed %d: %d of %d planted bugs, %d rows%n", seed, wanted, bugs.size(), rows.size());
    return chosen.subList(0, wanted);
  }

  private String hunt(Bug bug) throws IOException, InterruptedException {
    long[] clean = cleanRuns.get(bug.test());
    if (clean == null) {
      clean = runClean(bug);
      cleanRuns.put(bug.test(), clean);
    }
    if (clean[0] == 0) {
      return "no test " + bug.test();
    }
    if (clean[1] != 0) {
      return "already red without the bug: " + bug.test();
    }
    Path overlay = Files.createTempDirectory(work, "overlay");
    String problem = plant(bug, overlay);
    if (problem != null) {
      return problem;
    }
    try (URLClassLoader planted = loader(overlay)) {
      return runTest(bug, planted)[1] > 0 ? "found" : "stays green: " + bug.test();
    }
  }

  /**
   * One loader serves all clean runs, for a ring of test keys is dear to make; a test that is red
   * there, because another of its class left something behind, has a loader of its own.
   */
  private long[] runClean(Bug bug) throws IOException {
    if (unpatched == null) {
      unpatched = loader(null);
    }
    long[] together = runTest(bug, unpatched);
    if (together[1] == 0) {
      return together;
    }
    try (URLClassLoader own = loader(null)) {
      return runTest(bug, own);
    }
  }

  private @Nullable String plant(Bug bug, Path overlay) throws IOException, InterruptedException {
    Path sources = Files.createTempDirectory(work, "sources");
    List<Path> patched = new ArrayList<>();
    for (String file : bug.files()) {
      Path copy = sources.resolve(file);
      Files.createDirectories(copy.getParent());
      Files.copy(root.resolve(file), copy);
      patched.add(copy);
    }
    Process patch =
        new ProcessBuilder("patch", "-p1", "--batch", "--quiet", "-i", bug.patch().toString())
            .directory(sources.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(patch.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!patch.waitFor(30, TimeUnit.SECONDS) || patch.exitValue() != 0) {
      return "does not apply: " + said.strip();
    }
    return compile(patched, overlay);
  }

  private @Nullable String compile(List<Path> sources, Path overlay) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      java.io.StringWriter said = new java.io.StringWriter();
      String classPath =
          String.join(
              File.pathSeparator,
              Stream.concat(
                      projectClasses().stream().map(Path::toString),
                      Stream.of(System.getProperty("java.class.path")))
                  .toList());
      boolean compiled =
          compiler
              .getTask(
                  said,
                  files,
                  null,
                  List.of(
                      "-proc:none",
                      "-nowarn",
                      "-parameters",
                      "-d",
                      overlay.toString(),
                      "-cp",
                      classPath),
                  null,
                  files.getJavaFileObjectsFromPaths(sources))
              .call();
      return compiled ? null : "does not compile: " + said;
    }
  }

  /** The project's classes, those of an overlay first. */
  private URLClassLoader loader(@Nullable Path overlay) {
    List<URL> path = new ArrayList<>();
    if (overlay != null) {
      path.add(url(overlay));
    }
    projectClasses().forEach(classes -> path.add(url(classes)));
    return new URLClassLoader(path.toArray(URL[]::new), libraries);
  }

  private static long[] runTest(Bug bug, ClassLoader loader) {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try {
      Thread.currentThread().setContextClassLoader(loader);
      Class<?> run = loader.loadClass(TestRun.class.getName());
      return (long[]) run.getMethod("run", String.class).invoke(null, bug.test());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot run " + bug.test(), e);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  private List<Path> projectClasses() {
    return MODULES.stream()
        .flatMap(
            m ->
                Stream.of(
                    root.resolve(m + "/target/classes"), root.resolve(m + "/target/test-classes")))
        .filter(Files::isDirectory)
        .toList();
  }

  private static Bug read(Path patch) throws IOException {
    String row = "";
    String test = "";
    List<String> files = new ArrayList<>();
    for (String line : Files.readAllLines(patch)) {
      if (line.startsWith("# Row: ")) {
        row = line.substring(7).strip();
      } else if (line.startsWith("# Test: ")) {
        test = line.substring(8).strip();
      } else if (line.startsWith("+++ b/")) {
        files.add(line.substring(6).strip());
      }
    }
    if (row.isEmpty() || test.isEmpty() || files.isEmpty()) {
      throw new IOException(patch + " lacks '# Row:', '# Test:' or a file");
    }
    return new Bug(patch.toRealPath(), row, test, files);
  }

  private static URL url(Path path) {
    try {
      return path.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
