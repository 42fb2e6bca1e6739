package io.countersign.deploy.guards;

import io.countersign.protocol.testing.TestRing;
import java.util.Random;

/**
 * Issue 3, item 6: replay, reflection, re-ordering and re-targeting of envelopes, and what else can
 * be made of them without a key. Half of the tries go against an opener whose world is simulated
 * (lives, restarts, hours), half over the wire's octets against a running device. Between them
 * honest messages pass, or the program fails too. Arguments: how many tries, the seed.
 */
public final class Replay {
  private Replay() {}

  public static void main(String[] args) throws Exception {
    int tries = Integer.parseInt(args[0]);
    long seed = Long.parseLong(args[1]);
    TestRing ring = TestRing.of(2, 3, 2, 2);
    Tally tally = new Tally();
    new OpenerAttack(ring, new Random(seed), tally).run(tries - tries / 2);
    try (DeviceAttack device = new DeviceAttack(ring, new Random(seed + 1), tally)) {
      device.run(tries / 2);
    }
    tally.print();
    System.exit(tally.passed(tries) ? 0 : 1);
  }
}
