package io.countersign.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.protocol.engine.IdentitySigner;
import io.countersign.protocol.log.FileLogStore;
import io.countersign.protocol.log.LogLimits;
import io.countersign.protocol.log.LogRecord;
import io.countersign.protocol.log.LogStore;
import io.countersign.protocol.log.NodeLog;
import io.countersign.protocol.testing.TestRing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The log of a coordinator under test: a folder, and a disk whose syncs a test holds or fails. */
public final class TestLog {
  private final Path folder;
  private final CountDownLatch held = new CountDownLatch(1);
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private volatile boolean broken;

  /**
   * @param folder where the log is, or will be
   */
  public TestLog(Path folder) {
    this.folder = folder;
  }

  /** Opens it, and creates it before if there is none. */
  public CoordinatorLog open(TestRing ring) {
    String name = TestRing.COORDINATOR;
    IdentitySigner identity = ring.identity(name);
    Clock clock = Clock.systemUTC();
    try {
      Files.createDirectories(folder);
      if (!NodeLog.exists(folder)) {
        var owner = CoordinatorLog.owner(name, ring.ring(), identity::sign);
        NodeLog.create(folder, owner, clock).close();
      }
      return openWithoutCreating(ring);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Opens it as a coordinator's process does. */
  CoordinatorLog openWithoutCreating(TestRing ring) throws IOException {
    String name = TestRing.COORDINATOR;
    IdentitySigner identity = ring.identity(name);
    return CoordinatorLog.open(gated(), name, ring.ring(), identity::sign, Clock.systemUTC());
  }

  /** Syncs wait from now on. */
  void hold() {
    gate = new CountDownLatch(1);
  }

  /** Returns once a sync waits. */
  void awaitHeld() throws InterruptedException {
    assertThat(held.await(20, TimeUnit.SECONDS)).as("a sync waits").isTrue();
  }

  void letGo() {
    gate.countDown();
  }

  /** Syncs fail from now on, or do no longer. */
  void breakDown(boolean fails) {
    broken = fails;
  }

  /** What it holds but genesis and seals; nobody may have it open. */
  List<LogRecord> records(TestRing ring) throws IOException {
    List<LogRecord> records = new ArrayList<>();
    var owner =
        CoordinatorLog.owner(
            TestRing.COORDINATOR, ring.ring(), ring.identity(TestRing.COORDINATOR)::sign);
    NodeLog.open(
            FileLogStore.open(folder),
            owner,
            Clock.systemUTC(),
            LogLimits.SEGMENT_OCTETS,
            records::add)
        .close();
    return records;
  }

  private LogStore gated() throws IOException {
    FileLogStore disk = FileLogStore.open(folder);
    return (LogStore)
        Proxy.newProxyInstance(
            LogStore.class.getClassLoader(),
            new Class<?>[] {LogStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("sync")) {
                pass();
              }
              try {
                return method.invoke(disk, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private void pass() throws IOException {
    if (gate.getCount() > 0) {
      held.countDown();
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
    if (broken) {
      throw new IOException("No space left on device");
    }
  }
}
