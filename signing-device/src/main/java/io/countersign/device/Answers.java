package io.countersign.device;

import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.DeviceProtocol.Hop;
import io.countersign.protocol.wire.DeviceProtocol.HopSigned;
import io.countersign.protocol.wire.DeviceProtocol.PartiallySigned;
import io.countersign.protocol.wire.DeviceProtocol.Proved;
import io.countersign.protocol.wire.DeviceProtocol.Voted;

/** What a device answers about an attempt; each is a function of what it remembers. */
final class Answers {
  private Answers() {}

  static Voted voted(Octets request, Attempt attempt) {
    return new Voted(
        request,
        attempt.plan().attempt(),
        attempt.header().octets(),
        attempt.index(),
        attempt.vote());
  }

  static PartiallySigned partiallySigned(Octets request, Attempt attempt, Job.PartialMade made) {
    return new PartiallySigned(
        request,
        attempt.plan().attempt(),
        attempt.header().octets(),
        attempt.index(),
        made.y(),
        made.signature());
  }

  static HopSigned hopSigned(Octets request, Attempt attempt, Hop hop) {
    return new HopSigned(request, attempt.plan().attempt(), attempt.header().octets(), hop);
  }

  static Proved proved(Octets request, Attempt attempt, Octets proof) {
    return new Proved(
        request, attempt.plan().attempt(), attempt.header().octets(), attempt.index(), proof);
  }
}
