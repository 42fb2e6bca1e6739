package io.countersign.deploy.drill;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.countersign.deploy.drill.Trace.Slot;
import io.countersign.deploy.guard.BootClock;
import io.countersign.deploy.node.DrilledDevice;
import io.countersign.device.GuardDrill;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process of some throw-away devices: each from its own folder, opened as a node opens it, with
 * its own guard, port, log and mark. Secrets: those of the devices.
 */
public final class DeviceHost {
  /** All devices are erased. */
  public static final int ERASED = 78;

  /** File by which the process says that its devices are opened. */
  static final String READY = "ready";

  /** File by which the drill says that their guards shall begin. */
  static final String GO = "go";

  private static final Duration LOOK = Duration.ofMillis(10);
  private static final int PARENT_GONE = 75;
  private static final Logger LOG = LoggerFactory.getLogger(DeviceHost.class);

  private final Path folder;
  private final boolean guarded;
  private final Clock clock;
  private final Supplier<Duration> boot;

  private sealed interface Message {}

  private record Start(Path device, Behavior<Void> guard, Trace trace) implements Message {}

  private record Gone(Trace trace) implements Message {}

  private DeviceHost(Path folder, boolean guarded, Clock clock, Supplier<Duration> boot) {
    this.folder = folder;
    this.guarded = guarded;
    this.clock = clock;
    this.boot = boot;
  }

  /**
   * Runs until all devices are erased or standard input ends.
   *
   * @param folder whose folders are the devices
   * @param guarded whether their guards are set up
   * @param acting whether something acts under them
   * @return the exit code
   */
  public static int run(Path folder, boolean guarded, boolean acting, Clock clock)
      throws IOException {
    endWithInput();
    BootClock clocks = BootClock.ofThisMachine(clock);
    Supplier<Duration> boot = () -> clocks.get().boot();
    return new DeviceHost(folder, guarded, clock, boot)
        .run(acting ? Optional.of(Acting.start(boot)) : Optional.empty());
  }

  private int run(Optional<Acting> acting) throws IOException {
    List<Path> devices;
    try (Stream<Path> inside = Files.list(folder)) {
      devices = inside.filter(path -> Files.exists(path.resolve("node.conf"))).sorted().toList();
    }
    Config config =
        ConfigFactory.parseString(
                """
                akka.actor.provider = local
                akka.coordinated-shutdown.run-by-jvm-shutdown-hook = off
                """)
            .withFallback(ConfigFactory.load());
    ActorSystem<Message> system = ActorSystem.create(guardian(devices.size()), "drill", config);
    List<Optional<DrilledDevice>> all = new ArrayList<>();
    for (Path device : devices) {
      all.add(DrilledDevice.open(device.resolve("node.conf"), guarded, clock));
    }
    awaitGo();
    for (int i = 0; i < devices.size(); i++) {
      begin(system, devices.get(i), all.get(i), acting);
    }
    LOG.info("{} devices", devices.size());
    system.getWhenTerminated().toCompletableFuture().join();
    for (Optional<DrilledDevice> device : all) {
      if (device.isPresent()) {
        device.get().close();
      }
    }
    return ERASED;
  }

  private void begin(
      ActorSystem<Message> system,
      Path folder,
      Optional<DrilledDevice> device,
      Optional<Acting> acting)
      throws IOException {
    Trace trace = Trace.open(folder);
    trace.set(Slot.BEGAN, boot.get());
    if (device.isEmpty()) {
      system.tell(new Gone(trace));
    } else if (device.get().drill().isPresent()) {
      GuardDrill drill = device.get().drill().get();
      system.tell(new Start(folder, drill.behavior(), trace));
      acting.ifPresent(acts -> acts.add(drill, trace));
    }
  }

  /** Says that all is opened, and waits until the drill wants the guards to begin. */
  private void awaitGo() throws IOException {
    Files.writeString(folder.resolve(READY), "");
    while (!Files.exists(folder.resolve(GO))) {
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  /** Watches the guards; the system ends when the last of them has erased its device. */
  private Behavior<Message> guardian(int count) {
    return Behaviors.setup(
        context -> {
          List<String> dead = new ArrayList<>();
          Map<String, Trace> traces = new HashMap<>();
          return Behaviors.receive(Message.class)
              .onMessage(
                  Start.class,
                  start -> {
                    String name = String.valueOf(start.device().getFileName());
                    traces.put(name, start.trace());
                    context.watch(context.spawn(start.guard(), name));
                    return Behaviors.same();
                  })
              .onMessage(
                  Gone.class,
                  gone -> {
                    gone.trace().set(Slot.DEAD, boot.get());
                    dead.add("before");
                    return dead.size() == count ? Behaviors.stopped() : Behaviors.same();
                  })
              .onSignal(
                  ChildFailed.class,
                  failed -> {
                    String name = failed.getRef().path().name();
                    Trace trace = traces.get(name);
                    if (trace == null || !DrilledDevice.isErasing(failed.getCause())) {
                      LOG.error("{} failed", name, failed.getCause());
                      return Behaviors.same();
                    }
                    trace.set(Slot.DEAD, boot.get());
                    dead.add(name);
                    return dead.size() == count ? Behaviors.stopped() : Behaviors.same();
                  })
              .build();
        });
  }

  /** A pipe ends with the process that holds its other end, however that process ends. */
  private static void endWithInput() {
    Thread watching =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {}
              } catch (IOException e) {
                LOG.warn("standard input failed: {}", e.getMessage());
              }
              Runtime.getRuntime().halt(PARENT_GONE);
            },
            "watch-input");
    watching.setDaemon(true);
    watching.start();
  }
}
