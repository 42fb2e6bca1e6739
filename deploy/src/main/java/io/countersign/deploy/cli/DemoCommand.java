package io.countersign.deploy.cli;

import io.countersign.deploy.local.JavaCommand;
import io.countersign.deploy.local.PrivateFiles;
import io.countersign.deploy.local.RingFolder;
import io.countersign.deploy.local.Supervisor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign demo}: a whole ring, made, used, broken and removed again. */
@Command(
    name = "demo",
    description = {
      "Show everything at once: make a throw-away ring of separate processes, sign FILE in parallel",
      "and serially, kill devices while it signs, and leave FILE.sig and FILE.public.pem.",
      "Example: countersign demo README.md",
      "Exit codes: 0 all of it worked, 1 local error, 2 a step failed."
    },
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private static final String RING = "demo";
  private static final Duration START = Duration.ofSeconds(180);

  @Parameters(paramLabel = "FILE", description = "What to sign.")
  private String file = "";

  @Mixin private RingShape shape = new RingShape();

  @Option(names = "--force", description = "Replace FILE.sig and FILE.public.pem.")
  private boolean force;

  @Override
  public Integer call() throws IOException, InterruptedException {
    DemoFiles files = DemoFiles.of(file, force);
    shape.plan(RING);
    Path home = Files.createTempDirectory("countersign-demo-");
    Cleaning cleaning = new Cleaning(home);
    Thread atExit = new Thread(cleaning, "clean");
    Runtime.getRuntime().addShutdownHook(atExit);
    try {
      run(files, home, cleaning);
    } finally {
      cleaning.run();
    }
    return ExitCode.DONE.code();
  }

  private void run(DemoFiles files, Path home, Cleaning cleaning)
      throws IOException, InterruptedException {
    Console.say("== 1. a throw-away ring in " + home);
    List<String> arguments =
        new ArrayList<>(List.of("ring", "create", "--home", home.toString(), "--ring", RING));
    arguments.addAll(shape.arguments());
    RingCreation.run(arguments);
    RingFolder ring = RingFolder.of(home, RING);
    Console.say(
        "== 2. "
            + ring.nodeNames().size()
            + " processes on loopback, TLS 1.3 between all of them: "
            + String.join(", ", ring.nodeNames()));
    Supervisor supervisor =
        new Supervisor(ring, new JavaCommand(true), line -> Console.say("   " + line));
    cleaning.supervise(supervisor);
    supervisor.start();
    try (Session session = Session.open(ring)) {
      new Readiness(session.api(), line -> Console.say("   " + line)).await(List.of(), START);
      new DemoSteps(session, ring, files).run();
    }
  }

  /** Ends all processes and removes the ring, once, also when the program is interrupted. */
  private static final class Cleaning implements Runnable {
    private final Path home;
    private Optional<Supervisor> supervisor = Optional.empty();
    private boolean done;

    private Cleaning(Path home) {
      this.home = home;
    }

    synchronized void supervise(Supervisor started) {
      supervisor = Optional.of(started);
    }

    @Override
    public synchronized void run() {
      if (done) {
        return;
      }
      done = true;
      Console.say("== stopping all processes and removing " + home);
      supervisor.ifPresent(Supervisor::close);
      try {
        PrivateFiles.deleteTree(home);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
