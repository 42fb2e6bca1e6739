package io.countersign.deploy.node;

import akka.actor.typed.Behavior;
import io.countersign.agent.AgentLimits;
import io.countersign.agent.AgentNode;
import io.countersign.agent.AgentPolicy;
import io.countersign.agent.AgentSetup;
import io.countersign.agent.ApprovalHistory;
import io.countersign.agent.Card;
import io.countersign.agent.PinFile;
import io.countersign.deploy.config.NodeConfig;
import io.countersign.deploy.config.NodeKeys;
import io.countersign.protocol.log.NodeLog;
import io.countersign.protocol.wire.Outbox;
import io.countersign.protocol.wire.RecordMark;
import io.countersign.protocol.wire.SealedEnvelope;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A node that hosts agents' cards: the cards unlocked, the log verified and replayed. */
final class AgentsPart implements NodePart {
  private final String name;
  private final NodeKeys keys;
  private final List<AgentSetup.Seat> seats;
  private final NodeLog log;
  private final ApprovalHistory history;
  private final Clock clock;

  private AgentsPart(
      String name,
      NodeKeys keys,
      List<AgentSetup.Seat> seats,
      NodeLog log,
      ApprovalHistory history,
      Clock clock) {
    this.name = name;
    this.keys = keys;
    this.seats = seats;
    this.log = log;
    this.history = history;
    this.clock = clock;
  }

  /**
   * @throws IOException if the log is damaged, in use or cannot be opened
   * @throws io.countersign.agent.CardException if a card cannot be unlocked
   */
  static AgentsPart open(
      NodeConfig config, NodeConfig.AgentsPart agents, NodeKeys keys, Clock clock)
      throws IOException {
    List<AgentSetup.Seat> seats = new ArrayList<>();
    for (NodeConfig.CardFiles files : agents.cards()) {
      char[] pin = PinFile.read(files.pinFile());
      try {
        Card card = Card.open(files.card(), files.agent(), pin);
        seats.add(new AgentSetup.Seat(card, AgentPolicy.ofLabel(files.policy())));
      } finally {
        Arrays.fill(pin, '\0');
      }
    }
    AgentSetup.requireFitting(config.node(), keys.ring(), keys.identity(), seats);
    ApprovalHistory history = new ApprovalHistory(AgentLimits.DEFAULT, clock);
    RecordMark records = new RecordMark();
    NodeLog log =
        NodeLog.open(
            config.log(),
            LogOwners.of(config.node(), keys.identity()),
            clock,
            record -> {
              history.accept(record);
              records.accept(record);
            });
    records.agree(keys.ring(), log);
    return new AgentsPart(config.node(), keys, seats, log, history, clock);
  }

  @Override
  public Behavior<SealedEnvelope> party(Outbox outbox) {
    return AgentNode.create(
        new AgentSetup(
            name,
            keys.ring(),
            keys.identity(),
            keys.agreement(),
            seats,
            log,
            history,
            outbox,
            clock,
            new SecureRandom(),
            ProcessMemory::residentBytes,
            AgentLimits.DEFAULT,
            keys.records()));
  }
}
