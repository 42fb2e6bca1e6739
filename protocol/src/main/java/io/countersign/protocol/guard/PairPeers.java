package io.countersign.protocol.guard;

import io.countersign.protocol.engine.DerivedKey;
import io.countersign.protocol.evidence.Ring;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Those with whom one party of the satellites' protocol shares a secret (M28), by name and by the
 * serial of the identity key. Secrets: the pair secrets, until {@link #close}. Thread: one.
 *
 * @param <P> what is kept of each
 */
final class PairPeers<P extends PairPeers.Peer> implements AutoCloseable {
  private final Map<String, P> byName = new HashMap<>();
  private final Map<String, P> bySerial = new HashMap<>();

  /** One of them. */
  interface Peer {
    Ring.Party party();

    DerivedKey pair();
  }

  /**
   * Takes one on, and its secret over, which is closed at once if it is not taken.
   *
   * @throws IllegalArgumentException if it was taken on before
   */
  void add(P peer) {
    String name = peer.party().name();
    if (byName.containsKey(name)) {
      peer.pair().close();
      throw new IllegalArgumentException(name + " was taken on before");
    }
    byName.put(name, peer);
    bySerial.put(peer.party().serial(), peer);
  }

  Optional<P> named(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /**
   * @throws BeatRefused {@code satellite:source} if nobody has it
   */
  P ofSerial(String serial) throws BeatRefused {
    P peer = bySerial.get(serial);
    if (peer == null) {
      throw new BeatRefused("satellite:source", "serial " + serial);
    }
    return peer;
  }

  /** Erases the secrets. Idempotent. */
  @Override
  public void close() {
    byName.values().forEach(peer -> peer.pair().close());
    byName.clear();
    bySerial.clear();
  }
}
