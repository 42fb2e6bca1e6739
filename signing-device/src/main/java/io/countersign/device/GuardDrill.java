package io.countersign.device;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.Behaviors;
import io.countersign.protocol.engine.IdentitySigner;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.thresholdrsa.Family;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.PublicRecord;
import io.countersign.protocol.thresholdrsa.SessionHeader;
import io.countersign.protocol.thresholdrsa.SessionId;
import io.countersign.protocol.thresholdrsa.SignatureAlgorithm;
import io.countersign.protocol.thresholdrsa.SigningMode;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The guard of a throw-away device with a drill in the place of the signing device (M27): the drill
 * acts unasked, through the gate and the {@link ShareWork} that signing uses, and what was computed
 * is dropped here, so that nothing signed ever leaves. Secrets: the shares, in the guard's vault.
 * Thread: safe for concurrent use.
 */
public final class GuardDrill {
  private static final Octets NOTHING = Octets.of(new byte[32]);

  private final GuardSetup guard;
  private final GuardGate gate;
  private final IdentitySigner identity;
  private final Job job;

  /** The device's gate, which also notes when it was last found open. */
  private final class Asked implements Gate {
    private Optional<Duration> open = Optional.empty();

    @Override
    public boolean isOpen() {
      Duration at = guard.clock().get().boot();
      boolean is = gate.isOpen();
      open = is ? Optional.of(at) : Optional.empty();
      return is;
    }
  }

  /**
   * @param ring in which the device holds a share of the swa key
   * @param identity the device's
   * @throws IllegalArgumentException if it holds none
   */
  public GuardDrill(GuardSetup guard, Ring ring, IdentitySigner identity) {
    this.guard = guard;
    this.gate = new GuardGate(guard.clock());
    this.identity = identity;
    this.job = job(ring.swa(), guard.device());
  }

  /** A partial signature of nothing: no device that votes would ever come to it. */
  private static Job job(Ring.KeySet key, String device) {
    PublicRecord record = key.family(Family.ADD).orElseThrow();
    int own =
        key.indexOf(device)
            .orElseThrow(() -> new IllegalArgumentException(device + " holds no share"));
    List<Integer> signers =
        Stream.iterate(own, i -> i % key.n() + 1).limit(record.threshold().t()).sorted().toList();
    SessionHeader header =
        new SessionHeader(
            record.keyId(),
            record.epoch(),
            new SessionId(NOTHING),
            SignatureAlgorithm.RSASSA_PKCS1_V1_5_SHA256,
            NOTHING,
            Octets.EMPTY,
            SigningMode.PARALLEL,
            record.phf().rowsSeparating(signers).get(0),
            signers);
    return new Job.Partial(NOTHING, 1, record.keyId(), header);
  }

  /** The guard as an actor; it fails with {@link DeviceErased}. */
  public Behavior<Void> behavior() {
    return Behaviors.setup(
        context -> {
          ActorRef<GuardMessage> watcher =
              context.spawn(
                  DeviceGuard.create(guard, gate),
                  "guard",
                  DispatcherSelector.fromConfig(GuardedDevice.GUARD_DISPATCHER));
          context.watch(watcher);
          return Behaviors.receive(Void.class)
              .onSignal(ChildFailed.class, GuardedDevice::failed)
              .build();
        });
  }

  /**
   * Asks as an act does, before and after the share is looked for, and computes nothing.
   *
   * @return when the gate was found open last, by the boot clock; empty if the device may not act
   */
  public Optional<Duration> ask() {
    Asked asked = new Asked();
    boolean may =
        guard.vault().using(() -> asked.isOpen() && guard.vault().held(job.keyId()).isPresent());
    return may && asked.isOpen() ? asked.open : Optional.empty();
  }

  /**
   * Computes a partial signature as the device does, and drops it.
   *
   * @return when the gate was asked after it, by the boot clock; empty if the device may not act
   * @throws IllegalStateException if the share is there and was not used for another reason
   */
  public Optional<Duration> act() {
    Asked asked = new Asked();
    ShareWork work =
        new ShareWork(guard.device(), guard.vault(), identity, new SecureRandom(), asked);
    Job.Outcome outcome = work.run(job);
    if (outcome instanceof Job.NotMade not) {
      if (asked.open.isPresent() && guard.vault().held(job.keyId()).isPresent()) {
        throw new IllegalStateException("no partial signature was made: " + not.refusal());
      }
      return Optional.empty();
    }
    return asked.open;
  }

  /** Whether no share is in memory. */
  public boolean isEmpty() {
    return guard.vault().ready().isEmpty();
  }

  @Override
  public String toString() {
    return "GuardDrill[" + guard.device() + ", redacted]";
  }
}
