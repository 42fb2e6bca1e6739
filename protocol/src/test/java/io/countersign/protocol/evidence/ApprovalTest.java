package io.countersign.protocol.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ApprovalTest {
  private static final String GOOD =
      """
      {"v":1,"request":"REQUEST","device":"amber","deviceSerial":"SERIAL","digest":"DIGEST",\
      "key":"main","purpose":"document","agent":"legal-1","issued":1000,"expires":2000}"""
          .replace("REQUEST", "12".repeat(32))
          .replace("SERIAL", "34".repeat(16))
          .replace("DIGEST", "ab".repeat(32));

  @Test
  void readsAGoodOne() {
    Approval approval = read(GOOD);
    assertThat(approval.agent()).isEqualTo("legal-1");
    assertThat(read(new String(Json.write(approval), StandardCharsets.UTF_8))).isEqualTo(approval);
  }

  static Stream<String> outOfBounds() {
    return Stream.of(
        with("\"v\":1", "\"v\":2"),
        with("1212\"", "12\""),
        with("1212\"", "121G\""),
        with("3434\"", "343\""),
        with("3434\"", "34AB\""),
        with("abab\"", "aba\""),
        with("ab".repeat(32), ""),
        with("ab".repeat(32), "ab".repeat(65)),
        with("\"amber\"", "\"Amber\""),
        with("\"main\"", "\"ma in\""),
        with("\"document\"", "\"\""),
        with("\"legal-1\"", "\"legal 1\""),
        with("\"legal-1\"", "null"),
        with("\"issued\":1000", "\"issued\":0"),
        with("\"issued\":1000", "\"issued\":2000"),
        with("\"expires\":2000", "\"expires\":-1"),
        with("\"expires\":2000", "\"expires\":253402300800"),
        with("\"expires\":2000", "\"expires\":9223372036854775807"),
        with("\"expires\":2000", "\"expires\":2000,\"attempt\":1"));
  }

  @ParameterizedTest
  @MethodSource("outOfBounds")
  void refusesEveryFieldOutOfItsBounds(String text) {
    assertThat(text).isNotEqualTo(GOOD);
    assertThatThrownBy(() -> read(text))
        .isInstanceOfSatisfying(
            EvidenceException.class, e -> assertThat(e.check()).isIn("approval", "name"));
  }

  private static String with(String from, String to) {
    return GOOD.replaceFirst(Pattern.quote(from), Matcher.quoteReplacement(to));
  }

  private static Approval read(String json) {
    return Json.read("approval", json.getBytes(StandardCharsets.UTF_8), Approval.class);
  }
}
