package io.countersign.protocol.log;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One record as it stands in a log. Immutable; nothing secret.
 *
 * @param n its number, from 1
 * @param at when it was written, by the node's wall clock, in milliseconds; informative
 * @param prev SHA-256 of the line before it, 64 lower-case hexadecimal digits
 * @param kind what happened
 * @param request the request it concerns
 * @param body the entry's fields: String, Long, Boolean or a list of strings
 */
public record LogRecord(
    long n,
    Instant at,
    String prev,
    String kind,
    Optional<String> request,
    Map<String, Object> body) {
  static final String GENESIS = "genesis";
  static final String SEAL = "seal";

  boolean isGenesis() {
    return kind.equals(GENESIS);
  }

  boolean isSeal() {
    return kind.equals(SEAL);
  }

  /** True when the body has this field. */
  public boolean has(String key) {
    return body.containsKey(key);
  }

  /**
   * The text of a field.
   *
   * @throws IllegalArgumentException if there is no such field or it is not text
   */
  public String text(String key) {
    if (body.get(key) instanceof String text) {
      return text;
    }
    throw wrong(key, "text");
  }

  /**
   * The number of a field.
   *
   * @throws IllegalArgumentException if there is no such field or it is not a number
   */
  public long number(String key) {
    if (body.get(key) instanceof Long number) {
      return number;
    }
    throw wrong(key, "number");
  }

  /**
   * The flag of a field.
   *
   * @throws IllegalArgumentException if there is no such field or it is not a flag
   */
  public boolean flag(String key) {
    if (body.get(key) instanceof Boolean flag) {
      return flag;
    }
    throw wrong(key, "flag");
  }

  /**
   * The texts of a field, unmodifiable.
   *
   * @throws IllegalArgumentException if there is no such field or it is not a list of texts
   */
  public List<String> texts(String key) {
    if (body.get(key) instanceof List<?> list) {
      return list.stream().map(String.class::cast).toList();
    }
    throw wrong(key, "list");
  }

  private IllegalArgumentException wrong(String key, String wanted) {
    return new IllegalArgumentException(
        "record " + n + " of kind " + kind + " has no " + wanted + " named " + key);
  }
}
