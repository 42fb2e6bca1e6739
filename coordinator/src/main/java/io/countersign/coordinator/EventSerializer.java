package io.countersign.coordinator;

import akka.serialization.SerializerWithStringManifest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.countersign.protocol.evidence.OctetsModule;
import io.countersign.protocol.wire.Wire;
import java.io.IOException;
import java.util.Map;

/**
 * Events as CBOR, each with a registered word and version as its manifest: {@code accepted/1}. A
 * changed event gets a new version; old ones stay readable. No class name is ever stored.
 */
final class EventSerializer extends SerializerWithStringManifest {
  private static final int MAX_OCTETS = Wire.MAX_CONTENT + 512 * 1024;

  private static final CBORMapper MAPPER =
      CBORMapper.builder(
              CBORFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(16)
                          .maxStringLength(MAX_OCTETS)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .addModule(new OctetsModule())
          .build();

  static final Map<String, Class<? extends RequestEvent>> TYPES =
      Map.of(
          "accepted/1", RequestEvent.Accepted.class,
          "approvals-gathered/1", RequestEvent.ApprovalsGathered.class,
          "agent-declined/1", RequestEvent.AgentDeclined.class,
          "attempt-planned/1", RequestEvent.AttemptPlanned.class,
          "attempt-failed/1", RequestEvent.AttemptFailed.class,
          "signed/1", RequestEvent.Signed.class,
          "failed/1", RequestEvent.Failed.class,
          "expired/1", RequestEvent.Expired.class);

  @Override
  public int identifier() {
    return 0x0c52;
  }

  @Override
  public String manifest(Object event) {
    return TYPES.entrySet().stream()
        .filter(entry -> entry.getValue().equals(event.getClass()))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("no event of a request: " + event.getClass()));
  }

  @Override
  public byte[] toBinary(Object event) {
    try {
      return MAPPER.writeValueAsBytes(event);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(event.getClass().getName() + " is not an event", e);
    }
  }

  /**
   * @throws IllegalArgumentException for a manifest that this program does not know, or octets that
   *     are not exactly one event of it
   */
  @Override
  public Object fromBinary(byte[] octets, String manifest) {
    Class<? extends RequestEvent> type = TYPES.get(manifest);
    if (type == null) {
      throw new IllegalArgumentException(
          "event '" + manifest + "' is not known to this program; it knows " + TYPES.keySet());
    }
    try {
      return MAPPER.readValue(octets, type);
    } catch (IOException e) {
      throw new IllegalArgumentException("octets are not an event " + manifest, e);
    }
  }
}
