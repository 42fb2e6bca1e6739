package io.countersign.device;

/** The judgement of a device. */
final class DeviceCore {
  private DeviceCore() {}
}
