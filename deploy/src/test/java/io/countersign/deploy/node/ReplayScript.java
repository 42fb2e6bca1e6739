package io.countersign.deploy.node;

import io.countersign.deploy.config.NodeKeys;
import io.countersign.deploy.node.ReplayCoordinator.Heard;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.wire.AgentProtocol;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.EnvelopeSealer;
import io.countersign.protocol.wire.Outbox;
import io.countersign.protocol.wire.SealedEnvelope;
import io.countersign.protocol.wire.WireMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Envelopes that were honest once, sent again over the real wire to running nodes (issue 3, item
 * 6): replayed, reflected, out of order, to another node, and put together from two. Only probes
 * are sent, each with a number of its own, so that every answer is to be had from one honest
 * message: one that is not was got by an envelope that must not count. Half-way a device is killed
 * and comes back, and hears what was sent to it before. The report goes to {@code run/replay.txt};
 * its last line is {@code PASSED} or {@code BROKEN}.
 */
final class ReplayScript implements Runnable {
  private static final int KEPT = 4_096;
  private static final int HONEST_EVERY = 10;
  private static final long ANSWER_MILLIS = 10_000;
  private static final long SILENCE_MILLIS = 1_500;
  private static final long LATER = 3_600_000;

  private final Ring ring;
  private final Outbox outbox;
  private final Path run;
  private final BlockingQueue<Heard> heard;
  private final EnvelopeSealer sealer;
  private final List<String> nodes = new ArrayList<>();
  private final List<Sent> sent = new ArrayList<>();
  private final List<Heard> answers = new ArrayList<>();
  private final Map<Long, String> open = new HashMap<>();
  private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
  private final StringBuilder report = new StringBuilder();
  private final Random random;
  private final int tries;
  private long id;
  private long honest;
  private boolean broken;

  private enum Kind {
    REPLAY,
    RETARGET,
    REFLECT,
    REORDER,
    SPLICE,
    RENUMBER
  }

  private record Sent(String to, SealedEnvelope envelope) {}

  ReplayScript(
      String name,
      NodeKeys keys,
      Outbox outbox,
      Clock clock,
      Path folder,
      BlockingQueue<Heard> heard,
      int tries,
      long seed) {
    this.tries = tries;
    this.random = new Random(seed);
    this.ring = keys.ring();
    this.outbox = outbox;
    this.run = folder.resolve("run");
    this.heard = heard;
    this.sealer =
        new EnvelopeSealer(
            name, ring, keys.identity()::sign, keys.agreement(), clock, new SecureRandom());
    ring.parties(Role.DEVICE).forEach(party -> nodes.add(party.name()));
    ring.parties(Role.AGENTS).forEach(party -> nodes.add(party.name()));
  }

  @Override
  public void run() {
    try {
      attack();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      broken = true;
    } catch (IOException | RuntimeException e) {
      broken = true;
      report.append("failed: ").append(e).append('\n');
    } finally {
      counts.forEach((kind, count) -> report.append("%-9s %d%n".formatted(kind, count)));
      report
          .append(honest)
          .append(" honest messages between them, all answered once\n")
          .append(broken ? "BROKEN" : "PASSED")
          .append('\n');
      write();
    }
  }

  private void attack() throws IOException, InterruptedException {
    for (String node : nodes) {
      await(node);
    }
    for (int i = 0; i < tries && !broken; i++) {
      if (i % HONEST_EVERY == 0) {
        honest(nodes.get(random.nextInt(nodes.size())));
      }
      attempt(Kind.values()[random.nextInt(Kind.values().length)]);
      if (i == tries / 2) {
        restart();
      }
    }
    for (String node : nodes) {
      honest(node);
    }
    take(SILENCE_MILLIS, Long.MAX_VALUE);
  }

  /** The program that started this ring kills a device, and its supervisor starts it again. */
  private void restart() throws IOException, InterruptedException {
    Files.createFile(run.resolve("half"));
    while (Files.exists(run.resolve("half"))) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    for (String node : nodes) {
      await(node);
    }
    report.append("a device was killed half-way and came back\n");
  }

  /** Asks until there is an answer: the node may be starting. */
  private void await(String node) throws InterruptedException {
    for (int i = 0; i < 200; i++) {
      long asked = ask(node);
      if (take(500, asked)) {
        return;
      }
    }
    throw new IllegalStateException(node + " does not answer");
  }

  private void honest(String node) throws InterruptedException {
    honest++;
    if (!take(ANSWER_MILLIS, ask(node))) {
      broken = true;
      report.append(node).append(" does not answer an honest message\n");
    }
  }

  private long ask(String node) {
    long number = ++id;
    deliver(node, honestEnvelope(node, number));
    return number;
  }

  private SealedEnvelope honestEnvelope(String node, long number) {
    boolean device = ring.party(node).orElseThrow().role() == Role.DEVICE;
    WireMessage probe =
        device ? new DeviceProtocol.Probe(number) : new AgentProtocol.AgentProbe(number);
    open.put(number, node);
    return sealer.seal(node, probe);
  }

  private void deliver(String node, SealedEnvelope envelope) {
    keep(sent, new Sent(node, envelope));
    outbox.send(node, envelope);
  }

  private <T> void keep(List<T> list, T one) {
    if (list.size() < KEPT) {
      list.add(one);
    } else {
      list.set(random.nextInt(KEPT), one);
    }
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private String otherThan(String node) {
    String other = any(nodes);
    return other.equals(node) ? nodes.get((nodes.indexOf(node) + 1) % nodes.size()) : other;
  }

  private void attempt(Kind kind) throws InterruptedException {
    counts.merge(kind, 1, Integer::sum);
    Sent one = any(sent);
    SealedEnvelope envelope = one.envelope();
    switch (kind) {
      case REPLAY -> outbox.send(one.to(), envelope);
      case RETARGET -> outbox.send(otherThan(one.to()), envelope);
      case REFLECT -> {
        Heard answer = any(answers);
        String author = answer.opened().from();
        outbox.send(random.nextBoolean() ? author : otherThan(author), answer.raw());
      }
      case REORDER -> {
        SealedEnvelope late = honestEnvelope(one.to(), ++id);
        open.remove(id);
        honest(one.to());
        outbox.send(one.to(), late);
        keep(sent, new Sent(one.to(), late));
      }
      case SPLICE -> {
        SealedEnvelope other = any(sent).envelope();
        outbox.send(
            one.to(),
            new SealedEnvelope(
                envelope.opening(),
                envelope.signature(),
                other.sequence() + 1,
                other.issued(),
                other.expires(),
                other.sealed()));
      }
      case RENUMBER ->
          outbox.send(
              one.to(),
              new SealedEnvelope(
                  envelope.opening(),
                  envelope.signature(),
                  envelope.sequence() + 1 + random.nextInt(1_000),
                  envelope.issued(),
                  envelope.expires() + LATER,
                  envelope.sealed()));
    }
  }

  /**
   * Takes answers until that one is there. Each must be the first to an honest message, from whom
   * that was for.
   */
  private boolean take(long millis, long wanted) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (true) {
      Heard next = heard.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      if (next == null) {
        return false;
      }
      keep(answers, next);
      long number = numberOf(next.opened().message());
      if (!next.opened().from().equals(open.remove(number))) {
        broken = true;
        report.append("ANSWERED: ").append(next.opened()).append('\n');
        return false;
      }
      if (number == wanted) {
        return true;
      }
    }
  }

  private static long numberOf(WireMessage message) {
    if (message instanceof DeviceProtocol.DeviceState state) {
      return state.id();
    }
    return message instanceof AgentProtocol.AgentState state ? state.id() : -1;
  }

  private void write() {
    try {
      Path fresh = run.resolve("replay.txt.new");
      Files.writeString(fresh, report);
      Files.move(fresh, run.resolve("replay.txt"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
