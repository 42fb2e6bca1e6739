package io.countersign.protocol.wire;

/**
 * Where sealed messages leave a party. It never blocks and never fails: a message to a party that
 * is not there is lost, and the sender's deadline notices. Thread: safe for concurrent use;
 * messages of one thread to one party keep their order.
 */
@FunctionalInterface
public interface Outbox {
  /**
   * @param to name of the receiving party
   */
  void send(String to, SealedEnvelope message);

  /**
   * The same, telling who carries the message what it is about, which he cannot see.
   *
   * @param about for the log of a message server (M8)
   */
  default void send(String to, SealedEnvelope message, Subject about) {
    send(to, message);
  }
}
