package io.countersign.coordinator.http;

import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.wire.RecordTaker;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;

/**
 * All that the HTTP edge is given.
 *
 * @param ring who may connect: its requesters, by their pinned TLS certificates
 * @param host address to listen at
 * @param port port to listen at; 0 takes a free one
 * @param tls engines for the called side, with the coordinator's key and the pinned trust
 * @param clock wall clock
 * @param limits every bound
 * @param records where the ring's records after number 0 are
 */
public record HttpSetup(
    Ring ring,
    String host,
    int port,
    Supplier<SSLEngine> tls,
    Clock clock,
    Limits limits,
    RecordTaker.Keeper records) {
  /**
   * @param bodyOctets longest request body
   * @param bodies bodies that may be arriving at the same time; one that came whole with its head
   *     does not count
   * @param bodyTime longest time for a body to arrive
   * @param idle connections are closed after so long without traffic; longer than {@code waitMax}
   * @param connections open at the same time
   * @param waitMax longest long poll
   * @param answer how long the coordinator may take to answer, waiting not counted
   */
  public record Limits(
      long bodyOctets,
      int bodies,
      Duration bodyTime,
      Duration idle,
      int connections,
      Duration waitMax,
      Duration answer) {
    /** 2 MiB in 10 s, 16 of them at the same time, 1,024 connections, long polls of up to 60 s. */
    public static Limits defaults() {
      return new Limits(
          2L * 1024 * 1024,
          16,
          Duration.ofSeconds(10),
          Duration.ofSeconds(75),
          1024,
          Duration.ofSeconds(60),
          Duration.ofSeconds(10));
    }
  }
}
