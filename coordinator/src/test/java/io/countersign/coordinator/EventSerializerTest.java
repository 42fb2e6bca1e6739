package io.countersign.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.DeviceProtocol;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The frozen samples in {@code events-v1.txt}: journals written today stay readable. */
class EventSerializerTest {
  private static final Octets A = Octets.ofHex("0a".repeat(32));
  private static final Octets B = Octets.ofHex("0b".repeat(64));

  private static final Map<String, RequestEvent> SAMPLES = new LinkedHashMap<>();

  static {
    SAMPLES.put("accepted/1", new RequestEvent.Accepted("a.b.c", Octets.ofHex("00ff"), 1795254000));
    SAMPLES.put(
        "approvals-gathered/1",
        new RequestEvent.ApprovalsGathered("cobalt", List.of("d.e.f", "g.h.i"), 1795254001));
    SAMPLES.put(
        "agent-declined/1",
        new RequestEvent.AgentDeclined("legal-1", "cobalt", "not this one", 1795254002));
    SAMPLES.put(
        "attempt-planned/1",
        new RequestEvent.AttemptPlanned(
            7, "serial", A, 0, 2, List.of(1, 2, 5), List.of(5, 1, 2), A, 1795254003));
    SAMPLES.put(
        "attempt-failed/1",
        new RequestEvent.AttemptFailed(
            7, "basalt", List.of(new RequestEvent.Exclusion(2, "proof:c", true)), 1795254004));
    SAMPLES.put(
        "signed/1",
        new RequestEvent.Signed(
            8,
            A,
            B,
            List.of(new DeviceProtocol.Vote(1, B)),
            List.of(new RequestEvent.Partial(1, A, B)),
            List.of(new DeviceProtocol.Hop(1, A, B, B)),
            1795254005));
    SAMPLES.put("failed/1", new RequestEvent.Failed("too few", 1795254006));
    SAMPLES.put("expired/1", new RequestEvent.Expired(1795254007));
  }

  private final EventSerializer serializer = new EventSerializer();

  @Test
  void readsTheFrozenSamples() throws IOException {
    Map<String, String> frozen = frozen();

    assertThat(frozen.keySet())
        .isEqualTo(SAMPLES.keySet())
        .isEqualTo(EventSerializer.TYPES.keySet());
    frozen.forEach(
        (manifest, hex) ->
            assertThat(serializer.fromBinary(Octets.ofHex(hex).toByteArray(), manifest))
                .as(manifest)
                .isEqualTo(SAMPLES.get(manifest)));
  }

  @Test
  void writesTheFrozenSamples() throws IOException {
    Map<String, String> frozen = frozen();

    SAMPLES.forEach(
        (manifest, event) -> {
          assertThat(serializer.manifest(event)).isEqualTo(manifest);
          assertThat(Octets.of(serializer.toBinary(event)).hex())
              .as(manifest)
              .isEqualTo(frozen.get(manifest));
        });
  }

  /** Journals written before texts of others were bounded hold them at full length. */
  @Test
  void cutsAndCleansTextsOfOthersThatAnOldJournalHolds() {
    String title = "\u001b]0;x\n";
    Map<String, Object> declined =
        Map.of(
            "agent",
            "legal-1",
            "device",
            "cobalt",
            "reason",
            title.repeat(200_000),
            "at",
            1795254002);
    Map<String, Object> failed =
        Map.of(
            "attempt",
            7,
            "reason",
            title.repeat(200_000),
            "excluded",
            List.of(Map.of("device", 2, "check", title.repeat(50), "culprit", false)),
            "at",
            1795254004);

    RequestEvent.AgentDeclined first =
        (RequestEvent.AgentDeclined) serializer.fromBinary(cbor(declined), "agent-declined/1");
    RequestEvent.AttemptFailed second =
        (RequestEvent.AttemptFailed) serializer.fromBinary(cbor(failed), "attempt-failed/1");

    assertThat(first.reason()).hasSize(512).startsWith("?]0;x??]0;x?");
    assertThat(second.reason()).hasSize(8192).matches("[?\\]0;x]*");
    assertThat(second.excluded().get(0).check()).hasSize(64).matches("[?\\]0;x]*");
  }

  private static byte[] cbor(Map<String, Object> value) {
    try {
      return new CBORMapper().writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void hasASampleOfEveryEvent() {
    assertThat(RequestEvent.class.getPermittedSubclasses())
        .as("every event is registered")
        .allSatisfy(type -> assertThat(EventSerializer.TYPES.containsValue(type)).isTrue());
  }

  @Test
  void refusesAnUnknownVersion() {
    byte[] octets = serializer.toBinary(new RequestEvent.Expired(1));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> serializer.fromBinary(octets, "expired/2"))
        .withMessageContaining("'expired/2' is not known");
  }

  @Test
  void refusesWhatFollowsAnEvent() {
    byte[] octets = serializer.toBinary(new RequestEvent.Expired(1));
    byte[] longer = Arrays.copyOf(octets, octets.length + 1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> serializer.fromBinary(longer, "expired/1"));
  }

  private static Map<String, String> frozen() throws IOException {
    try (InputStream in = EventSerializerTest.class.getResourceAsStream("events-v1.txt")) {
      assertThat(in).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" ", 2))
          .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    }
  }
}
