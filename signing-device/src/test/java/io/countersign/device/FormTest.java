package io.countersign.device;

import static io.countersign.device.Refusals.assertRefuses;

import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.DeviceProtocol.Hop;
import io.countersign.protocol.wire.DeviceProtocol.Plan;
import io.countersign.protocol.wire.DeviceProtocol.Prepare;
import io.countersign.protocol.wire.DeviceProtocol.Prove;
import io.countersign.protocol.wire.DeviceProtocol.SignHop;
import io.countersign.protocol.wire.DeviceProtocol.SignPartially;
import io.countersign.protocol.wire.DeviceProtocol.Vote;
import io.countersign.protocol.wire.Refusal.Code;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An authentic sender can leave parts of a message out, or make them any length. */
@NullUnmarked
class FormTest {
  private static final Octets ID = Octets.of(new byte[32]);
  private static final Octets SHORT = Octets.of(new byte[31]);
  private static final Plan PLAN = new Plan(1, "parallel", ID, 0, 0, List.of(1, 2, 4));

  static Stream<DeviceProtocol> malformed() {
    List<Integer> many = IntStream.rangeClosed(1, 17).boxed().toList();
    List<Vote> votes = Collections.nCopies(17, new Vote(1, ID));
    List<Hop> hops = Collections.nCopies(16, new Hop(1, ID, ID, ID));
    return Stream.of(
        new Prepare(null, "", null, PLAN, ID, List.of()),
        new Prepare(SHORT, "", null, PLAN, ID, List.of()),
        new Prepare(ID, null, null, PLAN, ID, List.of()),
        new Prepare(ID, "", null, null, ID, List.of()),
        new Prepare(ID, "", null, PLAN, null, List.of()),
        new Prepare(ID, "", null, PLAN, SHORT, List.of()),
        new Prepare(ID, "", null, new Plan(1, null, ID, 0, 0, List.of()), ID, List.of()),
        new Prepare(ID, "", null, new Plan(1, "serial", null, 0, 0, List.of()), ID, List.of()),
        new Prepare(ID, "", null, new Plan(1, "serial", SHORT, 0, 0, List.of()), ID, List.of()),
        new Prepare(ID, "", null, new Plan(1, "serial", ID, 0, 0, many), ID, List.of()),
        new SignPartially(null, 1, ID, List.of()),
        new SignPartially(ID, 1, SHORT, List.of()),
        new SignPartially(ID, 1, ID, List.of(new Vote(1, null))),
        new SignPartially(ID, 1, ID, votes),
        new SignHop(null, 1, ID, List.of(), List.of()),
        new SignHop(ID, 1, ID, List.of(new Vote(1, null)), List.of()),
        new SignHop(ID, 1, ID, List.of(), List.of(new Hop(1, null, ID, ID))),
        new SignHop(ID, 1, ID, List.of(), List.of(new Hop(1, ID, null, ID))),
        new SignHop(ID, 1, ID, List.of(), List.of(new Hop(1, ID, ID, null))),
        new SignHop(ID, 1, ID, List.of(), hops),
        new Prove(null, 1, ID),
        new Prove(ID, 1, null));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void refusesAMessageThatLacksAPart(DeviceProtocol message) {
    assertRefuses(new CoreDevice(1), message, Code.BAD_REQUEST, "message:form");
  }
}
