package io.countersign.protocol.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogEntryTest {
  private static final String LONG = "x".repeat(LogLimits.TEXT_CHARS + 1);

  @Test
  void refusesOverlongTextsListsAndBodiesWithoutRepeatingThem() {
    assertRefused(Map.of("a", LONG), "a has at most 65536 chars, got 65537");
    assertRefused(Map.of("a", List.of(LONG)), "a has at most 65536 chars, got 65537");
    assertRefused(Map.of("a", Collections.nCopies(257, "")), "at most 256 texts, got 257");
    assertRefused(Map.of("a", "\u0001".repeat(22000)), "at most 131072 octets as written");
    Map<String, Object> many = new TreeMap<>();
    for (int i = 0; i < 65; i++) {
      many.put("k" + i, i);
    }
    assertRefused(many, "at most 64 fields, got 65");
  }

  @Test
  void refusesOtherValuesThanTextNumberFlagAndListsOfText() {
    assertRefused(Map.of("a", 1.5), "java.lang.Double");
    assertRefused(Map.of("a", Map.of()), "text, a number, a flag or a list");
    assertRefused(Map.of("a", List.of(1)), "lists texts only");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "genesis", "seal", "Vote", "1vote", "a b", "vote\n"})
  void refusesKindsThatAreReservedOrMalformed(String kind) {
    assertThatIllegalArgumentException().isThrownBy(() -> LogEntry.of(kind, Map.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AB", "xyz", "0a "})
  void refusesRequestsThatAreNotHexadecimal(String request) {
    assertThatIllegalArgumentException().isThrownBy(() -> LogEntry.of("vote", request, Map.of()));
  }

  @Test
  void keepsTheKeyOfSealsForSeals() {
    assertRefused(Map.of("seal", "x"), "the key seal is for seals only");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1a", "a-b", "a\"b"})
  void refusesKeysThatAreNotNames(String key) {
    assertRefused(Map.of(key, 1), "a key of a body");
  }

  @Test
  void doesNotFollowLaterChangesOfTheCallersMap() {
    Map<String, Object> mine = new TreeMap<>(Map.of("a", 1));
    LogEntry entry = LogEntry.of("vote", mine);
    mine.put("b", 2);

    assertThat(entry.body()).isEqualTo(Map.of("a", 1L));
  }

  private static void assertRefused(Map<String, Object> body, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LogEntry.of("vote", body))
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
  }
}
