package io.countersign.agent;

/**
 * An approval that was given, for who asks again.
 *
 * @param approval the card's JWS, octet for octet
 * @param expires seconds since 1970; dropped later
 */
record Kept(String approval, long expires) {}
