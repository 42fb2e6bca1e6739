package io.countersign.protocol.evidence;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MutableCoercionConfig;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Strict JSON for evidence payloads: UTF-8, no unknown, doubled or null fields, no value of another
 * type, no trailing text, bounded depth and strings.
 */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(16)
                          .maxStringLength(8 * 1024 * 1024)
                          .maxNumberLength(20)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .withCoercionConfig(LogicalType.Textual, Json::refuseNumbers)
          .defaultSetterInfo(JsonSetter.Value.forValueNulls(Nulls.FAIL, Nulls.FAIL))
          .addModule(new OctetsModule())
          .build();

  private Json() {}

  /** The value as UTF-8 JSON. */
  public static byte[] write(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(value.getClass().getName() + " is not a JSON value", e);
    }
  }

  /**
   * Reads one value strictly.
   *
   * @throws EvidenceException with the given check name if the octets are not exactly one value of
   *     that type
   */
  public static <T> T read(String check, byte[] octets, Class<T> type) {
    try {
      T value = MAPPER.readValue(utf8(octets), type);
      if (value == null) {
        throw new EvidenceException(check, "null is not a " + type.getSimpleName());
      }
      return value;
    } catch (JsonProcessingException e) {
      if (e.getCause() instanceof EvidenceException refused) {
        throw refused;
      }
      throw new EvidenceException(
          check, "not a " + type.getSimpleName() + ": " + Name.printable(e.getOriginalMessage()));
    } catch (IOException e) {
      throw new EvidenceException(
          check, "not a " + type.getSimpleName() + ": " + e.getClass().getSimpleName());
    }
  }

  /** UTF-8 and nothing else; left to itself the parser would guess UTF-16 and UTF-32. */
  private static String utf8(byte[] octets) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
  }

  /** A number or a truth value is no text; also for the wire's CBOR. */
  public static void refuseNumbers(MutableCoercionConfig text) {
    text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
  }

  /** For readers that print values to people. */
  public static ObjectWriter pretty() {
    return MAPPER.writerWithDefaultPrettyPrinter();
  }

  /** A reader with the same strictness for other callers, such as the HTTP edge. */
  public static ObjectReader reader(Class<?> type) {
    return MAPPER.readerFor(type);
  }
}
