package io.countersign.protocol.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Unfinished writes are set aside, damage is refused, and the two are not confused. */
class LogRecoveryTest {
  private final TestNode cobalt = TestNode.quickCobalt();

  @Nested
  class UnfinishedWrites {
    @Test
    void areSetAsideAtEveryOctetOfTheLastBatch() throws IOException {
      byte[] whole = logOf(2, 1);
      byte[] longer = appended(whole, 2);

      for (int length = whole.length; length < longer.length; length++) {
        MemoryStore store = MemoryStore.of(Arrays.copyOf(longer, length));
        Opened opened = open(store);
        assertThat(opened.records).as("cut at octet %d", length).isEqualTo(3);
        assertThat(store.octets(1)).as("cut at octet %d", length).isEqualTo(whole);
        assertThat(opened.torn.isPresent()).isEqualTo(length > whole.length);
        if (length > whole.length) {
          assertThat(store.setAside)
              .containsExactly(Arrays.copyOfRange(longer, whole.length, length));
        }
      }
    }

    @Test
    void areSetAsideWhenSectorsOfTheBatchWereNotWritten() throws IOException {
      byte[] whole = logOf(3);
      byte[] longer = appended(whole, 12);
      for (long seed = 0; seed < 500; seed++) {
        byte[] torn = withUnwrittenSectors(longer, whole.length, new Random(seed));

        Opened opened = open(MemoryStore.of(torn));

        int expected = Arrays.equals(torn, longer) ? 15 : 3;
        assertThat(opened.records).as("seed %d", seed).isEqualTo(expected);
      }
    }

    @Test
    void areFollowedByAGoodLog() throws IOException {
      byte[] begun = "{\"n\":6,\"at\":".getBytes(StandardCharsets.US_ASCII);
      byte[] torn = joined(logOf(2), begun);

      byte[] longer = appended(torn, 1);

      assertThat(open(MemoryStore.of(longer)).records).isEqualTo(3);
      assertThat(verification(MemoryStore.of(longer))).isInstanceOf(LogVerification.Sound.class);
      assertThat(verification(MemoryStore.of(torn)))
          .isInstanceOfSatisfying(
              LogVerification.Sound.class,
              sound -> assertThat(sound.unsealedOctets()).isEqualTo(begun.length));
    }
  }

  @Nested
  class Damage {
    @Test
    void isFoundInEveryOctetThatWasAcknowledged() throws IOException {
      byte[] good = logOf(2, 2);
      for (int at = 0; at < good.length; at++) {
        Random random = new Random(at);
        byte[] bad = good.clone();
        bad[at] ^= (byte) (1 << random.nextInt(8));
        assertDamaged("bit flipped, seed and octet " + at, bad);
      }
      for (long seed = 0; seed < 400; seed++) {
        Random random = new Random(seed);
        byte[] bad = good.clone();
        int at = good.length - 1 - random.nextInt(300);
        bad[at] ^= (byte) (1 + random.nextInt(255));
        assertDamaged("changed, seed " + seed + " octet " + at, bad);
      }
    }

    @Test
    void isFoundWhenLinesAreDeletedSwappedRepeatedOrInserted() throws IOException {
      List<String> good = lines(logOf(3, 3, 1));
      for (long seed = 0; seed < 400; seed++) {
        Random random = new Random(seed);
        List<String> bad = new ArrayList<>(good);
        int at = random.nextInt(good.size() - 1);
        int to = (at + 1 + random.nextInt(good.size() - 1)) % good.size();
        switch ((int) (seed % 4)) {
          case 0 -> bad.remove(at);
          case 1 -> Collections.swap(bad, at, to);
          case 2 -> bad.add(to, good.get(at));
          default -> bad.add(at, "");
        }
        assertDamaged("seed " + seed, octets(bad));
      }
    }

    @Test
    void isNamedByItsFirstLineAndWithWhatToDo() throws IOException {
      List<String> lines = lines(logOf(3, 3));
      lines.set(3, lines.get(3).replace("\"attempt\":1", "\"attempt\":7"));

      assertThatExceptionOfType(LogDamaged.class)
          .isThrownBy(() -> open(MemoryStore.of(octets(lines))))
          .satisfies(e -> assertThat(e.line()).isEqualTo(5))
          .withMessageContaining("segment 1 line 5: prev is not the hash of the line before")
          .withMessageContaining("Keep the folder as evidence");
      assertThat(verification(MemoryStore.of(octets(lines))))
          .isInstanceOfSatisfying(
              LogVerification.Damaged.class,
              damaged -> {
                assertThat(damaged.line()).isEqualTo(4);
                assertThat(damaged.record()).isEqualTo(4);
                assertThat(damaged.reason()).startsWith("the line was altered");
                assertThat(damaged.lastGood().n()).isEqualTo(2);
              });
    }

    @Test
    void isTheFirstForgedSealOfAChainMadeWithAnotherKey() throws IOException {
      TestNode thief = TestNode.quickCobalt();
      LogOwner blind = new LogOwner(cobalt.identity(), thief::sign, (message, signature) -> true);
      MemoryStore store = MemoryStore.of(logOf(1));
      try (NodeLog log = NodeLog.open(store, blind, TestNode.CLOCK, 1 << 20, r -> {})) {
        log.commit(TestNode.votes(7, 1));
        log.commit(TestNode.votes(8, 1));
      }

      assertThatExceptionOfType(LogDamaged.class)
          .isThrownBy(() -> open(store))
          .withMessageContaining("line 6: the seal's signature is wrong");
    }

    @Test
    void isALogOfAnotherNodeOrAnUnknownFormat() throws IOException {
      TestNode amber = TestNode.quick("amber", "f".repeat(32));
      MemoryStore store = MemoryStore.of(logOf(1));
      assertThatExceptionOfType(LogDamaged.class)
          .isThrownBy(() -> NodeLog.open(store, amber.owner(), TestNode.CLOCK, 1 << 20, r -> {}))
          .withMessageContaining("the log is of node cobalt")
          .withMessageContaining("wanted amber");

      String text = new String(store.octets(1), StandardCharsets.US_ASCII);
      byte[] later =
          text.replace("\"format\":1", "\"format\":2").getBytes(StandardCharsets.US_ASCII);
      assertThatExceptionOfType(LogDamaged.class)
          .isThrownBy(() -> open(MemoryStore.of(later)))
          .withMessageContaining("the log is of format 2, this program reads format 1");
    }

    @Test
    void isAMissingOrShortenedSegment() throws IOException {
      MemoryStore good = new MemoryStore();
      try (NodeLog log = NodeLog.create(good, cobalt.owner(), TestNode.CLOCK, 1000)) {
        for (int i = 0; i < 9; i++) {
          log.commit(TestNode.votes(i, 1));
        }
      }
      assertThat(open(good).records).isEqualTo(9);
      assertThat(good.segments.size()).isGreaterThan(2);

      for (int segment = 1; segment < good.segments.size(); segment++) {
        MemoryStore missing = new MemoryStore();
        missing.segments.putAll(good.segments);
        missing.segments.remove(segment);
        assertDamaged("missing " + segment, missing);

        byte[] whole = good.octets(segment);
        int unsealed = whole.length - lines(whole).get(lines(whole).size() - 1).length() - 1;
        for (int cut : new int[] {0, unsealed, whole.length - 1}) {
          MemoryStore shortened = new MemoryStore();
          shortened.segments.putAll(good.segments);
          shortened.segments.put(segment, Arrays.copyOf(whole, cut));
          assertDamaged("segment " + segment + " cut at " + cut, shortened);
        }
      }
    }

    @Test
    void isABatchThatSpansTwoSegments() throws IOException {
      byte[] whole = logOf(2, 2);
      for (int lines = 1; lines < 8; lines++) {
        int cut = lines(whole).stream().limit(lines).mapToInt(line -> line.length() + 1).sum();
        MemoryStore store = MemoryStore.of(Arrays.copyOf(whole, cut));
        store.segments.put(2, Arrays.copyOfRange(whole, cut, whole.length));
        if (lines == 2 || lines == 5) {
          assertThat(open(store).records).as("cut after a seal").isEqualTo(4);
        } else {
          assertDamaged("cut after line " + lines, store);
        }
      }
    }

    @Test
    void isAnEndlessLineWhichIsNotReadWhole() throws IOException {
      byte[] endless = new byte[LogLimits.BATCH_OCTETS + 1];
      Arrays.fill(endless, (byte) 'x');

      assertDamaged("endless line", joined(logOf(1), endless));
    }

    @Test
    void isAGoodSealAfterAHoleThatASecondBatchFollows() throws IOException {
      byte[] good = logOf(2, 9, 9);
      byte[] bad = good.clone();
      int from = (logOf(2).length / 512 + 1) * 512;
      Arrays.fill(bad, from, from + 512, (byte) 0);

      assertDamaged("lost sector", bad);
    }
  }

  private record Opened(int records, Optional<TornEnd> torn) {}

  private Opened open(MemoryStore store) throws IOException {
    List<LogRecord> records = new ArrayList<>();
    try (NodeLog log = NodeLog.open(store, cobalt.owner(), TestNode.CLOCK, 1 << 20, records::add)) {
      return new Opened(records.size(), log.torn());
    }
  }

  /** A log with batches of these sizes. */
  private byte[] logOf(int... batches) throws IOException {
    MemoryStore store = new MemoryStore();
    try (NodeLog log = NodeLog.create(store, cobalt.owner(), TestNode.CLOCK, 1 << 20)) {
      for (int size : batches) {
        log.commit(TestNode.votes(0, size));
      }
    }
    return store.octets(1);
  }

  private byte[] appended(byte[] octets, int entries) throws IOException {
    MemoryStore store = MemoryStore.of(octets);
    try (NodeLog log = NodeLog.open(store, cobalt.owner(), TestNode.CLOCK, 1 << 20, r -> {})) {
      log.commit(TestNode.votes(0, entries));
    }
    return store.octets(1);
  }

  private LogVerification.Result verification(MemoryStore store) throws IOException {
    return LogVerification.of(store, cobalt.identity(), cobalt::verify);
  }

  private void assertDamaged(String what, byte[] octets) throws IOException {
    assertDamaged(what, MemoryStore.of(octets));
  }

  private void assertDamaged(String what, MemoryStore store) throws IOException {
    assertThatExceptionOfType(LogDamaged.class).as(what).isThrownBy(() -> open(store));
    assertThat(verification(store)).as(what).isInstanceOf(LogVerification.Damaged.class);
    assertThat(store.setAside).as(what).isEmpty();
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static List<String> lines(byte[] octets) {
    return new ArrayList<>(new String(octets, StandardCharsets.US_ASCII).lines().toList());
  }

  private static byte[] octets(List<String> lines) {
    return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.US_ASCII);
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
