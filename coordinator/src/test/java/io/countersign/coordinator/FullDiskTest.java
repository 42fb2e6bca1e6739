package io.countersign.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.coordinator.journal.FaultyStore;
import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.thresholdrsa.SignatureAlgorithm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A coordinator whose journal cannot be written for a while (I6, I7). */
class FullDiskTest {
  private static final byte[] DOCUMENT = "A cargo of tin.".getBytes(StandardCharsets.UTF_8);
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private volatile boolean full;

  @Test
  void saysSoAcceptsNothingAndGoesOnByItself(@TempDir Path folder) {
    try (FakeNet net = new FakeNet(Rings.SMALL);
        TestCoordinator coordinator =
            TestCoordinator.start(
                Rings.SMALL,
                net,
                folder,
                CoordinatorLimits.defaults(),
                disk -> new FaultyStore(disk, this::fault))) {
      assertThat(coordinator.status().open()).isZero();
      full = true;
      List<SignedRequest> requests = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        SignedRequest request = request();
        requests.add(request);
        assertThat(coordinator.submit(request, DOCUMENT))
            .isInstanceOfSatisfying(
                CoordinatorCommand.Unwritable.class,
                no -> assertThat(no.detail()).startsWith("the journal cannot be written: "));
      }
      assertThat(coordinator.status().open()).isZero();
      assertThat(coordinator.show(requests.get(0).id(), Duration.ZERO))
          .isInstanceOf(CoordinatorCommand.NotFound.class);

      full = false;
      for (SignedRequest request : requests) {
        assertThat(coordinator.submit(request, DOCUMENT))
            .isInstanceOf(CoordinatorCommand.Accepted.class);
        assertThat(coordinator.found(request.id(), PATIENCE).view().state()).isEqualTo("signed");
      }
      assertThat(coordinator.status().open()).isZero();
    }
  }

  @Test
  void resumesWhatItAcceptedBeforeTheDiskWasFull(@TempDir Path folder) {
    try (FakeNet net = new FakeNet(Rings.SMALL);
        TestCoordinator coordinator =
            TestCoordinator.start(
                Rings.SMALL,
                net,
                folder,
                CoordinatorLimits.defaults(),
                disk -> new FaultyStore(disk, this::fault))) {
      net.agentsSilent(true);
      SignedRequest request = request();
      assertThat(coordinator.submit(request, DOCUMENT))
          .isInstanceOf(CoordinatorCommand.Accepted.class);
      full = true;
      net.agentsSilent(false);
      assertThat(coordinator.submit(request(), DOCUMENT))
          .isInstanceOf(CoordinatorCommand.Unwritable.class);

      full = false;

      assertThat(coordinator.found(request.id(), PATIENCE).view().state()).isEqualTo("signed");
    }
  }

  private void fault(FaultyStore.Step step) throws IOException {
    if (full && step == FaultyStore.Step.WITHIN_WRITE) {
      throw new IOException("No space left on device");
    }
  }

  private static SignedRequest request() {
    return Rings.SMALL.request(
        DOCUMENT, SignatureAlgorithm.RSASSA_PKCS1_V1_5_SHA256, "parallel", Instant.now());
  }
}
