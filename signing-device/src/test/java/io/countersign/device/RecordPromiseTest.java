package io.countersign.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.protocol.thresholdrsa.Octets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** To which record of the ring a device is bound, and for how long (I3). */
class RecordPromiseTest {
  private static final Octets ONE = Octets.of(new byte[] {1}).sha256();
  private static final Octets OTHER = Octets.of(new byte[] {2}).sha256();
  private static final Octets ASKED = Octets.of(new byte[] {3}).sha256();
  private static final Octets AGAIN = Octets.of(new byte[] {4}).sha256();
  private static final Instant AT_100 = Instant.ofEpochSecond(100);
  private static final Instant AT_101 = Instant.ofEpochSecond(101);

  private final RecordPromise voted = RecordPromise.NONE.voted(7, ONE, ASKED, 100);

  private static void refuses(RecordPromise promise, long record, Octets digest, Instant now) {
    assertThatThrownBy(() -> promise.require(record, digest, now))
        .isInstanceOfSatisfying(
            Refusing.class, e -> assertThat(e.refusal().check()).isEqualTo("record:other"));
  }

  private static void allows(RecordPromise promise, long record, Octets digest, Instant now) {
    assertThatCode(() -> promise.require(record, digest, now)).doesNotThrowAnyException();
  }

  @Test
  void aVoteBindsUntilItsRequestIsOver() {
    refuses(voted, 7, OTHER, AT_100);
    allows(voted, 7, OTHER, AT_101);
    allows(voted, 7, ONE, AT_100);
    allows(voted, 8, OTHER, AT_100);
    allows(voted, 0, OTHER, AT_100);
  }

  @Test
  void votesForTheSameRecordBindUntilTheLastOfTheirRequestsIsOver() {
    refuses(voted.voted(7, ONE, AGAIN, 50), 7, OTHER, AT_100);
    refuses(voted.voted(7, ONE, AGAIN, 101), 7, OTHER, AT_101);
  }

  @Test
  void aPartialSignatureBindsForGoodAndAVoteForTheSameChangesNothingOfThat() {
    RecordPromise given = voted.given(7, ONE, ASKED);
    refuses(given, 7, OTHER, AT_101);
    refuses(given.voted(7, ONE, AGAIN, 50), 7, OTHER, AT_101);
    allows(given, 8, OTHER, AT_101);
  }

  @Test
  void aNumberThatIsOverStaysOver() {
    RecordPromise later = voted.given(7, ONE, ASKED).voted(8, OTHER, AGAIN, 50);
    refuses(later, 7, OTHER, AT_101);
    refuses(later, 7, ONE, AT_101);
    assertThat(later.given(7, ONE, ASKED)).isEqualTo(later);
    assertThat(later.voted(7, ONE, ASKED, 500)).isEqualTo(later);
  }

  @Test
  void aPartialSignatureForARequestThatIsForgottenBindsAsWell() {
    refuses(voted.given(ASKED), 7, OTHER, AT_101);
    assertThat(voted.given(AGAIN)).isEqualTo(voted);
    AttemptLedger ledger = AttemptLedger.EMPTY;
    assertThat(ledger.with(new DeviceRecord.Proved(ASKED, 1, ONE))).isSameAs(ledger);
  }

  @Test
  void whatIsNoRecordBindsNothing() {
    assertThat(voted.voted(0, OTHER, AGAIN, 500).given(0, OTHER, AGAIN)).isEqualTo(voted);
  }
}
