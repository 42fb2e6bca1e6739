package io.countersign.device;

/**
 * The device stopped acting because its log cannot be written (I7). It leaves {@link
 * SigningDevice#create} as the cause of the actor's failure: who watches it sees {@code
 * akka.actor.typed.ChildFailed} with this cause and ends the process.
 */
public final class DeviceHalted extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DeviceHalted(String message, Throwable cause) {
    super(message, cause);
  }
}
