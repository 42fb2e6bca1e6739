package io.countersign.protocol.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes and reads lines. Each record has exactly one spelling: reading accepts a line only if
 * writing what was read gives the same octets.
 */
final class LogLines {
  private static final DateTimeFormatter AT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(3)
                  .maxStringLength(LogLimits.TEXT_CHARS)
                  .maxNumberLength(20)
                  .maxNameLength(64)
                  .build())
          .build();

  private LogLines() {}

  /** The line without its line feed. */
  static byte[] render(LogRecord record) {
    StringBuilder out = new StringBuilder(256);
    out.append("{\"n\":").append(record.n());
    out.append(",\"at\":\"").append(AT.format(record.at()));
    out.append("\",\"prev\":\"").append(record.prev());
    out.append("\",\"kind\":\"").append(record.kind()).append('"');
    record.request().ifPresent(id -> out.append(",\"request\":\"").append(id).append('"'));
    out.append(",\"body\":");
    body(out, record.body());
    return out.append('}').toString().getBytes(StandardCharsets.US_ASCII);
  }

  static int bodyOctets(Map<String, Object> sorted) {
    StringBuilder out = new StringBuilder(256);
    body(out, sorted);
    return out.length();
  }

  /**
   * @param line without its line feed
   * @throws MalformedLine if it is not the one spelling of a record within {@link LogLimits}
   */
  static LogRecord parse(byte[] line) throws MalformedLine {
    LogRecord record;
    try (JsonParser in = JSON.createParser(line)) {
      record = record(in);
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      throw new MalformedLine("not a record of format " + LogLimits.FORMAT);
    }
    if (!Arrays.equals(render(record), line)) {
      throw new MalformedLine("a record spelled in another way than format 1 prescribes");
    }
    return record;
  }

  /** True when the octets begin with a whole JSON object and go on after it. */
  static boolean isObjectThenMore(byte[] octets) {
    try (JsonParser in = JSON.createParser(octets)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      in.skipChildren();
      return in.currentToken() == JsonToken.END_OBJECT
          && in.currentLocation().getByteOffset() < octets.length;
    } catch (IOException e) {
      return false;
    }
  }

  private static LogRecord record(JsonParser in) throws IOException {
    Map<String, Object> head = new TreeMap<>();
    Map<String, Object> body = Map.of();
    require(in.nextToken() == JsonToken.START_OBJECT);
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String key = in.currentName();
      if (in.nextToken() == JsonToken.START_OBJECT) {
        require(key.equals("body"));
        body = fields(in);
      } else {
        head.put(key, value(in));
      }
    }
    require(in.currentToken() == JsonToken.END_OBJECT);
    require(head.get("n") instanceof Long n && n > 0);
    String kind = text(head, "kind");
    LogEntry.checkKind(kind);
    String prev = text(head, "prev");
    require(prev.length() == 64 && prev.chars().allMatch(LogLines::isHex));
    Optional<String> request =
        head.containsKey("request") ? Optional.of(text(head, "request")) : Optional.empty();
    request.ifPresent(LogEntry::checkRequest);
    Instant at = Instant.parse(text(head, "at"));
    long n = (Long) head.getOrDefault("n", 0L);
    return new LogRecord(n, at, prev, kind, request, LogEntry.checkedBody(body));
  }

  private static Map<String, Object> fields(JsonParser in) throws IOException {
    Map<String, Object> fields = new TreeMap<>();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String key = in.currentName();
      in.nextToken();
      fields.put(key, in.currentToken() == JsonToken.START_ARRAY ? texts(in) : value(in));
    }
    require(in.currentToken() == JsonToken.END_OBJECT);
    return fields;
  }

  private static List<String> texts(JsonParser in) throws IOException {
    List<String> texts = new ArrayList<>();
    while (in.nextToken() == JsonToken.VALUE_STRING) {
      texts.add(in.getText());
    }
    require(in.currentToken() == JsonToken.END_ARRAY);
    return texts;
  }

  private static Object value(JsonParser in) throws IOException {
    return switch (in.currentToken()) {
      case VALUE_STRING -> in.getText();
      case VALUE_NUMBER_INT -> in.getLongValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw new IllegalArgumentException("neither text, number nor flag");
    };
  }

  private static String text(Map<String, Object> head, String key) {
    if (head.get(key) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("no text named " + key);
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException("not the form of a record");
    }
  }

  private static boolean isHex(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  }

  private static void body(StringBuilder out, Map<String, Object> sorted) {
    char separator = '{';
    for (Map.Entry<String, Object> field : sorted.entrySet()) {
      out.append(separator).append('"').append(field.getKey()).append("\":");
      separator = ',';
      if (field.getValue() instanceof List<?> list) {
        list(out, list);
      } else if (field.getValue() instanceof String text) {
        quoted(out, text);
      } else {
        out.append(field.getValue());
      }
    }
    out.append(sorted.isEmpty() ? "{}" : "}");
  }

  private static void list(StringBuilder out, List<?> list) {
    out.append('[');
    for (int i = 0; i < list.size(); i++) {
      quoted(i == 0 ? out : out.append(','), (String) list.get(i));
    }
    out.append(']');
  }

  /** Printable ASCII stands for itself; a log can be shown on a terminal without harm. */
  private static void quoted(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c >= 0x20 && c <= 0x7e) {
        out.append(c);
      } else {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
          out.append(Character.forDigit((c >> shift) & 0xf, 16));
        }
      }
    }
    out.append('"');
  }
}
