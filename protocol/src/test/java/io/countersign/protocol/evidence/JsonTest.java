package io.countersign.protocol.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  private static final String GOOD = "{\"name\":\"a\",\"count\":5,\"tags\":[\"x\"],\"on\":true}";

  /** Valid JSON that evidence refuses on purpose: doubled fields, the lone null, long numbers. */
  private static final Set<String> STRICTER =
      Set.of(
          "y_object_duplicated_key.json",
          "y_object_duplicated_key_and_value.json",
          "y_structure_lonely_null.json",
          "y_number_double_close_to_zero.json");

  record Sample(String name, long count, List<String> tags, boolean on) {
    Sample {
      tags = List.copyOf(tags);
    }
  }

  static List<Path> parsing() {
    return ExternalFiles.in("json-parsing/test_parsing");
  }

  @ParameterizedTest
  @MethodSource("parsing")
  void takesWhatIsJsonAndNothingElse(Path file) {
    String name = String.valueOf(file.getFileName());
    byte[] octets = ExternalFiles.bytes(file);
    if (name.startsWith("y_") && !STRICTER.contains(name)) {
      assertThat(Json.read("sample", octets, Object.class)).isNotNull();
    } else if (name.startsWith("i_")) {
      readsOrRefuses(octets);
    } else {
      assertThatThrownBy(() -> Json.read("sample", octets, Object.class))
          .isInstanceOf(EvidenceException.class);
    }
  }

  static List<Path> transform() {
    return ExternalFiles.in("json-parsing/test_transform");
  }

  @ParameterizedTest
  @MethodSource("transform")
  void neverThrowsAnythingButARefusal(Path file) {
    readsOrRefuses(ExternalFiles.bytes(file));
  }

  @Test
  void readsWhatItWrote() {
    Sample sample = new Sample("\u00e4\"\\", Long.MAX_VALUE, List.of("", "y"), false);
    assertThat(Json.read("sample", Json.write(sample), Sample.class)).isEqualTo(sample);
    assertThat(read(GOOD)).isEqualTo(new Sample("a", 5, List.of("x"), true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "\"text\"",
        "5",
        "{}",
        "{\"name\":\"a\",\"count\":5,\"tags\":[\"x\"]}",
        "{\"name\":\"a\",\"count\":5,\"tags\":[\"x\"],\"on\":true,\"more\":1}",
        "{\"name\":\"a\",\"count\":5,\"count\":5,\"tags\":[\"x\"],\"on\":true}",
        "{\"name\":\"a\",\"count\":5,\"tags\":[\"x\"],\"on\":true}{}",
        "{\"name\":\"a\",\"count\":5,\"tags\":[\"x\"],\"on\":true} x",
        "{\"name\":null,\"count\":5,\"tags\":[\"x\"],\"on\":true}",
        "{\"name\":\"a\",\"count\":null,\"tags\":[\"x\"],\"on\":true}",
        "{\"name\":\"a\",\"count\":5,\"tags\":null,\"on\":true}",
        "{\"name\":\"a\",\"count\":5,\"tags\":[null],\"on\":true}",
        "{\"name\":\"a\",\"count\":\"5\",\"tags\":[\"x\"],\"on\":true}",
        "{\"name\":\"a\",\"count\":5.0,\"tags\":[\"x\"],\"on\":true}",
        "{\"name\":\"a\",\"count\":5e0,\"tags\":[\"x\"],\"on\":true}",
        "{\"name\":\"a\",\"count\":99999999999999999999,\"tags\":[\"x\"],\"on\":true}",
        "{\"name\":\"a\",\"count\":5,\"tags\":\"x\",\"on\":true}",
        "{\"name\":5,\"count\":5,\"tags\":[\"x\"],\"on\":true}",
        "{\"name\":true,\"count\":5,\"tags\":[\"x\"],\"on\":true}",
        "{\"name\":\"a\",\"count\":5,\"tags\":[6],\"on\":true}",
        "{\"name\":\"a\",\"count\":5,\"tags\":[\"x\"],\"on\":1}",
        "{\"name\":\"a\",\"count\":5,\"tags\":[\"x\"],\"on\":\"true\"}",
        "{\"Name\":\"a\",\"count\":5,\"tags\":[\"x\"],\"on\":true}",
        "{'name':'a','count':5,'tags':['x'],'on':true}",
        "/**/{\"name\":\"a\",\"count\":5,\"tags\":[\"x\"],\"on\":true}"
      })
  void refusesAnyOtherShape(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOfSatisfying(
            EvidenceException.class, e -> assertThat(e.check()).isEqualTo("sample"));
  }

  @Test
  void refusesDepthBeyondItsBound() {
    String deep = "[".repeat(100_000);
    assertThatThrownBy(() -> read(deep)).isInstanceOf(EvidenceException.class);
    assertThatThrownBy(() -> read("[".repeat(17) + "]".repeat(17)))
        .isInstanceOf(EvidenceException.class);
  }

  @Test
  void refusesTextThatIsNotUtf8() {
    for (Charset charset :
        List.of(
            StandardCharsets.UTF_16,
            StandardCharsets.UTF_16BE,
            StandardCharsets.UTF_16LE,
            Charset.forName("UTF-32"),
            Charset.forName("UTF-32LE"))) {
      assertThatThrownBy(() -> Json.read("sample", GOOD.getBytes(charset), Sample.class))
          .as(charset.name())
          .isInstanceOf(EvidenceException.class);
    }
    byte[] latin1 = GOOD.replace("\"a\"", "\"\u00e4\"").getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> Json.read("sample", latin1, Sample.class))
        .isInstanceOf(EvidenceException.class);
  }

  @Test
  void repeatsNothingThatCouldForgeALine() {
    assertThatThrownBy(() -> read("{\"\\u001b[2J\\nforged\":1}"))
        .isInstanceOf(EvidenceException.class)
        .message()
        .matches("\\p{Print}+");
  }

  private static void readsOrRefuses(byte[] octets) {
    try {
      assertThat(Json.read("sample", octets, Object.class)).isNotNull();
    } catch (EvidenceException refused) {
      assertThat(refused.check()).isEqualTo("sample");
    }
  }

  private static Sample read(String text) {
    return Json.read("sample", text.getBytes(StandardCharsets.UTF_8), Sample.class);
  }
}
