package io.countersign.protocol.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SigningRequestTest {
  private static final String GOOD =
      """
      {"v":1,"key":"main","purpose":"document","alg":"RSASSA-PKCS1-v1_5-SHA256","mode":"any",\
      "digest":"DIGEST","size":5,"name":"a b.txt","form":"content","requester":"operator",\
      "notBefore":1000,"notAfter":2000,"nonce":"00112233445566778899aabbccddeeff"}"""
          .replace("DIGEST", "ab".repeat(32));

  @Test
  void readsAGoodOne() {
    SigningRequest request = read(GOOD);
    assertThat(request.dochash().hex()).isEqualTo("ab".repeat(32));
    assertThat(read(new String(Json.write(request), StandardCharsets.UTF_8))).isEqualTo(request);
  }

  static Stream<String> outOfBounds() {
    return Stream.of(
        with("\"v\":1", "\"v\":0"),
        with("\"v\":1", "\"v\":2"),
        with("\"main\"", "\"\""),
        with("\"main\"", "\"Main\""),
        with("\"main\"", "\"" + "m".repeat(33) + "\""),
        with("\"main\"", "\"../main\""),
        with("\"document\"", "\"Document\""),
        with("\"operator\"", "\"opera tor\""),
        with("PKCS1-v1_5-SHA256", "PKCS1-v1_5-SHA1"),
        with("PKCS1-v1_5-SHA256", "PKCS1-v1_5-SHA512"),
        with("\"any\"", "\"both\""),
        with("\"any\"", "\"ANY\""),
        with("abab\"", "aba\""),
        with("abab\"", "ABAB\""),
        with("abab\"", "zzzz\""),
        with("\"ab", "\"abab"),
        with("\"size\":5", "\"size\":0"),
        with("\"size\":5", "\"size\":-5"),
        with("\"content\"", "\"text\""),
        with("\"notBefore\":1000", "\"notBefore\":0"),
        with("\"notBefore\":1000", "\"notBefore\":-1000"),
        with("\"notBefore\":1000", "\"notBefore\":2000"),
        with("\"notAfter\":2000", "\"notAfter\":" + (1000 + 400L * 24 * 3600 + 1)),
        with("\"notAfter\":2000", "\"notAfter\":" + Long.MAX_VALUE),
        with("ccddeeff", "ccddeef"),
        with("ccddeeff", "CCDDEEFF"),
        with("ccddeeff", "ccddeeff00"));
  }

  @ParameterizedTest
  @MethodSource("outOfBounds")
  void refusesEveryFieldOutOfItsBounds(String text) {
    assertThat(text).isNotEqualTo(GOOD);
    assertThatThrownBy(() -> read(text))
        .isInstanceOfSatisfying(
            EvidenceException.class, e -> assertThat(e.check()).isIn("request", "name"));
  }

  @Test
  void takesTheLongestValidity() {
    assertThatCode(
            () -> read(with("\"notAfter\":2000", "\"notAfter\":" + (1000 + 400L * 24 * 3600))))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a/b",
        "/",
        "a\\u0000",
        "a\\nb",
        "a\\nb\\nc",
        "\\n\\n",
        "a\\r\\nb\\r\\nc",
        "a\\u2028\\u0007",
        "\\u001b[2J",
        "\\u009b2J",
        "a\\u0085b",
        "\\u202etxt.exe",
        "\\u2066a\\u2069",
        "a\\u200eb",
        "a\\u200fb",
        "a\\u061cb",
        "a\\ufeffb",
        "a\\u2029b"
      })
  void refusesADocumentNameThatCouldForgeALineOrATerminal(String name) {
    assertThatThrownBy(() -> read(with("a b.txt", name)))
        .isInstanceOfSatisfying(
            EvidenceException.class, e -> assertThat(e.check()).isEqualTo("request"))
        .message()
        .matches("\\p{Print}+");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "..",
        "contract (final).pdf",
        "\u5951\u7d04.pdf",
        "\ud83d\udc68\u200d\ud83d\udcbb.txt",
        "-rf",
        "a\\\\b"
      })
  void takesAnyOtherName(String name) {
    assertThatCode(() -> read(with("a b.txt", name))).doesNotThrowAnyException();
    assertThatCode(() -> read(with("a b.txt", "x".repeat(255)))).doesNotThrowAnyException();
    assertThatThrownBy(() -> read(with("a b.txt", "x".repeat(256))))
        .isInstanceOf(EvidenceException.class);
  }

  private static String with(String from, String to) {
    return GOOD.replaceFirst(Pattern.quote(from), Matcher.quoteReplacement(to));
  }

  private static SigningRequest read(String json) {
    return Json.read("request", json.getBytes(StandardCharsets.UTF_8), SigningRequest.class);
  }
}
