package io.countersign.agent;

import io.countersign.protocol.evidence.Approval;
import io.countersign.protocol.evidence.Json;
import io.countersign.protocol.evidence.Jws;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.SignedApproval;
import io.countersign.protocol.log.LogRecord;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.HeadWitness;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The approvals of a node's log that are still good, so that a repeated question gets the same
 * octets after a restart (I6). Hand it to {@code NodeLog.open}, then to {@link AgentNode}.
 *
 * <p>Bounded: the newest {@link AgentLimits#keptPerAgent()} of each agent. Thread: one.
 */
public final class ApprovalHistory implements Consumer<LogRecord> {
  private final int most;
  private final Clock clock;
  private final Map<String, Map<Octets, Kept>> agents = new HashMap<>();
  private HeadWitness heads = HeadWitness.NONE;

  /**
   * @param clock tells what has expired
   */
  public ApprovalHistory(AgentLimits limits, Clock clock) {
    this.most = limits.keptPerAgent();
    this.clock = clock;
  }

  /**
   * Takes one record; those of other kinds are passed over.
   *
   * @throws IllegalArgumentException if an approval's record lacks a field
   */
  @Override
  public void accept(LogRecord entry) {
    ApprovalEntry.read(entry).ifPresent(this::keep);
    heads = heads.replayed(entry);
  }

  /** What the node recorded of other nodes' logs. */
  HeadWitness heads() {
    return heads;
  }

  private void keep(ApprovalEntry entry) {
    if (entry.kept().expires() < clock.instant().getEpochSecond()) {
      return;
    }
    Map<Octets, Kept> kept = agents.computeIfAbsent(entry.agent(), name -> new LinkedHashMap<>());
    kept.put(entry.request(), entry.kept());
    if (kept.size() > most) {
      var oldest = kept.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  /**
   * What an agent remembers, but for approvals of a card or for a device that are no longer his.
   */
  AgentMemory memoryOf(Ring ring, Ring.Agent agent) {
    Map<Octets, Kept> good = new LinkedHashMap<>();
    agents
        .getOrDefault(agent.name(), Map.of())
        .forEach(
            (request, kept) -> {
              if (isOf(ring, agent, kept)) {
                good.put(request, kept);
              }
            });
    return AgentMemory.of(good);
  }

  private static boolean isOf(Ring ring, Ring.Agent agent, Kept kept) {
    Jws jws = Jws.parse(kept.approval(), Approval.TYPE, SignedApproval.MAX_CHARS);
    Approval approval = Json.read("approval", jws.payload().toByteArray(), Approval.class);
    return jws.keyId().equals(agent.serial())
        && approval.device().equals(agent.device())
        && ring.party(agent.device())
            .filter(device -> device.serial().equals(approval.deviceSerial()))
            .isPresent();
  }
}
