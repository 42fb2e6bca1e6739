package io.countersign.protocol.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One spelling for each record, and nothing else is read. */
class LogLinesTest {
  private static final String GOOD =
      "{\"n\":3,\"at\":\"2026-11-21T09:18:49.120Z\",\"prev\":\""
          + "a".repeat(64)
          + "\",\"kind\":\"vote\",\"request\":\"0a\",\"body\":"
          + "{\"list\":[\"x\",\"\"],\"no\":-1,\"ok\":true,\"text\":\"\\u001b\\\"\\\\\"}}";

  @Test
  void readsWhatItWrites() throws MalformedLine {
    LogRecord record =
        new LogRecord(
            3,
            Instant.parse("2026-11-21T09:18:49.120Z"),
            "a".repeat(64),
            "vote",
            Optional.of("0a"),
            Map.of("list", List.of("x", ""), "no", -1L, "ok", true, "text", "\u001b\"\\"));

    assertThat(LogLines.parse(octets(GOOD))).isEqualTo(record);
    assertThat(LogLines.render(LogLines.parse(octets(GOOD)))).isEqualTo(octets(GOOD));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"n\":3>\"n\": 3",
        "\"n\":3>\"n\":03",
        "\"n\":3>\"n\":3.0",
        "\"n\":3>\"n\":0",
        "\"n\":3>\"n\":\"3\"",
        "\"n\":3>\"n\":99999999999999999999",
        "\"n\":3,>\"n\":3,\"n\":3,",
        "\"n\":3,>",
        "49.120Z>49.12Z",
        "49.120Z>49.120+00:00",
        "aaaa>AAAA",
        "aaaa>aaa",
        "\"vote\">\"Vote\"",
        "\"vote\">null",
        "\"0a\">\"0A\"",
        "\"0a\">10",
        "\"ok\":true>\"ok\":null",
        "\"ok\":true>\"ok\":{}",
        "\"ok\":true>\"ok\":[1]",
        "\"ok\":true>\"ok\":[[]]",
        "\"ok\":true>\"ok\":1e3",
        "\\u001b>\\u001B",
        "\"x\">\"\\u0078\"",
        "\"x\">\"\u00fc\"",
        "}}>} }",
        "}}>}}}",
        "}}>}",
        "\"body\">\"baby\"",
        "{\"n\">[\"n\""
      })
  void refusesEveryOtherSpelling(String change) {
    String[] parts = change.split(">", 2);
    String bad = GOOD.replace(parts[0], parts[1]);
    assertThat(bad).isNotEqualTo(GOOD);

    assertThatExceptionOfType(MalformedLine.class)
        .isThrownBy(() -> LogLines.parse(bad.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void readsAnyOctetsWithoutOtherErrorsThanItsOwn() {
    for (long seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      byte[] line = Arrays.copyOf(octets(GOOD), GOOD.length() - random.nextInt(3));
      for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
        line[random.nextInt(line.length)] = (byte) random.nextInt(256);
      }
      try {
        LogRecord record = LogLines.parse(line);
        assertThat(LogLines.render(record)).as("seed %d", seed).isEqualTo(line);
      } catch (MalformedLine e) {
        assertThat(e.reason()).isNotEmpty();
      }
    }
  }

  private static byte[] octets(String line) {
    return line.getBytes(StandardCharsets.US_ASCII);
  }
}
