package io.countersign.protocol.log;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a node wants recorded. Nothing secret may be put into it (I1): a log is for auditors. Big
 * numbers go in as hexadecimal or base64url text. Immutable.
 *
 * @param kind what happened, {@code [a-z][a-z0-9-]{0,31}}, not "genesis" or "seal"
 * @param request the request it concerns, 1 to 64 lower-case hexadecimal digits
 * @param body up to {@link LogLimits#FIELDS} fields, keys {@code [A-Za-z][A-Za-z0-9_]{0,39}},
 *     values String, Long (Integer is taken as Long), Boolean or a list of strings; the key "seal"
 *     is not for entries
 */
public record LogEntry(String kind, Optional<String> request, Map<String, Object> body) {
  private static final Pattern KIND = Pattern.compile("[a-z][a-z0-9-]{0,31}");
  private static final Pattern REQUEST = Pattern.compile("[0-9a-f]{1,64}");
  private static final Pattern KEY = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,39}");

  /**
   * @throws IllegalArgumentException naming the field that is out of bounds; the value itself is
   *     not repeated
   */
  public LogEntry {
    checkKind(kind);
    if (kind.equals(LogRecord.GENESIS) || kind.equals(LogRecord.SEAL)) {
      throw new IllegalArgumentException("kind " + kind + " is written by the log itself");
    }
    request.ifPresent(LogEntry::checkRequest);
    body = checkedBody(body);
    if (body.containsKey(Seals.SIGNATURE)) {
      throw new IllegalArgumentException("the key " + Seals.SIGNATURE + " is for seals only");
    }
  }

  /** An entry that concerns one request. */
  public static LogEntry of(String kind, String request, Map<String, Object> body) {
    return new LogEntry(kind, Optional.of(request), body);
  }

  /** An entry that concerns no request. */
  public static LogEntry of(String kind, Map<String, Object> body) {
    return new LogEntry(kind, Optional.empty(), body);
  }

  static void checkKind(String kind) {
    if (!KIND.matcher(kind).matches()) {
      throw new IllegalArgumentException("a kind is [a-z][a-z0-9-]{0,31}");
    }
  }

  static void checkRequest(String request) {
    if (!REQUEST.matcher(request).matches()) {
      throw new IllegalArgumentException(
          "a request is 1 to 64 lower-case hexadecimal digits, got " + request.length() + " chars");
    }
  }

  /** An unmodifiable copy in the order in which it is written: sorted by key. */
  static Map<String, Object> checkedBody(Map<String, Object> body) {
    if (body.size() > LogLimits.FIELDS) {
      throw new IllegalArgumentException(
          "a body has at most " + LogLimits.FIELDS + " fields, got " + body.size());
    }
    Map<String, Object> sorted = new TreeMap<>();
    body.forEach((key, value) -> sorted.put(checkedKey(key), checkedValue(key, value)));
    int octets = LogLines.bodyOctets(sorted);
    if (octets > LogLimits.BODY_OCTETS) {
      throw new IllegalArgumentException(
          "a body has at most " + LogLimits.BODY_OCTETS + " octets as written, got " + octets);
    }
    return Collections.unmodifiableMap(sorted);
  }

  private static String checkedKey(String key) {
    if (!KEY.matcher(key).matches()) {
      throw new IllegalArgumentException("a key of a body is [A-Za-z][A-Za-z0-9_]{0,39}");
    }
    return key;
  }

  private static Object checkedValue(String key, Object value) {
    if (value instanceof Long || value instanceof Boolean) {
      return value;
    }
    if (value instanceof Integer number) {
      return Long.valueOf(number);
    }
    if (value instanceof String text) {
      return checkedText(key, text);
    }
    if (value instanceof List<?> list) {
      if (list.size() > LogLimits.LIST_ITEMS) {
        throw new IllegalArgumentException(
            key + " lists at most " + LogLimits.LIST_ITEMS + " texts, got " + list.size());
      }
      return list.stream().map(item -> checkedItem(key, item)).toList();
    }
    throw new IllegalArgumentException(
        key + " is text, a number, a flag or a list of texts, got " + value.getClass().getName());
  }

  private static String checkedItem(String key, Object item) {
    if (item instanceof String text) {
      return checkedText(key, text);
    }
    throw new IllegalArgumentException(key + " lists texts only, got " + item.getClass().getName());
  }

  private static String checkedText(String key, String text) {
    if (text.length() > LogLimits.TEXT_CHARS) {
      throw new IllegalArgumentException(
          key + " has at most " + LogLimits.TEXT_CHARS + " chars, got " + text.length());
    }
    return text;
  }
}
