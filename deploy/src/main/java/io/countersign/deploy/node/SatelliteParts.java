package io.countersign.deploy.node;

import io.countersign.deploy.config.Endpoint;
import io.countersign.deploy.config.NodeConfig;
import io.countersign.deploy.config.NodeKeys;
import io.countersign.deploy.guard.SatelliteNode;
import io.countersign.deploy.guard.SatellitePort;
import io.countersign.device.SatelliteSetup;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.guard.PairSecret;
import io.countersign.protocol.guard.SatelliteAsker;
import io.countersign.protocol.guard.SatelliteBook;
import io.countersign.protocol.guard.SatellitePolicy;
import io.countersign.protocol.guard.SatelliteResponder;
import io.countersign.protocol.log.LogRecord;
import io.countersign.protocol.log.NodeLog;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.RecordMark;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/** Puts a satellite together, and what a device needs to ask satellites (M28). */
final class SatelliteParts {
  private static final int NONCE = 16;

  /** What a satellite's log says, record by record. */
  private static final class Fold {
    private SatelliteBook.State state = SatelliteBook.State.NEW;
    private final RecordMark records = new RecordMark();

    private void take(LogRecord record) {
      state = SatelliteBook.replayed(state, record);
      records.accept(record);
    }
  }

  private SatelliteParts() {}

  /**
   * Of a device; the guard closes its secrets.
   *
   * @throws IllegalArgumentException if a name is no satellite of the ring
   */
  static SatelliteSetup setup(NodeConfig config, SatellitePolicy policy, NodeKeys keys) {
    Ring ring = keys.ring();
    SecureRandom random = new SecureRandom();
    SatelliteAsker asker =
        new SatelliteAsker(
            config.node(),
            ring.party(config.node()).orElseThrow().serial(),
            ring.genesis(),
            ring::revokes);
    Map<String, Endpoint> addresses = new LinkedHashMap<>();
    try {
      for (String name : policy.satellites()) {
        Ring.Party party =
            ring.party(name)
                .filter(p -> p.role() == Role.SATELLITE)
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "device.guard.satellites.names: the ring has no satellite " + name));
        addresses.put(name, Endpoint.parse(party.address()));
        asker.add(party, PairSecret.of(ring.name(), keys.agreement(), party.agreement()));
      }
    } catch (IllegalArgumentException | IllegalStateException failed) {
      asker.close();
      throw failed;
    }
    return new SatelliteSetup(
        policy,
        asker,
        new SatellitePort(addresses),
        () -> {
          byte[] nonce = new byte[NONCE];
          random.nextBytes(nonce);
          return Octets.of(nonce);
        });
  }

  /**
   * A satellite; the caller closes it.
   *
   * @throws IllegalArgumentException if an operator is no agent of the ring
   * @throws IOException if its log is damaged, in use or cannot be opened
   */
  static SatelliteNode node(
      NodeConfig config, NodeConfig.SatellitePart part, NodeKeys keys, Clock clock)
      throws IOException {
    Ring ring = keys.ring();
    for (String name : part.operators().names()) {
      if (ring.agent(name).isEmpty()) {
        throw new IllegalArgumentException(
            "satellite.operators: the ring has no agent " + name + " with a card");
      }
    }
    Fold fold = new Fold();
    NodeLog log =
        NodeLog.open(config.log(), LogOwners.of(config.node(), keys.identity()), clock, fold::take);
    SatelliteResponder responder =
        new SatelliteResponder(
            config.node(),
            keys.identity().publicKey().serial(),
            ring.genesis(),
            keys.identity()::sign,
            new SecureRandom());
    boolean made = false;
    try {
      fold.records.agree(ring, log);
      for (Ring.Party device : ring.parties(Role.DEVICE)) {
        responder.add(device, PairSecret.of(ring.name(), keys.agreement(), device.agreement()));
      }
      SatelliteNode node =
          new SatelliteNode(
              config,
              keys,
              responder,
              new SatelliteBook(config.node(), ring, part.operators()),
              fold.state,
              log,
              clock);
      made = true;
      return node;
    } finally {
      if (!made) {
        responder.close();
        log.close();
      }
    }
  }
}
