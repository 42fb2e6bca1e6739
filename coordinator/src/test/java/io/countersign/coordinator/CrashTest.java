package io.countersign.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.coordinator.journal.JournalStore;
import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.SignatureAlgorithm;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A coordinator dies after each of its syncs, before anything of that step leaves it (I6). */
class CrashTest {
  private static final byte[] DOCUMENT = "Twelve barrels.".getBytes(StandardCharsets.UTF_8);
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final Path folder;

  CrashTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @CsvSource({
    "parallel, 2, false",
    "parallel, 3, false",
    "parallel, 4, false",
    "serial, 3, false",
    "serial, 4, false",
    "parallel, 3, true",
    "parallel, 4, true",
    "parallel, 5, true"
  })
  void signsAfterACrashAtAnySync(String mode, int sync, boolean liar) {
    TestRing ring = Rings.SMALL;
    SignedRequest request =
        ring.request(DOCUMENT, SignatureAlgorithm.RSASSA_PKCS1_V1_5_SHA256, mode, Instant.now());
    CompletableFuture<Void> crashed = new CompletableFuture<>();
    try (FakeNet net = new FakeNet(ring)) {
      if (liar) {
        net.devices.get("device-1").lie();
      }
      try (TestCoordinator first =
          TestCoordinator.start(
              ring,
              net,
              folder,
              CoordinatorLimits.defaults(),
              disk ->
                  new CrashingDisk(
                      disk,
                      sync,
                      () -> {
                        net.cut();
                        crashed.complete(null);
                      }))) {
        first.ask(replyTo -> new CoordinatorCommand.Submit(request, Octets.of(DOCUMENT), replyTo));
        crashed.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).exceptionally(e -> null).join();
      }

      try (TestCoordinator second = TestCoordinator.start(ring, net, folder)) {
        CoordinatorCommand.Found found = second.found(request.id(), PATIENCE);

        assertThat(found.view().state()).isEqualTo("signed");
        assertThat(found.signature()).isPresent();
        assertThat(second.submit(request, DOCUMENT)).isInstanceOf(CoordinatorCommand.Found.class);
      }

      try (TestCoordinator third = TestCoordinator.start(ring, net, folder)) {
        assertThat(third.found(request.id(), PATIENCE).view().state()).isEqualTo("signed");
      }
    } catch (CompletionException e) {
      throw new AssertionError("no crash at sync " + sync, e);
    }
  }

  /** Lets one sync through and then says that the process died. */
  private record CrashingDisk(JournalStore disk, int at, AtomicInteger count, Runnable crash)
      implements JournalStore {
    CrashingDisk(JournalStore disk, int at, Runnable crash) {
      this(disk, at, new AtomicInteger(), crash);
    }

    @Override
    public String name() {
      return disk.name();
    }

    @Override
    public SeekableByteChannel read() throws IOException {
      return disk.read();
    }

    @Override
    public void resume(long settled, long length) throws IOException {
      disk.resume(settled, length);
    }

    @Override
    public String setAside(long length, Instant now) throws IOException {
      return disk.setAside(length, now);
    }

    @Override
    public void write(byte[] octets) throws IOException {
      disk.write(octets);
    }

    @Override
    public void sync() throws IOException {
      disk.sync();
      if (count.incrementAndGet() == at) {
        crash.run();
      }
    }

    @Override
    public void rewind(long length) throws IOException {
      disk.rewind(length);
    }

    @Override
    public void close() throws IOException {
      disk.close();
    }
  }
}
