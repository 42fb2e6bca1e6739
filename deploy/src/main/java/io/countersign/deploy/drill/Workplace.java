package io.countersign.deploy.drill;

import io.countersign.deploy.config.Endpoint;
import io.countersign.deploy.config.NodeConfig;
import io.countersign.deploy.drill.Trace.Slot;
import io.countersign.deploy.guard.BootClock;
import io.countersign.deploy.local.PrivateFiles;
import io.countersign.deploy.local.ThrowAwayRing;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * What every part of the drill works with.
 *
 * @param folder in which everything lies
 * @param keep whether it stays
 */
record Workplace(Path folder, ThrowAwayRing ring, BootClock boot, Clock clock, boolean keep) {
  static final String HOST = "127.0.0.1";
  private static final Duration LOOK = Duration.ofMillis(10);
  private static final long ARMED_WITHIN = 100;
  private static final long PATIENCE = 180_000;

  /** Milliseconds of the boot clock. */
  long now() {
    return boot.get().boot().toMillis();
  }

  /** Removes a folder, if nothing shall stay. */
  void remove(Path done) throws IOException {
    if (!keep) {
      PrivateFiles.deleteTree(done);
    }
  }

  void pause() throws InterruptedException {
    LockSupport.parkNanos(LOOK.toNanos());
    if (Thread.interrupted()) {
      throw new InterruptedException("the drill");
    }
  }

  void pauseUntil(long moment) throws InterruptedException {
    while (now() < moment) {
      pause();
    }
  }

  /** Free UDP ports of the loopback address. */
  static Iterator<Endpoint> addresses(int count) throws IOException {
    List<DatagramSocket> sockets = new ArrayList<>();
    try {
      List<Endpoint> free = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        DatagramSocket socket =
            new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        sockets.add(socket);
        free.add(new Endpoint(HOST, socket.getLocalPort()));
      }
      return free.iterator();
    } finally {
      sockets.forEach(DatagramSocket::close);
    }
  }

  /** A fresh device in a host's folder; which of the ring's devices it copies goes round. */
  Subject device(Path host, int number, Endpoint beats, Duration disarm, Duration erase)
      throws IOException {
    PrivateFiles.folder(host);
    Path target = host.resolve("%03d-%s".formatted(number, name(number)));
    ring.copy(target, name(number), beats, disarm, erase, clock);
    return new Subject(target, number, disarm.toMillis(), erase.toMillis());
  }

  /** Where the beats for a device go. */
  NodeConfig.Target target(int number, Endpoint address) {
    return new NodeConfig.Target(name(number), address);
  }

  private String name(int number) {
    return ring.devices().get(number % ring.devices().size());
  }

  /**
   * Starts processes of devices; when all and the sources are up, the guards begin, with no silence
   * behind them.
   *
   * @throws IOException if that lasts too long, or a process ended
   */
  void start(List<Hosted> hosts) throws IOException, InterruptedException {
    for (Hosted host : hosts) {
      host.process().start();
    }
    long end = now() + PATIENCE;
    while (!hosts.stream().allMatch(host -> host.process().isReady()) || !allSend()) {
      requireAlive(hosts);
      requireBefore(end, "up");
      pause();
    }
    for (Hosted host : hosts) {
      for (Subject subject : host.subjects()) {
        ring.beginSilence(subject.folder(), name(subject.number()), clock);
      }
      host.process().go();
    }
  }

  private boolean allSend() throws IOException {
    for (String source : ring.sources()) {
      if (!ring.isSending(source)) {
        return false;
      }
    }
    return true;
  }

  private void requireAlive(List<Hosted> hosts) throws IOException {
    for (Hosted host : hosts) {
      if (!host.process().isAlive()) {
        throw new IOException("a process of devices ended by itself: " + host.process().said());
      }
    }
  }

  private void requireBefore(long end, String what) throws IOException {
    if (now() > end) {
      throw new IOException("the devices were not " + what + " within " + PATIENCE + " ms");
    }
  }

  /**
   * Waits until all devices may act at the same time.
   *
   * @throws GuardFault if a device is erased meanwhile that was armed
   * @throws TooBusy if one is erased that never was: its process did not come to hear its beats
   * @throws IOException if that lasts too long, or a process ended
   */
  void awaitArmed(List<Hosted> hosts) throws IOException, InterruptedException {
    long end = now() + PATIENCE;
    while (!allArmed(hosts)) {
      for (Hosted host : hosts) {
        for (Subject subject : host.subjects()) {
          if (subject.trace().get(Slot.DEAD) > 0 && subject.trace().get(Slot.OPENED) == 0) {
            throw new TooBusy(subject + " was not armed before its erase-after");
          }
          if (subject.trace().get(Slot.DEAD) > 0) {
            throw new GuardFault(
                host.script() + " " + subject + " was erased while its beats came");
          }
        }
      }
      requireAlive(hosts);
      requireBefore(end, "armed");
      pause();
    }
  }

  private boolean allArmed(List<Hosted> hosts) {
    long now = now();
    return hosts.stream()
        .flatMap(host -> host.subjects().stream())
        .allMatch(
            subject -> subject.isArmed(now, ARMED_WITHIN) && subject.trace().get(Slot.ACTS) > 0);
  }
}
