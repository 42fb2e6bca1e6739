package io.countersign.deploy.cli;

import io.countersign.deploy.local.RingFolder;
import io.countersign.deploy.local.RingMaker;
import io.countersign.protocol.engine.Engines;
import io.countersign.protocol.thresholdrsa.SafePrimes;
import io.countersign.protocol.thresholdrsa.SecretArithmetic;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code countersign ring create}: the folder of a local ring, with its keys dealt. */
@Command(
    name = "create",
    description = "Make the folder of a local ring: keys, cards, certificates, dealt key sets.",
    mixinStandardHelpOptions = true)
final class RingCreateCommand implements Callable<Integer> {
  private static final long SAY_EVERY = 5_000;

  @Mixin private RingOptions options = new RingOptions();
  @Mixin private RingShape shape = new RingShape();

  @Override
  public Integer call() throws IOException, InterruptedException {
    RingMaker maker =
        new RingMaker(
            shape.plan(options.ring()), RingCreateCommand::search, Console::say, Clock.systemUTC());
    RingFolder made = maker.make(options.home());
    if (options.json()) {
      Console.json(Map.of("ring", options.ring(), "folder", made.path().toString()));
    } else {
      Console.say("ring " + options.ring() + " is made in " + made.path());
    }
    return ExitCode.DONE.code();
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
