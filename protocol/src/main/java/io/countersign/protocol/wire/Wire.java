package io.countersign.protocol.wire;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.countersign.protocol.evidence.Json;
import io.countersign.protocol.evidence.Name;
import io.countersign.protocol.evidence.OctetsModule;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The payloads' code: CBOR, with the allow-list of types. */
public final class Wire {
  /**
   * Longest document that travels with its request, in octets; longer ones are signed by digest.
   */
  public static final int MAX_CONTENT = 1024 * 1024;

  private static final CBORMapper MAPPER =
      CBORMapper.builder(
              CBORFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(16)
                          .maxStringLength(SealedEnvelope.MAX_OCTETS)
                          .maxNumberLength(20)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .withCoercionConfig(LogicalType.Textual, Json::refuseNumbers)
          .defaultSetterInfo(JsonSetter.Value.forValueNulls(Nulls.FAIL, Nulls.FAIL))
          .addModule(new OctetsModule())
          .build();

  private static final Map<String, Class<? extends WireMessage>> TYPES = new LinkedHashMap<>();

  static {
    register(DeviceProtocol.class);
    register(AgentProtocol.class);
    register(ServerProtocol.class);
  }

  private Wire() {}

  /**
   * Every nested message of a conversation, by its simple name in kebab case: {@code
   * sign-partially}.
   */
  private static void register(Class<? extends WireMessage> conversation) {
    for (Class<?> type : conversation.getPermittedSubclasses()) {
      TYPES.put(word(type), type.asSubclass(WireMessage.class));
    }
  }

  private static String word(Class<?> type) {
    return type.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }

  /** The registered words and their types, for tests that walk them all. */
  public static Map<String, Class<? extends WireMessage>> types() {
    return Map.copyOf(TYPES);
  }

  public static String typeOf(WireMessage message) {
    return word(message.getClass());
  }

  public static byte[] encode(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(value.getClass().getName() + " is not a wire value", e);
    }
  }

  /**
   * @throws WireException {@code wire:type} for an unknown word, {@code wire:payload} if the octets
   *     are not exactly one value of it
   */
  public static WireMessage decode(String type, byte[] payload) {
    Class<? extends WireMessage> wanted = TYPES.get(type);
    if (wanted == null) {
      throw new WireException("wire:type", "unknown type '" + Name.printable(type) + "'");
    }
    return decode("wire:payload", payload, wanted);
  }

  static <T> T decode(String check, byte[] octets, Class<T> type) {
    try {
      T value = MAPPER.readValue(octets, type);
      if (value == null) {
        throw new WireException(check, "null is not a " + type.getSimpleName());
      }
      return value;
    } catch (JsonProcessingException e) {
      throw new WireException(
          check, "not a " + type.getSimpleName() + ": " + Name.printable(e.getOriginalMessage()));
    } catch (IOException e) {
      throw new WireException(
          check, "not a " + type.getSimpleName() + ": " + e.getClass().getSimpleName());
    }
  }
}
