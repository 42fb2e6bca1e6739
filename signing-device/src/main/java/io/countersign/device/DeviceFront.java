package io.countersign.device;

/** The door of a device. */
final class DeviceFront {
  private DeviceFront() {}
}
