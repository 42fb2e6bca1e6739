package io.countersign.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.protocol.log.LogEntry;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.thresholdrsa.DealtShare;
import io.countersign.protocol.thresholdrsa.Family;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.DeviceProtocol.HopSigned;
import io.countersign.protocol.wire.DeviceProtocol.PartiallySigned;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No share in a toString, a message or the log (I1). */
class RedactionTest {
  @Test
  void whatHoldsSecretsDoesNotPrintThem() throws Exception {
    GatedLogStore store = new GatedLogStore();
    try (ShareVault vault = Bench.vault(1);
        DeviceLog log = store.newLog(1, Clock.systemUTC())) {
      DeviceSetup setup =
          new DeviceSetup(
              "device-1",
              Bench.RING,
              Bench.identity(1),
              Bench.agreement(1),
              vault,
              log,
              (to, message) -> {},
              Clock.systemUTC(),
              new SecureRandom(),
              DeviceLimits.DEFAULT,
              Gate.ALWAYS,
              next -> {});

      assertThat(setup).hasToString("DeviceSetup[device-1, redacted]");
      assertThat(vault.toString()).endsWith("redacted]");
      assertThat(new ShareWork("amber", vault, Bench.identity(1), new SecureRandom(), Gate.ALWAYS))
          .hasToString("ShareWork[redacted]");
      assertThat(vault.held(Bench.mainKey().family(Family.ADD).orElseThrow().keyId()).toString())
          .contains("redacted");
    }
  }

  @Test
  void nothingADeviceWritesOrSendsContainsItsShare() {
    CoreDevice device = new CoreDevice(1);
    TestAttempt parallel = TestAttempt.parallel(1, 1, 2, 4);
    TestAttempt serial = TestAttempt.serial(1, 1, 2, 4);
    parallel.votedBy(device);
    serial.votedBy(device);
    device.ask(parallel.signPartially(), PartiallySigned.class);
    device.ask(serial.signHop(), HopSigned.class);

    String seen = device.log.stream().map(LogEntry::toString).toList() + device.answers.toString();
    for (Family family : List.of(Family.ADD, Family.MULT)) {
      DealtShare share = Bench.TEST_RING.dealing(TestRing.MAIN).share(family, 1);
      for (int row = 0; row < share.size(); row++) {
        String secret = Octets.of(share.octets(row)).hex();
        assertThat(seen).doesNotContain(secret.substring(0, 64), secret.substring(64, 128));
      }
    }
  }
}
