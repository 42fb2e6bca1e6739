package io.countersign.deploy.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.deploy.config.NodeConfig;
import io.countersign.deploy.config.NodeConfigReader;
import io.countersign.deploy.config.NodeKeys;
import io.countersign.deploy.guard.BootClock;
import io.countersign.deploy.guard.MarkFile;
import io.countersign.deploy.local.RingFolder;
import io.countersign.deploy.local.RingMaker;
import io.countersign.deploy.local.RingPlan;
import io.countersign.device.AlarmSink;
import io.countersign.device.DeviceLog;
import io.countersign.device.GuardSetup;
import io.countersign.device.ShareVault;
import io.countersign.protocol.guard.Mark;
import io.countersign.protocol.guard.Reading;
import io.countersign.protocol.thresholdrsa.InsecureTestPrimes;
import io.countersign.protocol.thresholdrsa.SecretArithmetic;
import io.countersign.protocol.thresholdrsa.Threshold;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device's guard from the folder that {@code up} makes (M27, I5). */
class GuardPartsTest {
  private static final Clock CLOCK = Clock.systemUTC();

  @TempDir private Path home = Path.of("");

  private NodeConfig amber() throws Exception {
    RingPlan.Guarding guarding =
        new RingPlan.Guarding(
            1, 0, Duration.ofSeconds(1), Duration.ofSeconds(15), Duration.ofDays(1));
    RingFolder folder =
        new RingMaker(
                new RingPlan("near", 2048, new Threshold(2, 2), guarding),
                (key, bits) ->
                    key.equals("swa") ? InsecureTestPrimes.first() : InsecureTestPrimes.second(),
                line -> {},
                CLOCK)
            .make(home);
    Path conf = folder.node("amber").config();
    Files.writeString(conf, Files.readString(conf).replace("pulse-1", "pulse-9"));
    return NodeConfigReader.read(conf);
  }

  private static GuardSetup open(NodeConfig config, NodeKeys keys, DeviceLog log)
      throws IOException {
    NodeConfig.DevicePart device = (NodeConfig.DevicePart) config.part();
    SecretArithmetic engine = DevicePart.engine("java");
    try (ShareVault vault = ShareVault.closed(engine)) {
      return GuardParts.open(
          config,
          device,
          device.guard().orElseThrow(),
          keys,
          vault,
          () -> ShareVault.closed(engine),
          log,
          AlarmSink.NONE,
          CLOCK);
    }
  }

  @Test
  void aSourceThatTheRingDoesNotHaveKeepsNoDeviceFromBeingErased() throws Exception {
    NodeConfig config = amber();
    NodeConfig.DevicePart device = (NodeConfig.DevicePart) config.part();
    try (NodeKeys keys = NodeKeys.open(config, CLOCK);
        DeviceLog log = DeviceLog.open(config.log(), "amber", keys.identity(), CLOCK)) {
      MarkFile marks =
          new MarkFile(device.guard().orElseThrow().folder(), "amber", keys.identity());
      Reading now = BootClock.ofThisMachine(CLOCK).get();
      Reading before =
          new Reading(Duration.ofHours(1), "another boot", now.wall().minus(Duration.ofDays(3)));
      marks.save(Mark.of(before, Duration.ZERO, Map.of(), false));
      GuardSetup setup = open(config, keys, log);
      Mark mark = setup.marks().read();
      assertThat(setup.heartbeat().tick(setup.heartbeat().begin(mark, now), now).change())
          .contains(io.countersign.protocol.guard.Heartbeat.Change.ERASE);

      marks.save(Mark.of(now, Duration.ZERO, Map.of(), false));
      assertThatThrownBy(() -> open(config, keys, log)).isInstanceOf(Exception.class);
    }
  }
}
