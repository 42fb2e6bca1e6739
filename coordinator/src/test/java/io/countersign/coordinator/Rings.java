package io.countersign.coordinator;

import io.countersign.protocol.testing.TestRing;

/** Rings that several tests share, made once. */
public final class Rings {
  /** Two of three devices; one of two agents at each. */
  public static final TestRing SMALL = TestRing.of(2, 3, 2, 1);

  /** Three of five devices; one agent at each. */
  public static final TestRing LARGE = TestRing.of(3, 5, 1, 1);

  private Rings() {}
}
