package io.countersign.deploy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.protocol.evidence.EvidenceException;
import io.countersign.protocol.evidence.Jws;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.RingChange;
import io.countersign.protocol.testing.TestRing;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The records after number 0 on a node's disk (I3). */
class RecordFolderTest {
  private static final TestRing RING = TestRing.of(2, 3, 2, 2);

  private final RecordFolder records;
  private final Ring ring = RING.freshRing();
  private final Ring.Next first = revoking(TestRing.VISITOR);

  RecordFolderTest(@TempDir Path folder) {
    this.records = RecordFolder.beside(folder.resolve("ring.jws"));
  }

  private Ring.Next revoking(String name) {
    return ring.next(RING.next(ring, RingChange.of(ring).revoke(name)));
  }

  @Test
  void whatIsKeptIsObeyedAgainAfterARestart() throws IOException {
    records.keep(first);
    ring.take(first);
    records.keep(revoking("agent-1-1"));

    Ring restarted = RING.freshRing();
    assertThat(records.obey(restarted)).isEqualTo(2);
    assertThat(restarted.agent("agent-1-1").orElseThrow().revoked()).isTrue();
    assertThat(records.obey(restarted)).as("nothing is new").isZero();
    assertThat(records.text(1)).contains(first.text());
    assertThat(records.text(3)).isEmpty();
  }

  @Test
  void theFilesAreTheOwnersAlone() throws IOException {
    records.keep(first);

    assertThat(permissions(records.path())).isEqualTo("rwx------");
    assertThat(permissions(records.file(1))).isEqualTo("rw-------");
    assertThat(records.file(1).getFileName()).hasToString("000001.jws");
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void anotherRecordOfTheSameNumberIsRefusedAndTheFirstStays() throws IOException {
    records.keep(first);
    records.keep(first);

    assertThatThrownBy(() -> records.keep(revoking("agent-1-1")))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("000001.jws: is another record of number 1");
    assertThat(records.text(1)).contains(first.text());
  }

  @Test
  void givesAnotherFolderAllThatItLacksAndOverwritesNothing() throws IOException {
    records.keep(first);
    ring.take(first);
    Ring.Next second = revoking("agent-1-1");
    records.keep(second);
    RecordFolder other = RecordFolder.beside(records.path().resolveSibling("other/ring.jws"));
    Files.createDirectories(other.path().getParent());

    records.copyTo(other);
    records.copyTo(other);

    assertThat(other.text(1)).contains(first.text());
    assertThat(other.text(2)).contains(second.text());
    Files.writeString(other.file(2), "another");
    assertThatThrownBy(() -> records.copyTo(other)).isInstanceOf(FileSystemException.class);
  }

  @Test
  void whatACrashLeftHalfWrittenIsWrittenAnew() throws IOException {
    Files.createDirectories(records.path());
    Files.writeString(records.path().resolve("000001.jws.new"), "half");

    assertThat(records.obey(ring)).isZero();
    records.keep(first);
    assertThat(records.obey(ring)).isEqualTo(1);
    assertThat(records.path()).isDirectoryContaining("glob:**/000001.jws").isNotEmptyDirectory();
    assertThat(records.path().toFile().list()).hasSize(1);
  }

  @Test
  void aForgedRecordIsRefusedNamingItsFile() throws IOException {
    String text = first.text();
    int end = text.lastIndexOf('.');
    assertRefused(
        "ring-record:signature",
        text.substring(0, end) + RING.text().substring(RING.text().lastIndexOf('.')));
    assertRefused("jws", "no record");
  }

  @Test
  void aRecordOfAnotherRingIsRefusedNamingItsFile() throws IOException {
    TestRing other = TestRing.of(2, 3, 2, 2);
    Ring foreign = other.freshRing();
    assertRefused(
        "ring-record:sequence",
        other.next(foreign, RingChange.of(foreign).revoke(TestRing.VISITOR)));
    assertRefused("ring-record:sequence", RING.text());
  }

  private void assertRefused(String check, String text) throws IOException {
    Files.createDirectories(records.path());
    Files.writeString(records.file(1), text);
    assertThatThrownBy(() -> records.obey(ring))
        .isInstanceOfSatisfying(
            EvidenceException.class, e -> assertThat(e.check()).isEqualTo(check))
        .hasMessageContaining(records.file(1).toString());
    assertThat(ring.sequence()).isZero();
  }

  @Test
  void whatComesBeforeAForgedRecordIsInForceAllTheSame() throws IOException {
    records.keep(first);
    Files.writeString(records.file(2), first.text());

    assertThatThrownBy(() -> records.obey(ring)).hasMessageContaining("000002.jws");
    assertThat(ring.hash()).isEqualTo(first.hash());
  }

  @Test
  void aRecordBeyondAGapWaits() throws IOException {
    Files.createDirectories(records.path());
    Files.writeString(records.file(2), "not looked at");

    assertThat(records.obey(ring)).isZero();
  }

  @Test
  void aFileThatIsTooLongIsNotRead() throws IOException {
    Files.createDirectories(records.path());
    try (RandomAccessFile file = new RandomAccessFile(records.file(1).toFile(), "rw")) {
      file.setLength(Jws.MAX_CHARS + 1L);
    }

    assertThatThrownBy(() -> records.obey(ring)).hasMessageContaining("000001.jws: is too long");
    assertThatThrownBy(() -> records.keep(first)).hasMessageContaining("000001.jws: is too long");
  }
}
