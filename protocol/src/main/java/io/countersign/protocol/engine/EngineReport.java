package io.countersign.protocol.engine;

/**
 * What a node's status shows of one engine (DESIGN.md "Decided now" 9).
 *
 * @param name {@code openssl}, {@code conscrypt} or {@code java}
 * @param usable whether the engine is there and passed its self-test
 * @param reason of a usable engine what it runs on, of another one why it is skipped
 */
public record EngineReport(String name, boolean usable, String reason) {}
