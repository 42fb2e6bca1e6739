package io.countersign.deploy.cli;

import io.countersign.deploy.local.JavaCommand;
import io.countersign.deploy.local.PrivateFiles;
import io.countersign.deploy.local.RingFolder;
import io.countersign.deploy.local.Supervisor;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code countersign ring supervise}: keeps the nodes of a local ring running until it is ended.
 */
@Command(
    name = "supervise",
    description = "Keep the nodes of a local ring running, in the foreground, until this is ended.",
    mixinStandardHelpOptions = true)
final class RingSuperviseCommand implements Callable<Integer> {
  @Mixin private RingOptions options = new RingOptions();

  @Override
  public Integer call() throws IOException, InterruptedException {
    RingFolder ring = options.existing();
    PrivateFiles.folder(ring.run());
    try (FileChannel lockFile =
            FileChannel.open(
                ring.run().resolve("supervisor.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = lockFile.tryLock()) {
      if (lock == null) {
        throw new CommandFailure(
            ExitCode.LOCAL, "ring " + options.ring() + " has a supervisor already");
      }
      supervise(ring);
    }
    return ExitCode.DONE.code();
  }

  private static void supervise(RingFolder ring) throws InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    Supervisor supervisor =
        new Supervisor(
            ring, new JavaCommand(false), line -> Console.say(Instant.now() + " " + line));
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  supervisor.close();
                  ended.countDown();
                },
                "stop-nodes"));
    supervisor.start();
    ended.await();
  }
}
