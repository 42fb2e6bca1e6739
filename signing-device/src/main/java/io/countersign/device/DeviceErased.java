package io.countersign.device;

/**
 * The device's guard destroyed its shares, because too few heartbeat sources were heard for too
 * long (M27) or because it was threatened (M29). It stays dead: whoever runs it ends the process
 * and does not start it again.
 */
public final class DeviceErased extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DeviceErased(String device) {
    super(
        device
            + " is erased by its guard, and its log says why; deal it new shares"
            + " with a new identity");
  }
}
