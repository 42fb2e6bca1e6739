package io.countersign.protocol.wire;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.protocol.engine.IdentitySigner;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.log.LogHead;
import io.countersign.protocol.log.NodeIdentity;
import io.countersign.protocol.testing.TestRing;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An old copy of a node's folder finds out that it is one (I6, I7). */
class OwnHeadTest {
  private static final TestRing RING = TestRing.of(2, 3, 2, 2);
  private static final Ring.Party SELF = RING.ring().party("device-1").orElseThrow();
  private static final String HASH = "ab".repeat(32);
  private static final LogHead OWN = new LogHead(7, HASH);

  private static HeadStatement said(String node, long n, String hash) {
    IdentitySigner identity = RING.identity(node);
    return new HeadSpeaker(new NodeIdentity(node, identity.publicKey().serial()), identity::sign)
        .state(new LogHead(n, hash), Duration.ofDays(1));
  }

  private static void passes(HeadStatement... told) {
    assertThatCode(() -> OwnHead.require(List.of(told), SELF, OWN)).doesNotThrowAnyException();
  }

  private static void halts(HeadStatement... told) {
    assertThatThrownBy(() -> OwnHead.require(List.of(told), SELF, OWN))
        .isInstanceOf(OwnHead.RolledBack.class)
        .hasMessageContaining("rolled back");
  }

  @Test
  void whatItSaidOfThisLogIsNoNews() {
    passes();
    passes(said("device-1", 7, HASH));
    passes(said("device-1", 6, "cd".repeat(32)));
  }

  @Test
  void aLaterHeadOrAnotherOfThatNumberSaysThatTheLogIsAnOldCopyOrAFork() {
    halts(said("device-1", 8, HASH));
    halts(said("device-2", 3, HASH), said("device-1", Long.MAX_VALUE, HASH));
    halts(said("device-1", 7, "cd".repeat(32)));
  }

  @Test
  void verifiesOneStatementOfAMessageHoweverManyAreForged() {
    HeadStatement other = said("device-2", 9, HASH);
    HeadStatement forged = new HeadStatement("device-1", 9, other.hash(), other.signature());
    passes(forged, said("device-1", 9, HASH));
  }

  @Test
  void nobodyElseCanMakeItHalt() {
    HeadStatement other = said("device-2", 9, HASH);
    passes(other);
    passes(new HeadStatement("device-1", 9, other.hash(), other.signature()));
    passes(HeadStatement.NONE);
    HeadStatement earlier = said("device-1", 6, HASH);
    passes(new HeadStatement("device-1", 9, earlier.hash(), earlier.signature()));
  }
}
