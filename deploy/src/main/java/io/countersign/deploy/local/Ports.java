package io.countersign.deploy.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Free ports of the loopback address, chosen when a ring is made and kept in its record. They lie
 * below the range from which systems take the ports of outgoing connections.
 */
final class Ports {
  private static final int FIRST = 20_000;
  private static final int LAST = 31_999;

  private Ports() {}

  /**
   * @throws IOException if there are not so many
   */
  static List<Integer> free(int count, RandomGenerator random) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    int range = LAST - FIRST + 1;
    int start = random.nextInt(range);
    List<Integer> free = new ArrayList<>();
    for (int i = 0; i < range && free.size() < count; i++) {
      int port = FIRST + (start + i) % range;
      if (isFree(loopback, port)) {
        free.add(port);
      }
    }
    if (free.size() < count) {
      throw new IOException("fewer than " + count + " free ports in " + FIRST + ".." + LAST);
    }
    return free;
  }

  private static boolean isFree(InetAddress address, int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, address)) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
