package io.countersign.device;

import io.countersign.protocol.wire.SealedEnvelope;
import io.countersign.protocol.wire.Subject;
import java.util.concurrent.CompletionStage;

/** The connection of a message server with its device (M8). */
public interface DeviceLink extends AutoCloseable {

  /** Who is told what comes; called by any thread, one at a time. */
  interface Listener {
    /**
     * The device says something to a party.
     *
     * @param about what it says it is about
     */
    void answered(String to, SealedEnvelope message, Subject about);

    /** Whether there is a connection now. */
    void linked(boolean now);
  }

  /** Connects, and does so again whenever the connection is lost, until it is closed. */
  void open(Listener listener);

  /**
   * Sends; one at a time, the next when the one before is on its way.
   *
   * @return completes with whether there was a connection to send it by
   */
  CompletionStage<Boolean> send(SealedEnvelope message);

  @Override
  void close();
}
