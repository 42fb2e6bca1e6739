package io.countersign.device;

/** Where questions to satellites go out, and answers come in. */
public interface SatelliteLink extends Beats {
  /**
   * Sends a question; one that cannot be sent is lost, as datagrams are.
   *
   * @param satellite name of the party
   */
  void send(String satellite, byte[] question);
}
