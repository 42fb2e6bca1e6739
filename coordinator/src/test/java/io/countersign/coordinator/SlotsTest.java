package io.countersign.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SlotsTest {
  private static final ActorTestKit KIT = ActorTestKit.create();

  private final Slots slots = new Slots(1);
  private final TestProbe<RequestEntity.Message> first = KIT.createTestProbe();
  private final TestProbe<RequestEntity.Message> second = KIT.createTestProbe();
  private final TestProbe<RequestEntity.Message> third = KIT.createTestProbe();

  @AfterAll
  static void end() {
    KIT.shutdownTestKit();
  }

  @Test
  void servesThemInTheOrderTheyCame() {
    slots.want(first.getRef());
    slots.want(second.getRef());
    slots.want(third.getRef());
    first.expectMessageClass(RequestEntity.Wake.class);
    assertThat(slots.holds(second.getRef())).isFalse();

    slots.leave(first.getRef());

    second.expectMessageClass(RequestEntity.Wake.class);
    assertThat(slots.holds(second.getRef())).isTrue();
    assertThat(slots.holds(third.getRef())).isFalse();
  }

  @Test
  void skipsWhoNoLongerWaits() {
    slots.want(first.getRef());
    slots.want(second.getRef());
    slots.want(third.getRef());
    slots.leave(second.getRef());

    slots.leave(first.getRef());

    assertThat(slots.holds(third.getRef())).isTrue();
  }

  @Test
  void grantsNoMoreThanItsBoundTogether() {
    Slots octets = new Slots(100);
    octets.want(first.getRef(), 60);
    octets.want(second.getRef(), 41);
    octets.want(third.getRef(), 1);
    assertThat(octets.holds(second.getRef())).isFalse();
    assertThat(octets.holds(third.getRef())).as("nobody overtakes").isFalse();

    octets.leave(first.getRef());

    assertThat(octets.holds(second.getRef())).isTrue();
    assertThat(octets.holds(third.getRef())).isTrue();
  }

  @Test
  void letsOneAloneWeighMoreThanTheBound() {
    Slots octets = new Slots(100);

    octets.want(first.getRef(), 1000);
    octets.want(second.getRef(), 1);

    assertThat(octets.holds(first.getRef())).isTrue();
    assertThat(octets.holds(second.getRef())).isFalse();
  }

  @Test
  void givesNobodyTwo() {
    slots.want(first.getRef());
    slots.want(first.getRef());
    slots.leave(first.getRef());
    slots.want(second.getRef());

    assertThat(slots.holds(second.getRef())).isTrue();
  }
}
