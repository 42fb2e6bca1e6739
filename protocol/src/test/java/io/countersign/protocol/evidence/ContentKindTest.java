package io.countersign.protocol.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.protocol.wire.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Primitive;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentKindTest {
  private static final Map<String, Samples.Sample> SAMPLES = Samples.all();

  static Set<String> names() {
    return SAMPLES.keySet();
  }

  @ParameterizedTest
  @MethodSource("names")
  void recognises(String name) {
    assertThat(ContentKind.of(octets(name))).isEqualTo(sample(name).kind());
  }

  @ParameterizedTest
  @MethodSource("names")
  void neverThrowsOnATruncatedOrAlteredSample(String name) {
    byte[] whole = octets(name);
    for (int length = 0; length < Math.min(whole.length, 4096); length++) {
      assertThat(ContentKind.of(Arrays.copyOf(whole, length))).as(length + " octets").isNotNull();
    }
    long seed = 20261121;
    Random random = new Random(seed);
    for (int round = 0; round < 2000; round++) {
      byte[] altered = whole.clone();
      altered[random.nextInt(Math.min(altered.length, 2048))] = (byte) random.nextInt(256);
      assertThat(ContentKind.of(altered)).as("seed " + seed + " round " + round).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void neverThrowsOnRandomOctets(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      byte[] octets = new byte[random.nextInt(64)];
      random.nextBytes(octets);
      if (octets.length > 1 && random.nextBoolean()) {
        octets[0] = (byte) (0x30 + random.nextInt(2));
        octets[1] = (byte) (octets.length - 2);
      }
      assertThat(ContentKind.of(octets)).as("seed " + seed + " round " + round).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0x30, 0x31, 0xa0, 0x24})
  void neverThrowsOnNestingWithoutEnd(int tag) {
    byte[] indefinite = new byte[Wire.MAX_CONTENT];
    for (int at = 0; at < indefinite.length; at += 2) {
      indefinite[at] = (byte) tag;
      indefinite[at + 1] = (byte) 0x80;
    }
    indefinite[0] = 0x30;
    assertThat(ContentKind.of(indefinite)).isEqualTo(ContentKind.UNREADABLE);
    byte[] inner = new byte[Wire.MAX_CONTENT];
    int length = 0;
    for (int at = inner.length - 5; at >= 0; at -= 5, length += 5) {
      inner[at] = 0x30;
      inner[at + 1] = (byte) 0x83;
      inner[at + 2] = (byte) (length >> 16);
      inner[at + 3] = (byte) (length >> 8);
      inner[at + 4] = (byte) length;
    }
    int rest = inner.length % 5;
    assertThat(ContentKind.of(Arrays.copyOfRange(inner, rest, inner.length)))
        .isEqualTo(ContentKind.UNREADABLE);
  }

  static List<Path> naughty() {
    return ExternalFiles.in("json-parsing/test_parsing");
  }

  @ParameterizedTest
  @MethodSource("naughty")
  void takesJsonForADocument(Path file) {
    assertThat(ContentKind.of(ExternalFiles.bytes(file))).isEqualTo(ContentKind.DOCUMENT);
  }

  @Test
  void takesNaughtyStringsForDocuments() {
    JsonNode strings = ExternalFiles.json("naughty-strings/blns.json");
    assertThat(strings).hasSizeGreaterThan(400);
    for (JsonNode text : strings) {
      assertThat(ContentKind.of(text.asText().getBytes(StandardCharsets.UTF_8)))
          .as(text.asText())
          .isEqualTo(ContentKind.DOCUMENT);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "1",
        "0.1",
        "Hello. World.",
        "eyJhbGciOiJSUzI1NiJ9",
        "a.b.c",
        ".eyJhbGciOiJSUzI1NiJ9",
        "www.example.com",
        "-----BEGIN CERTIFICATE-----"
      })
  void takesOrdinaryTextForADocument(String text) {
    assertThat(ContentKind.of(text.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(ContentKind.DOCUMENT);
  }

  @Test
  void takesOtherDerForADocument() {
    byte[] spki = Rings.SMALL.card("agent-1-1").getPublic().getEncoded();
    assertThat(ContentKind.of(spki)).isEqualTo(ContentKind.DOCUMENT);
    assertThat(ContentKind.of(new byte[] {0x30, 0})).isEqualTo(ContentKind.DOCUMENT);
    assertThat(ContentKind.of(new byte[] {0x31, 0})).isEqualTo(ContentKind.DOCUMENT);
    byte[] longer = Arrays.copyOf(octets("certificate"), octets("certificate").length + 1);
    assertThat(ContentKind.of(longer)).isEqualTo(ContentKind.DOCUMENT);
  }

  @Test
  void noKeySignsWhatCannotBeRead() {
    assertThat(KeyRecord.PURPOSES).doesNotContain(ContentKind.UNREADABLE.purpose());
  }

  @ParameterizedTest
  @MethodSource("names")
  void isNoDocumentIfItIsFramedAsDerAndDoesNotParse(String name) {
    byte[] whole = octets(name);
    Assumptions.assumeTrue((whole[0] == 0x30 || whole[0] == 0x31) && whole.length > 131);
    long seed = 20261121;
    Random random = new Random(seed);
    int unreadable = 0;
    for (int round = 0; round < 2000; round++) {
      byte[] altered = whole.clone();
      altered[4 + random.nextInt(whole.length - 4)] = (byte) random.nextInt(256);
      if (!parses(altered)) {
        unreadable++;
        assertThat(ContentKind.of(altered))
            .as("seed " + seed + " round " + round)
            .isEqualTo(ContentKind.UNREADABLE);
      }
    }
    assertThat(unreadable).isPositive();
  }

  @Test
  void indefiniteLengthThatDoesNotParseIsNoDocument() {
    byte[] der = octets("certificate");
    byte[] open = Arrays.copyOf(der, der.length);
    open[1] = (byte) 0x80;
    assertThat(ContentKind.of(open)).isEqualTo(ContentKind.UNREADABLE);
  }

  @Test
  void aShortSequenceWithAnObjectIdentifierThatDoesNotParseIsNoDocument() {
    byte[] broken = {0x31, 8, 0x30, 6, 6, 1, 42, 0x31, 9, 5};
    assertThat(ContentKind.of(broken)).isEqualTo(ContentKind.UNREADABLE);
  }

  @Test
  void aTextThatHappensToBeFramedAsDerIsADocument() {
    for (int length = 34; length < 127; length++) {
      String text = "0" + (char) (length - 2) + "a1b2c3d4".repeat(20);
      byte[] octets = text.substring(0, length).getBytes(StandardCharsets.US_ASCII);
      assertThat(ContentKind.of(octets)).as("%d", length).isEqualTo(ContentKind.DOCUMENT);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "eyJh\nbGciOiJSUzI1NiJ9.e30",
        " eyJhbGciOiJSUzI1NiJ9.e30",
        "eyJhbGci OiJSUzI1NiJ9\r\n.e30",
        "\ufeffeyJhbGciOiJSUzI1NiJ9.e30",
        "e\u0000yJhbGciOiJSUzI1NiJ9.e30",
        "ewogICJhbGciOiAiUlMyNTYi\nfQ.e30"
      })
  void aTokenWithOtherCharactersInItIsAToken(String text) {
    assertThat(ContentKind.of(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(ContentKind.JWS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "export PATH=/usr/bin\n. profile",
        "exact words, and more. And so on.",
        "e.g. this",
        "%PDF-1.7\n1 0 obj",
        "PK\u0003\u0004mimetypeapplication.zip",
        "{\"a\": 1.5}"
      })
  void takesWordsThatDecodeToABraceForADocument(String text) {
    assertThat(ContentKind.of(text.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(ContentKind.DOCUMENT);
  }

  private static boolean parses(byte[] octets) {
    try {
      ASN1Primitive.fromByteArray(octets);
      return true;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  @Test
  void everyPurposeHasAKind() {
    assertThat(
            Arrays.stream(ContentKind.values())
                .filter(kind -> kind != ContentKind.UNREADABLE)
                .map(ContentKind::purpose))
        .containsExactlyInAnyOrderElementsOf(KeyRecord.PURPOSES);
  }

  private static byte[] octets(String name) {
    return sample(name).octets().toByteArray();
  }

  private static Samples.Sample sample(String name) {
    Samples.Sample sample = SAMPLES.get(name);
    if (sample == null) {
      throw new IllegalArgumentException(name);
    }
    return sample;
  }
}
