package io.countersign.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.log.LogEntry;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.SignatureAlgorithm;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which events of a request are acts, and what the log says of them (I7). */
class ActRecordsTest {
  private static final TestRing RING = Rings.SMALL;
  private static final byte[] DOCUMENT = "A tally.".getBytes(StandardCharsets.UTF_8);

  private final SignedRequest request =
      RING.request(
          DOCUMENT, SignatureAlgorithm.RSASSA_PKCS1_V1_5_SHA256, "parallel", Instant.now());
  private final Stored accepted =
      Stored.EMPTY.apply(
          new RequestEvent.Accepted(request.jws().text(), Octets.of(DOCUMENT), 1), RING.ring());

  @Test
  void namesEachCulpritAndNobodyWhoOnlyRefused() {
    RequestEvent failed =
        new RequestEvent.AttemptFailed(
            3,
            "two devices failed",
            List.of(
                new RequestEvent.Exclusion(1, "partial:proof", true),
                new RequestEvent.Exclusion(2, "request:purpose", false)),
            1);

    assertThat(records(failed))
        .containsExactly(
            LogEntry.of(
                "culprit-found",
                request.id().hex(),
                Map.of("attempt", 3, "device", "device-1", "check", "partial:proof")));
  }

  @Test
  void saysHowARequestEndedUnsigned() {
    assertThat(records(new RequestEvent.Failed("fewer than 2 devices", 1)))
        .containsExactly(
            LogEntry.of(
                "request-refused", request.id().hex(), Map.of("reason", "fewer than 2 devices")));
    assertThat(records(new RequestEvent.Expired(1)))
        .singleElement()
        .satisfies(entry -> assertThat(entry.kind()).isEqualTo("request-expired"));
  }

  @Test
  void namesTheDevicesOfAPlanInTheOrderInWhichTheySign() {
    RequestEvent plan =
        new RequestEvent.AttemptPlanned(
            2,
            "serial",
            Octets.of(new byte[32]),
            0,
            1,
            List.of(1, 3),
            List.of(3, 1),
            Octets.of(new byte[32]),
            1);

    assertThat(records(plan))
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.kind()).isEqualTo("attempt-planned");
              assertThat(entry.body()).containsEntry("devices", List.of("device-3", "device-1"));
              assertThat(entry.body()).containsEntry("attempt", 2L).containsEntry("mode", "serial");
            });
  }

  @Test
  void whatPeopleSaidIsInTheJournalAlone() {
    assertThat(
            records(
                new RequestEvent.AgentDeclined("agent-1-1", "device-1", "says no", 1),
                new RequestEvent.ApprovalsGathered("device-1", List.of(), 1)))
        .isEmpty();
  }

  private List<LogEntry> records(RequestEvent... events) {
    return ActRecords.of(List.of(events), accepted);
  }
}
