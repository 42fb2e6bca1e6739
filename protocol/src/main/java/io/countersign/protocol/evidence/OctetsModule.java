package io.countersign.protocol.evidence;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import io.countersign.protocol.thresholdrsa.Octets;
import java.io.IOException;

/** Octet strings as Jackson's binary: a byte string in CBOR, base64 in JSON. */
public final class OctetsModule extends SimpleModule {
  public OctetsModule() {
    addSerializer(
        Octets.class,
        new JsonSerializer<>() {
          @Override
          public void serialize(Octets value, JsonGenerator out, SerializerProvider provider)
              throws IOException {
            out.writeBinary(value.toByteArray());
          }
        });
    addDeserializer(
        Octets.class,
        new JsonDeserializer<>() {
          @Override
          public Octets deserialize(JsonParser in, DeserializationContext context)
              throws IOException {
            if (in instanceof CBORParser && !in.hasToken(JsonToken.VALUE_EMBEDDED_OBJECT)) {
              return context.reportInputMismatch(Octets.class, "want a byte string");
            }
            return Octets.of(in.getBinaryValue());
          }
        });
  }
}
