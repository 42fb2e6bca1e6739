package io.countersign.protocol.log;

/**
 * Where a log stands: its last seal. Whoever knows a head can tell whether a log shown later still
 * contains it.
 *
 * @param n number of the last seal
 * @param hash SHA-256 of the last seal's line, 64 lower-case hexadecimal digits
 */
public record LogHead(long n, String hash) {}
