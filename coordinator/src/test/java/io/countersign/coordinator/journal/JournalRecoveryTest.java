package io.countersign.coordinator.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Unfinished writes are set aside, damage is refused, nothing acknowledged is lost. */
@Timeout(120)
class JournalRecoveryTest {
  private final Path folder;
  private final Path file;

  JournalRecoveryTest(@TempDir Path parent) {
    this.folder = parent.resolve("journal");
    this.file = folder.resolve("events.journal");
  }

  @Test
  void setsAnUnfinishedLastBatchAsideAtEveryOctet() throws IOException {
    byte[] whole = written(1, 1);
    byte[] longer = written(2, 3);

    for (int length = whole.length; length < longer.length; length++) {
      Files.write(file, Arrays.copyOf(longer, length));
      try (JournalFile journal = open()) {
        assertThat(journal.torn().isPresent())
            .as("cut at octet %d", length)
            .isEqualTo(length > whole.length);
        assertThat(Journals.contents(journal)).isEqualTo(Map.of("a", List.of("a#1")));
      }
    }
    Files.write(file, Arrays.copyOf(longer, longer.length - 1));
    try (JournalFile journal = open()) {
      Journals.append(journal, Journals.write("a", 2, 1));
    }
    assertThat(Journals.contents(folder)).isEqualTo(Map.of("a", List.of("a#1", "a#2")));
  }

  @Test
  void setsABatchWithUnwrittenSectorsAside() throws IOException {
    byte[] whole = written(1, 1);
    byte[] longer = written(2, 40);
    for (long seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      byte[] torn = withUnwrittenSectors(longer, whole.length, random);
      Files.write(file, torn);

      Map<String, List<String>> expected =
          Map.of("a", Arrays.equals(torn, longer) ? texts(41) : List.of("a#1"));
      assertThat(Journals.contents(folder)).as("seed %d", seed).isEqualTo(expected);
    }
  }

  @Test
  void refusesAnyChangedOctetOfWhatWasAcknowledged() throws IOException {
    written(1, 1);
    byte[] good = written(2, 2);
    for (int at = 0; at < good.length; at++) {
      byte[] bad = good.clone();
      bad[at] ^= (byte) (1 << new Random(at).nextInt(8));
      Files.write(file, bad);
      assertThatExceptionOfType(JournalDamaged.class)
          .as("bit flipped, seed and octet %d", at)
          .isThrownBy(this::open);
      assertThat(Files.readAllBytes(file)).isEqualTo(bad);
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.filter(f -> f.toString().endsWith(".bin"))).isEmpty();
    }
  }

  @Test
  void refusesALostSectorThatALaterBatchFollows() throws IOException {
    written(1, 60);
    written(61, 60);
    byte[] bad = written(121, 1);
    Arrays.fill(bad, 1024, 1536, (byte) 0);
    Files.write(file, bad);

    assertThatExceptionOfType(JournalDamaged.class)
        .isThrownBy(this::open)
        .withMessageContaining("checksum is wrong")
        .satisfies(e -> assertThat(e.offset()).isPositive());
  }

  @Test
  void refusesAnotherVersionAndFilesThatAreNoJournals() throws IOException {
    byte[] good = written(1, 1);
    byte[] later = good.clone();
    System.arraycopy(Frame.fileHeader(), 0, later, 0, 16);
    later[11] = 2;
    CRC32C crc = new CRC32C();
    crc.update(later, 0, 12);
    ByteBuffer.wrap(later).putInt(12, (int) crc.getValue());
    Files.write(file, later);
    assertThatExceptionOfType(JournalDamaged.class)
        .isThrownBy(this::open)
        .withMessageContaining("it is of version 2, this program reads 1");

    Files.writeString(file, "this is not a journal at all");
    assertThatExceptionOfType(JournalDamaged.class).isThrownBy(this::open);
  }

  @Test
  void finishesACreationThatWasInterrupted() throws IOException {
    byte[] good = written(1, 1);
    for (int length = 0; length < 16; length++) {
      Files.write(file, Arrays.copyOf(good, length));
      assertThat(Journals.contents(folder)).isEmpty();
    }
    Files.write(file, new byte[16]);
    assertThat(Journals.contents(folder)).isEmpty();
  }

  @Test
  void noticesAnEventThatIsDamagedWhileItRuns() throws IOException {
    try (JournalFile journal = open()) {
      Journals.append(journal, Journals.write("a", 1, 1));
      byte[] octets = Files.readAllBytes(file);
      octets[octets.length - 3] ^= 1;
      Files.write(file, octets);

      assertThatExceptionOfType(JournalDamaged.class)
          .isThrownBy(() -> Journals.contents(journal))
          .withMessageContaining("is so no more");
    }
  }

  @ParameterizedTest
  @EnumSource(FaultyStore.Step.class)
  void losesNothingAcknowledgedWhenTheDiskFailsAtAnyStep(FaultyStore.Step step) throws IOException {
    Map<String, Long> acknowledged = new HashMap<>();
    Random random = new Random(42);
    boolean[] failing = {false};
    FaultyStore.Fault fault =
        here -> {
          boolean alsoRewind = here == FaultyStore.Step.BEFORE_REWIND && random.nextBoolean();
          if (failing[0] && (here == step || alsoRewind)) {
            throw new IOException("No space left on device");
          }
        };
    try (JournalFile journal =
        JournalFile.open(new FaultyStore(FileJournalStore.open(folder), fault), Journals.CLOCK)) {
      for (int i = 0; i < 100; i++) {
        failing[0] = random.nextInt(3) == 0;
        String id = "request|" + random.nextInt(5);
        long next = acknowledged.getOrDefault(id, 0L) + 1;
        CompletableFuture<Void> done = Journals.submit(journal, Journals.write(id, next, 1));
        done.handle((nothing, failed) -> failed == null ? acknowledged.put(id, next) : null).join();
      }
      failing[0] = false;
      Journals.append(journal, Journals.write("last", 1, 1));
    }

    Map<String, List<String>> contents = Journals.contents(folder);
    assertThat(contents).hasSize(acknowledged.size() + 1);
    acknowledged.forEach((id, count) -> assertThat(contents.get(id)).hasSize(count.intValue()));
  }

  @Test
  void keepsEveryAcknowledgedEventWhenTheProcessIsKilled() throws Exception {
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                EndlessWriter.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long acknowledged = 0;
    try (BufferedReader lines = writer.inputReader()) {
      for (int i = 0; i < 100; i++) {
        acknowledged = Long.parseLong(lines.readLine());
      }
      writer.toHandle().destroyForcibly();
      for (String line = lines.readLine(); isWhole(line); line = lines.readLine()) {
        acknowledged = Long.parseLong(line);
      }
    }
    assertThat(writer.waitFor()).isEqualTo(137);

    List<String> events = Journals.contents(folder).getOrDefault("a", List.of());
    assertThat(events).hasSizeGreaterThanOrEqualTo((int) acknowledged);
    assertThat(events).isEqualTo(texts(events.size()));
  }

  private static boolean isWhole(@Nullable String line) {
    return line != null && line.length() == 9;
  }

  /** Appends event after event and prints each number, in nine digits, when it is durable. */
  static final class EndlessWriter {
    public static void main(String[] args) {
      try (JournalFile journal = JournalFile.open(Path.of(args[0]), Journals.CLOCK)) {
        for (int i = 1; !System.out.checkError(); i++) {
          Journals.append(journal, Journals.write("a", i, 1));
          System.out.printf("%09d%n", i);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private JournalFile open() throws IOException {
    return JournalFile.open(folder, Journals.CLOCK);
  }

  /** Appends one batch of events of id "a", each in a frame of its own; gives the whole file. */
  private byte[] written(int first, int count) throws IOException {
    try (JournalFile journal = open()) {
      FramePayload[] payloads = new FramePayload[count];
      for (int i = 0; i < count; i++) {
        payloads[i] = Journals.write("a", first + i, 1);
      }
      Journals.append(journal, payloads);
    }
    return Files.readAllBytes(file);
  }

  private static List<String> texts(int count) {
    return Stream.iterate(1, i -> i + 1).limit(count).map(i -> "a#" + i).toList();
  }

  /** What a power cut leaves: each sector of the batch was written, or not. */
  private static byte[] withUnwrittenSectors(byte[] octets, int start, Random random) {
    byte[] torn = octets.clone();
    for (int at = start; at < torn.length; at = (at / 512 + 1) * 512) {
      if (random.nextInt(4) == 0) {
        Arrays.fill(torn, at, Math.min((at / 512 + 1) * 512, torn.length), (byte) 0);
      }
    }
    return torn;
  }
}
