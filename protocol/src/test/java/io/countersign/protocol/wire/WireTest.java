package io.countersign.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.AgentProtocol.AskApproval;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireTest {
  private static final CBORMapper TREES = new CBORMapper();
  private static final Map<String, WireMessage> MESSAGES = Messages.all();
  private static final Path SAMPLES = Path.of("src/test/resources/wire-samples");

  static Set<String> types() {
    return new TreeSet<>(Wire.types().keySet());
  }

  @Test
  void everyTypeHasASample() {
    assertThat(MESSAGES.keySet()).isEqualTo(Wire.types().keySet());
  }

  @ParameterizedTest
  @MethodSource("types")
  void readsWhatItWrote(String type) {
    assertThat(Wire.decode(type, Wire.encode(message(type)))).isEqualTo(message(type));
  }

  /** A sample changes only together with a new type: what was once sent stays readable. */
  @ParameterizedTest
  @MethodSource("types")
  void readsAndWritesTheFrozenSample(String type) throws IOException {
    byte[] sample = Files.readAllBytes(SAMPLES.resolve(type + ".cbor"));
    assertThat(Wire.decode(type, sample)).isEqualTo(message(type));
    assertThat(Wire.encode(message(type))).isEqualTo(sample);
  }

  @ParameterizedTest
  @MethodSource("types")
  void refusesEveryTruncationAndEveryLongerMessage(String type) {
    byte[] whole = Wire.encode(message(type));
    for (int length = 0; length < whole.length; length++) {
      assertRefused(type, Arrays.copyOf(whole, length), length + " octets");
    }
    assertRefused(type, Arrays.copyOf(whole, whole.length + 1), "one octet more");
  }

  @ParameterizedTest
  @MethodSource("types")
  void refusesAFieldThatIsNullOrMissingOrTooMany(String type) {
    ObjectNode good = tree(type);
    for (String field : fields(good)) {
      if (!field.equals("content")) {
        ObjectNode holed = good.deepCopy();
        holed.putNull(field);
        assertRefused(type, octets(holed), field + " null");
      }
      ObjectNode lacking = good.deepCopy();
      lacking.remove(field);
      assertRefused(type, octets(lacking), field + " missing");
      ObjectNode doubled = good.deepCopy();
      doubled.put(field + "2", 1);
      assertRefused(type, octets(doubled), field + "2");
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void refusesAFieldOfAnotherType(String type) {
    ObjectNode good = tree(type);
    for (String field : fields(good)) {
      for (JsonNode other : others(good.path(field))) {
        ObjectNode altered = good.deepCopy();
        altered.set(field, other);
        assertRefused(type, octets(altered), field + " " + other);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void refusesANullInsideAListOrAPart(String type) {
    ObjectNode good = tree(type);
    for (String field : fields(good)) {
      JsonNode value = good.path(field);
      if (value.isArray()) {
        ObjectNode altered = good.deepCopy();
        altered.withArray(field).insertNull(0);
        assertRefused(type, octets(altered), field + "[0] null");
      }
      for (String part : fields(value)) {
        ObjectNode altered = good.deepCopy();
        ((ObjectNode) altered.path(field)).putNull(part);
        assertRefused(type, octets(altered), field + "." + part + " null");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void neverThrowsAnythingButARefusalOnAlteredOctets(String type) {
    long seed = 20261121;
    Random random = new Random(seed);
    byte[] whole = Wire.encode(message(type));
    for (int round = 0; round < 3000; round++) {
      byte[] altered = whole.clone();
      for (int i = random.nextInt(3); i >= 0; i--) {
        altered[random.nextInt(altered.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(Wire.decode(type, altered)).isNotNull();
      } catch (WireException refused) {
        assertThat(refused.check()).as("seed %d round %d", seed, round).isEqualTo("wire:payload");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Prepare",
        "prepare ",
        "java.lang.Runtime",
        "io.countersign.protocol.wire.Refusal",
        "refusal",
        "plan",
        "envelope"
      })
  void refusesATypeThatIsNotListed(String type) {
    assertThatThrownBy(() -> Wire.decode(type, Wire.encode(message("probe"))))
        .isInstanceOfSatisfying(
            WireException.class, e -> assertThat(e.check()).isEqualTo("wire:type"));
  }

  @Test
  void takesAMessageWithoutContentWhereTheFormAllowsIt() {
    AskApproval without = new AskApproval(Messages.filled(32, 1), "a", "b", "c", null);
    assertThat(Wire.decode("ask-approval", Wire.encode(without))).isEqualTo(without);
  }

  @Test
  void inflatesNothing() throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bomb)) {
      byte[] zeros = new byte[1024 * 1024];
      for (int i = 0; i < 64; i++) {
        out.write(zeros);
      }
    }
    for (String type : types()) {
      assertRefused(type, bomb.toByteArray(), "gzip");
    }
  }

  @Test
  void refusesSizesThatAreOnlyClaimed() {
    for (String hex :
        List.of(
            "5b7fffffffffffffff",
            "5a7fffffff00",
            "7b7fffffffffffffff",
            "7a7fffffff61",
            "9b7fffffffffffffff",
            "bb7fffffffffffffff",
            "9a7fffffff",
            "ba7fffffff6269640b",
            "bf6269641b7fffffffffffffffff00",
            "c25a7fffffff")) {
      assertRefused("probe", Octets.ofHex(hex).toByteArray(), hex);
    }
    byte[] deep = new byte[Wire.MAX_CONTENT];
    for (int tag : new int[] {0x81, 0x9f, 0xa1, 0xbf, 0xc1, 0xd8}) {
      Arrays.fill(deep, (byte) tag);
      assertRefused("probe", deep, "nesting of " + tag);
    }
  }

  @Test
  void refusesAnEnumByItsNumberAndOctetsAsText() {
    ObjectNode refused = tree("refused");
    ((ObjectNode) refused.path("refusal")).put("code", 0);
    assertRefused("refused", octets(refused), "code 0");
    ((ObjectNode) refused.path("refusal")).put("code", "ROOT");
    assertRefused("refused", octets(refused), "code ROOT");
    ObjectNode prove = tree("prove");
    prove.put("header", "AAAA");
    assertRefused("prove", octets(prove), "base64 for octets");
  }

  private static List<JsonNode> others(JsonNode good) {
    JsonNodeFactory make = JsonNodeFactory.instance;
    List<JsonNode> all =
        new ArrayList<>(
            List.of(make.objectNode(), make.arrayNode().add(1).add("x"), make.numberNode(1.5)));
    if (!good.isBoolean()) {
      all.add(make.booleanNode(true));
    }
    if (!good.isIntegralNumber()) {
      all.add(make.numberNode(5));
    }
    if (!good.isTextual()) {
      all.add(make.textNode("AAAA"));
    }
    if (!good.isBinary() && !good.isTextual()) {
      all.add(make.binaryNode("x".getBytes(StandardCharsets.US_ASCII)));
    }
    return all;
  }

  private static List<String> fields(JsonNode tree) {
    List<String> names = new ArrayList<>();
    tree.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static ObjectNode tree(String type) {
    try {
      return (ObjectNode) TREES.readTree(Wire.encode(message(type)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] octets(JsonNode tree) {
    try {
      return TREES.writeValueAsBytes(tree);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static WireMessage message(String type) {
    WireMessage message = MESSAGES.get(type);
    if (message == null) {
      throw new IllegalArgumentException(type);
    }
    return message;
  }

  private static void assertRefused(String type, byte[] payload, String what) {
    assertThatThrownBy(() -> Wire.decode(type, payload))
        .as(type + ": " + what)
        .isInstanceOfSatisfying(
            WireException.class, e -> assertThat(e.check()).isEqualTo("wire:payload"));
  }
}
