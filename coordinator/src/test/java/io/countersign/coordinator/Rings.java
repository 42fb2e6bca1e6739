package io.countersign.coordinator;

import io.countersign.protocol.testing.TestRing;

/** Rings that several tests share, made once. */
public final class Rings {
  /** Two of three devices; both of two agents at each. */
  public static final TestRing SMALL = TestRing.of(2, 3, 2, 2);

  /** Three of five devices; both of two agents at each. */
  public static final TestRing LARGE = TestRing.of(3, 5, 2, 2);

  private Rings() {}
}
