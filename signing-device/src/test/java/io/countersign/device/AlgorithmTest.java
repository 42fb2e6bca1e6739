package io.countersign.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.PublicRecord;
import io.countersign.protocol.thresholdrsa.SignatureAlgorithm;
import io.countersign.protocol.thresholdrsa.SigningMode;
import io.countersign.protocol.wire.DeviceProtocol.Plan;
import io.countersign.protocol.wire.DeviceProtocol.Prepare;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A8: a key whose record allows PSS alone signs nothing else. */
class AlgorithmTest {
  private static final TestRing PSS_ONLY =
      TestRing.of(2, 2, 2, 2, List.of(SignatureAlgorithm.RSASSA_PSS_SHA256));

  private final Ring ring = PSS_ONLY.ring();
  private final PrepareChecks checks =
      new PrepareChecks(
          ring, ring.party("device-1").orElseThrow(), keyId -> true, DeviceLimits.DEFAULT);

  @Test
  void refusesAnAlgorithmThatTheKeysRecordDoesNotAllow() {
    Prepare pkcs1 = prepare(SignatureAlgorithm.RSASSA_PKCS1_V1_5_SHA256);

    assertThatThrownBy(() -> checks.check(pkcs1, Bench.NOW))
        .isInstanceOf(Refusing.class)
        .hasMessageStartingWith("header:alg")
        .hasMessageContaining("RSASSA-PSS-SHA256");
  }

  @Test
  void takesTheAlgorithmThatIsAllowed() {
    Prepare pss = prepare(SignatureAlgorithm.RSASSA_PSS_SHA256);

    assertThat(checks.check(pss, Bench.NOW).header().octets()).isEqualTo(pss.header());
  }

  private Prepare prepare(SignatureAlgorithm algorithm) {
    Ring.KeySet key = ring.key(TestRing.MAIN).orElseThrow();
    PublicRecord record = Bench.record(key, SigningMode.PARALLEL);
    SignedRequest request = PSS_ONLY.request(Bench.DOCUMENT, algorithm, "any", Bench.NOW);
    Plan plan = Bench.plan(record, SigningMode.PARALLEL, 1, 1, 2);
    Octets header =
        new Sessions(ring).header(key, request.request(), request.id(), plan).hash().octets();
    return new Prepare(
        request.id(), request.jws().text(), Octets.of(Bench.DOCUMENT), plan, header, List.of());
  }
}
