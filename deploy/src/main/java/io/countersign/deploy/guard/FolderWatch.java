package io.countersign.deploy.guard;

import io.countersign.deploy.config.RecordFolder;
import io.countersign.protocol.evidence.EvidenceException;
import io.countersign.protocol.evidence.Ring;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the ring's next records from the node's folder: how a node hears of them that is no member
 * of the cluster and listens to nobody. Each is believed for the swa key's signature (I3); a file
 * that is no next record is said once and left. Thread: one.
 */
final class FolderWatch {
  private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);
  private static final Duration EVERY = Duration.ofMillis(500);

  private final RecordFolder folder;
  private final Ring ring;
  private final RecordFolder.Sink sink;
  private long looked = System.nanoTime();
  private String said = "";

  /**
   * @param sink is told of each before it comes into force
   */
  FolderWatch(RecordFolder folder, Ring ring, RecordFolder.Sink sink) {
    this.folder = folder;
    this.ring = ring;
    this.sink = sink;
  }

  /** Whether the record in force revokes this party. */
  boolean revokes(String party) {
    return ring.revokes(party);
  }

  /** Looks, if it did not lately. */
  void look() {
    long now = System.nanoTime();
    if (now - looked < EVERY.toNanos()) {
      return;
    }
    looked = now;
    try {
      if (folder.obey(ring, sink) > 0) {
        LOG.info("record {} of the ring is in force", ring.sequence());
      }
    } catch (EvidenceException | IOException e) {
      String problem = String.valueOf(e.getMessage());
      if (!problem.equals(said)) {
        said = problem;
        LOG.error("a record of the ring is not taken: {}", problem);
      }
    }
  }
}
