package io.countersign.coordinator;

import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.AgentProtocol;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.WireMessage;
import java.util.Optional;

/** Which request an answer belongs to. */
final class Routing {
  private Routing() {}

  /** Empty for what no device or agent answers. */
  static Optional<Octets> requestOf(WireMessage message) {
    if (message instanceof DeviceProtocol.Voted m) {
      return Optional.of(m.request());
    }
    if (message instanceof DeviceProtocol.PartiallySigned m) {
      return Optional.of(m.request());
    }
    if (message instanceof DeviceProtocol.HopSigned m) {
      return Optional.of(m.request());
    }
    if (message instanceof DeviceProtocol.Proved m) {
      return Optional.of(m.request());
    }
    if (message instanceof DeviceProtocol.Refused m) {
      return Optional.of(m.request());
    }
    if (message instanceof AgentProtocol.Approved m) {
      return Optional.of(m.request());
    }
    if (message instanceof AgentProtocol.Declined m) {
      return Optional.of(m.request());
    }
    return Optional.empty();
  }
}
