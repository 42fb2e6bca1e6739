package io.countersign.device;

/**
 * The device destroyed its shares because too few heartbeat sources were heard for too long (M27).
 * It stays dead: whoever runs it ends the process and does not start it again.
 */
public final class DeviceErased extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DeviceErased(String device) {
    super(
        device
            + " is erased: its heartbeat sources were silent past erase-after; deal it new shares"
            + " with a new identity");
  }
}
