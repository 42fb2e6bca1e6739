package io.countersign.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.thresholdrsa.SigningMode;
import io.countersign.protocol.wire.DeviceProtocol.Plan;
import io.countersign.protocol.wire.DeviceProtocol.Voted;
import org.junit.jupiter.api.Test;

class PrepareTest {
  @Test
  void votes() {
    SignedRequest request = Bench.request("parallel");
    Plan plan = Bench.plan(request, SigningMode.PARALLEL, 1, 1, 2, 4);

    Voted voted = new CoreDevice(1).ask(Bench.prepare(request, plan, 1), Voted.class);

    assertThat(voted.device()).isEqualTo(1);
  }
}
