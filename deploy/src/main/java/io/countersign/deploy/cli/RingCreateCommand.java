package io.countersign.deploy.cli;

import io.countersign.deploy.local.RingFolder;
import io.countersign.deploy.local.RingMaker;
import io.countersign.protocol.engine.Engines;
import io.countersign.protocol.thresholdrsa.SafePrimes;
import io.countersign.protocol.thresholdrsa.SecretArithmetic;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code countersign ring create}: the folder of a local ring, with its keys dealt. */
@Command(
    name = "create",
    description = "Make the folder of a local ring: keys, cards, certificates, dealt key sets.",
    mixinStandardHelpOptions = true)
final class RingCreateCommand implements Callable<Integer> {
  private static final long SAY_EVERY = 5_000;

  @Mixin private RingOptions options = new RingOptions();
  @Mixin private RingShape shape = new RingShape();

  @Option(
      names = "--if-missing",
      description =
          "Do nothing if the ring exists already, also when another process makes it now.")
  private boolean ifMissing;

  @Option(
      names = "--until-input-ends",
      description = "Give up when standard input ends: for a program that starts this and may die.")
  private boolean untilInputEnds;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (untilInputEnds) {
      endWithInput();
    }
    RingFolder ring = options.folder();
    if (ifMissing && ring.exists()) {
      return said(ring, "exists already");
    }
    RingMaker maker =
        new RingMaker(
            shape.plan(options.ring()), RingCreateCommand::search, Console::say, Clock.systemUTC());
    try {
      return said(maker.make(options.home()), "is made");
    } catch (FileAlreadyExistsException e) {
      if (ifMissing && ring.exists()) {
        return said(ring, "was made by another process");
      }
      throw e;
    }
  }

  private int said(RingFolder ring, String how) {
    if (options.json()) {
      Console.json(Map.of("ring", options.ring(), "folder", ring.path().toString()));
    } else {
      Console.say("ring " + options.ring() + " " + how + " in " + ring.path());
    }
    return ExitCode.DONE.code();
  }

  /** A pipe ends with the process that holds its other end, however that process ends. */
  private static void endWithInput() {
    Thread watching =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {}
              } catch (IOException e) {
                Console.say("standard input failed: " + e.getMessage());
              }
              System.exit(ExitCode.LOCAL.code());
            },
            "watch-input");
    watching.setDaemon(true);
    watching.start();
  }

  private static SafePrimes search(String key, int bits) throws InterruptedException {
    SecretArithmetic engine = Engines.best();
    AtomicLong said = new AtomicLong();
    return SafePrimes.generate(
        bits,
        engine::powPublic,
        new SecureRandom(),
        Runtime.getRuntime().availableProcessors(),
        tested -> {
          long step = tested / SAY_EVERY;
          if (step > 0 && said.getAndSet(step) < step) {
            Console.say(
                "  searching safe primes for " + key + ": " + tested + " candidates tested");
          }
        });
  }
}
