package io.countersign.deploy.client;

import io.countersign.deploy.config.Endpoint;
import io.countersign.protocol.evidence.EvidenceException;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.guard.SatelliteReceipt;
import io.countersign.protocol.guard.SignedSatelliteOrder;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Brings an order to a satellite (M28): sends it again and again until a receipt of that satellite
 * for that order comes; anything else that comes is ignored. An order may be brought any number of
 * times.
 */
public final class SatelliteClient {
  /** Waits after each try. */
  public static final List<Duration> PATIENCE =
      List.of(
          Duration.ofMillis(400),
          Duration.ofMillis(800),
          Duration.ofMillis(1200),
          Duration.ofMillis(1600));

  private final List<Duration> patience;

  /**
   * @param patience how long to wait after each try
   */
  public SatelliteClient(List<Duration> patience) {
    this.patience = List.copyOf(patience);
  }

  /**
   * Brings it.
   *
   * @return empty if no receipt came: the order may have been obeyed all the same
   * @throws IOException if the satellite's host is unknown or no socket can be had
   */
  public Optional<SatelliteReceipt> bring(SignedSatelliteOrder order, Ring.Party satellite)
      throws IOException {
    Endpoint endpoint = Endpoint.parse(satellite.address());
    InetSocketAddress address = new InetSocketAddress(endpoint.host(), endpoint.port());
    if (address.isUnresolved()) {
      throw new UnknownHostException("the host of " + satellite.name() + ", " + endpoint.host());
    }
    byte[] datagram = order.datagram();
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(address);
      for (Duration wait : patience) {
        socket.send(new DatagramPacket(datagram, datagram.length));
        Optional<SatelliteReceipt> receipt = await(socket, order, satellite, wait);
        if (receipt.isPresent()) {
          return receipt;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<SatelliteReceipt> await(
      DatagramSocket socket, SignedSatelliteOrder order, Ring.Party satellite, Duration wait)
      throws IOException {
    long end = System.nanoTime() + wait.toNanos();
    byte[] buffer = new byte[SignedSatelliteOrder.OCTETS];
    while (true) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        return Optional.empty();
      }
      socket.setSoTimeout((int) left);
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      try {
        socket.receive(packet);
        String text =
            new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
        return Optional.of(SatelliteReceipt.verified(text, satellite, order.id()));
      } catch (SocketTimeoutException e) {
        return Optional.empty();
      } catch (PortUnreachableException | EvidenceException ignored) {
        // Nobody listens yet, or somebody else spoke: the try goes on until its time is over.
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
    }
  }
}
