package io.countersign.deploy.ring;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import io.countersign.agent.AgentLimits;
import io.countersign.agent.AgentNode;
import io.countersign.agent.AgentPolicy;
import io.countersign.agent.AgentSetup;
import io.countersign.agent.ApprovalHistory;
import io.countersign.agent.Card;
import io.countersign.coordinator.CoordinatorLog;
import io.countersign.deploy.node.LogOwners;
import io.countersign.device.DealtVault;
import io.countersign.device.DeviceLimits;
import io.countersign.device.DeviceLog;
import io.countersign.device.DeviceSetup;
import io.countersign.device.Gate;
import io.countersign.device.SigningDevice;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.log.FileLogStore;
import io.countersign.protocol.log.LogOwner;
import io.countersign.protocol.log.LogRecord;
import io.countersign.protocol.log.NodeLog;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.wire.Outbox;
import io.countersign.protocol.wire.SealedEnvelope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * What the nodes of a ring have on disk: cards, written once, and for each case a folder of new
 * logs. Devices and agents' nodes are started from it as their processes start them, but that
 * devices get their shares from the dealer.
 */
final class NodeFiles {
  private static final String PIN = "012345";
  private static final List<String> PIN_COSTS =
      List.of(
          "keystore.pkcs12.certPbeIterationCount",
          "keystore.pkcs12.keyPbeIterationCount",
          "keystore.pkcs12.macIterationCount");

  private final TestRing ring;
  private final Path folder;
  private final Clock clock = Clock.systemUTC();

  private NodeFiles(TestRing ring, Path folder) {
    this.ring = ring;
    this.folder = folder;
  }

  /** Writes the cards of all agents. */
  static NodeFiles write(TestRing ring, Path folder) throws IOException {
    NodeFiles files = new NodeFiles(ring, folder);
    // A card is opened thousands of times here; its PIN need not resist guessing.
    PIN_COSTS.forEach(cost -> System.setProperty(cost, "1"));
    try {
      for (Ring.Party node : ring.ring().parties(Role.AGENTS)) {
        ring.ring()
            .agentsAt(node.name())
            .forEach(
                agent ->
                    Card.create(
                        files.card(agent.name()),
                        agent.name(),
                        PIN.toCharArray(),
                        ring.card(agent.name())));
      }
    } finally {
      PIN_COSTS.forEach(System::clearProperty);
    }
    return files;
  }

  TestRing ring() {
    return ring;
  }

  /** A folder with an empty log for each node. */
  Path newLogs(String name) throws IOException {
    Path logs = Files.createDirectory(folder.resolve(name));
    for (Ring.Party party : ring.ring().parties()) {
      if (party.role() == Role.DEVICE) {
        DeviceLog.create(
            logs.resolve(party.name()), party.name(), ring.identity(party.name()), clock);
      } else if (party.role() == Role.AGENTS || party.role() == Role.COORDINATOR) {
        NodeLog.create(logs.resolve(party.name()), owner(party.name()), clock).close();
      }
    }
    return logs;
  }

  /** All records of a node's log, which nobody may have open; the log is verified whole. */
  List<LogRecord> records(Path logs, String node) throws IOException {
    List<LogRecord> records = new ArrayList<>();
    NodeLog.open(logs.resolve(node), owner(node), clock, records::add).close();
    return records;
  }

  /** A device over its log, which is opened when the actor starts. */
  Behavior<SealedEnvelope> device(String name, Path logs, Outbox outbox) {
    return Behaviors.setup(
        context ->
            SigningDevice.create(
                new DeviceSetup(
                    name,
                    ring.ring(),
                    ring.identity(name),
                    ring.agreement(name),
                    DealtVault.of(ring, index(name)),
                    DeviceLog.open(logs.resolve(name), name, ring.identity(name), clock),
                    outbox,
                    clock,
                    new SecureRandom(),
                    DeviceLimits.DEFAULT,
                    Gate.ALWAYS,
                    next -> {})));
  }

  /** An agents' node over its agents' cards and its log, all opened when the actor starts. */
  Behavior<SealedEnvelope> agents(String name, Path logs, Outbox outbox) {
    return Behaviors.setup(
        context -> {
          List<AgentSetup.Seat> seats =
              ring.ring().agentsAt(name).stream()
                  .map(agent -> Card.open(card(agent.name()), agent.name(), PIN.toCharArray()))
                  .map(card -> new AgentSetup.Seat(card, AgentPolicy.AUTO))
                  .toList();
          ApprovalHistory history = new ApprovalHistory(AgentLimits.DEFAULT, clock);
          NodeLog log = NodeLog.open(logs.resolve(name), owner(name), clock, history);
          return AgentNode.create(
              new AgentSetup(
                  name,
                  ring.ring(),
                  ring.identity(name),
                  ring.agreement(name),
                  seats,
                  log,
                  history,
                  outbox,
                  clock,
                  new SecureRandom(),
                  () -> 4096,
                  AgentLimits.DEFAULT,
                  next -> {}));
        });
  }

  /** The coordinator's log, opened. */
  CoordinatorLog coordinator(String name, Path logs) throws IOException {
    FileLogStore store = FileLogStore.open(logs.resolve(name));
    return CoordinatorLog.open(store, name, ring.ring(), ring.identity(name)::sign, clock);
  }

  private LogOwner owner(String node) {
    return LogOwners.of(node, ring.identity(node));
  }

  private int index(String device) {
    return ring.ring().key(TestRing.MAIN).orElseThrow().indexOf(device).orElseThrow();
  }

  private Path card(String agent) {
    return folder.resolve(agent + ".p12");
  }
}
