package io.countersign.protocol.wire;

import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.AgentProtocol.AgentProbe;
import io.countersign.protocol.wire.AgentProtocol.AgentState;
import io.countersign.protocol.wire.AgentProtocol.Approved;
import io.countersign.protocol.wire.AgentProtocol.AskApproval;
import io.countersign.protocol.wire.AgentProtocol.Declined;
import io.countersign.protocol.wire.DeviceProtocol.DeviceState;
import io.countersign.protocol.wire.DeviceProtocol.Hop;
import io.countersign.protocol.wire.DeviceProtocol.HopSigned;
import io.countersign.protocol.wire.DeviceProtocol.PartiallySigned;
import io.countersign.protocol.wire.DeviceProtocol.Plan;
import io.countersign.protocol.wire.DeviceProtocol.Prepare;
import io.countersign.protocol.wire.DeviceProtocol.Probe;
import io.countersign.protocol.wire.DeviceProtocol.Prove;
import io.countersign.protocol.wire.DeviceProtocol.Proved;
import io.countersign.protocol.wire.DeviceProtocol.Refused;
import io.countersign.protocol.wire.DeviceProtocol.SignHop;
import io.countersign.protocol.wire.DeviceProtocol.SignPartially;
import io.countersign.protocol.wire.DeviceProtocol.Vote;
import io.countersign.protocol.wire.DeviceProtocol.Voted;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One message of each type, always the same. */
final class Messages {
  private static final Octets REQUEST = filled(32, 1);
  private static final Octets HEADER = filled(32, 2);
  private static final Octets SIGNATURE = filled(64, 3);
  private static final Octets Y = filled(256, 4);
  private static final List<Vote> VOTES = List.of(new Vote(1, SIGNATURE), new Vote(3, SIGNATURE));

  private Messages() {}

  /** By the word of its type. */
  static Map<String, WireMessage> all() {
    return Stream.of(
            new Prepare(
                REQUEST,
                "header.payload.signature",
                filled(5, 5),
                new Plan(1, "parallel", filled(32, 6), 0, 7, List.of(1, 3)),
                HEADER,
                List.of("a.b.c", "d.e.f")),
            new Voted(REQUEST, 1, HEADER, 3, SIGNATURE),
            new SignPartially(REQUEST, 1, HEADER, VOTES),
            new PartiallySigned(REQUEST, 1, HEADER, 3, Y, SIGNATURE),
            new SignHop(
                REQUEST, 2, HEADER, VOTES, List.of(new Hop(3, Y, filled(96, 8), SIGNATURE))),
            new HopSigned(REQUEST, 2, HEADER, new Hop(1, Y, Octets.EMPTY, SIGNATURE)),
            new Prove(REQUEST, 1, HEADER),
            new Proved(REQUEST, 1, HEADER, 3, filled(96, 8)),
            new Refused(REQUEST, 1, "amber", Refusal.notAuthorized("quorum", "1 of 2", 1, 2)),
            new DeviceProtocol.Heads(List.of(new HeadStatement("cobalt", 9, HEADER, SIGNATURE))),
            new ServerProtocol.Pass(REQUEST, 1, ServerProtocol.Urgency.ATTEMPT, filled(80, 9)),
            new ServerProtocol.TurnedAway(REQUEST, 1, Refusal.busy("256 messages wait", 250)),
            new ServerProtocol.ServerState(
                new HeadStatement("amber-server", 5, HEADER, SIGNATURE),
                3,
                true,
                1,
                List.of(new DeviceProtocol.LockedOut("coordinator", 2, 60_000))),
            new DeviceProtocol.NextRecord("e30.e30.AA"),
            new AgentProtocol.AgentNextRecord("e30.e30.AA"),
            new ServerProtocol.ServerNextRecord("e30.e30.AA"),
            new DeviceProtocol.HeadTold(new HeadStatement("amber", 99, HEADER, SIGNATURE)),
            new AgentProtocol.AgentHeads(List.of(new HeadStatement("amber", 7, HEADER, SIGNATURE))),
            new AgentProtocol.AgentHeadTold(HeadStatement.NONE),
            new Probe(Long.MAX_VALUE),
            new DeviceState(
                7,
                "amber",
                List.of("main/add", "main/mult"),
                "openssl",
                true,
                0,
                REQUEST,
                99,
                HEADER,
                1,
                8,
                200_000_000,
                List.of(new DeviceProtocol.LockedOut("desk-1", 2, 60_000)),
                List.of(new DeviceProtocol.AlarmCount("missing-beats", "critical", 3))),
            new AskApproval(REQUEST, "legal-1", "amber", "header.payload.signature", filled(5, 5)),
            new Approved(REQUEST, "legal-1", "amber", "a.b.c"),
            new Declined(
                REQUEST, "legal-1", "amber", false, Refusal.busy("64 approvals under way", 250)),
            new AgentProbe(-1),
            new AgentState(8, "desk-1", List.of("legal-1 auto", "legal-2 refuse"), 0, 150_000_000))
        .collect(Collectors.toMap(Wire::typeOf, message -> message));
  }

  static Octets filled(int length, int value) {
    byte[] octets = new byte[length];
    Arrays.fill(octets, (byte) value);
    return Octets.of(octets);
  }
}
