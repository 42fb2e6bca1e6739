package io.countersign.protocol.wire;

import io.countersign.protocol.thresholdrsa.Octets;
import org.jspecify.annotations.Nullable;

/**
 * What a message to or from a device is about, as far as it says so.
 *
 * @param request the request's id; empty where it is about none
 * @param attempt 0 where it is about none
 */
public record Subject(Octets request, int attempt) {
  /** About no request. */
  public static final Subject NONE = new Subject(Octets.EMPTY, 0);

  /** That of a message of which nothing was checked yet. */
  public static Subject of(DeviceProtocol message) {
    if (message instanceof DeviceProtocol.Prepare m) {
      return new Subject(orEmpty(m.request()), m.plan() == null ? 0 : m.plan().attempt());
    }
    if (message instanceof DeviceProtocol.SignPartially m) {
      return new Subject(orEmpty(m.request()), m.attempt());
    }
    if (message instanceof DeviceProtocol.SignHop m) {
      return new Subject(orEmpty(m.request()), m.attempt());
    }
    if (message instanceof DeviceProtocol.Prove m) {
      return new Subject(orEmpty(m.request()), m.attempt());
    }
    if (message instanceof DeviceProtocol.Act m) {
      return new Subject(m.request(), m.attempt());
    }
    if (message instanceof DeviceProtocol.Refused m) {
      return new Subject(orEmpty(m.request()), m.attempt());
    }
    return NONE;
  }

  private static Octets orEmpty(@Nullable Octets octets) {
    return octets == null ? Octets.EMPTY : octets;
  }
}
