package io.countersign.protocol.log;

/**
 * What an interrupted write left after the last seal. It was never acknowledged.
 *
 * @param copy where it was copied to before it was cut off
 * @param segment number of the segment it was cut from
 */
public record TornEnd(String copy, int segment) {}
