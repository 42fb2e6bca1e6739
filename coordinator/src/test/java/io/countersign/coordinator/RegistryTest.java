package io.countersign.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import io.countersign.protocol.thresholdrsa.Octets;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RegistryTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final Octets ID = id(1);

  private final Registry registry = new Registry(CoordinatorLimits.defaults(), true);
  private final TestProbe<RequestEntity.Message> actor = KIT.createTestProbe();

  @AfterAll
  static void end() {
    KIT.shutdownTestKit();
  }

  @Test
  void readsNoMoreRequestsAtOnceThanItsBound() {
    registry.toRecover(IntStream.range(0, 100).mapToObj(i -> "request|" + id(i).hex()).toList());

    List<Octets> first = registry.nextToRecover();

    assertThat(first).hasSize(CoordinatorLimits.defaults().recoveries());
    assertThat(registry.nextToRecover()).isEmpty();
    registry.recovered(first.get(0));
    assertThat(registry.nextToRecover()).hasSize(1);
  }

  @Test
  void passesOverWhatIsNoRequest() {
    registry.toRecover(List.of("index|1", "request|", "request|xyz"));

    assertThat(registry.nextToRecover()).isEmpty();
  }

  @Test
  void forgetsARequestThatWasNeverStored() {
    registry.admit(ID, "operator", 100);
    registry.started(ID, actor.getRef());

    assertThat(registry.stopped(ID, actor.getRef())).isFalse();
    assertThat(registry.isKnown(ID)).isFalse();
    assertThat(registry.open()).isZero();
  }

  @Test
  void forgetsARequestThatCouldNotBeStored() {
    registry.admit(ID, "operator", 100);
    registry.started(ID, actor.getRef());

    registry.notStored(ID, actor.getRef());

    assertThat(registry.open()).isZero();
    assertThat(registry.isKnown(ID)).isFalse();
    assertThat(registry.running(ID)).isEmpty();
    assertThat(registry.stopped(ID, actor.getRef())).isFalse();
  }

  @Test
  void resumesARequestThatWasStoredBeforeItsActorStopped() {
    registry.admit(ID, "operator", 100);
    registry.started(ID, actor.getRef());
    registry.notStored(ID, actor.getRef());
    registry.seen(ID, RequestBench.voting("parallel").view(), 100);

    assertThat(registry.isKnown(ID)).isTrue();
    assertThat(registry.stopped(ID, actor.getRef())).isTrue();
  }

  @Test
  void wantsAnOpenRequestToRunAgain() {
    registry.admit(ID, "operator", 100);
    registry.started(ID, actor.getRef());
    registry.seen(ID, RequestBench.voting("parallel").view(), 100);

    assertThat(registry.stopped(ID, actor.getRef())).isTrue();
    assertThat(registry.isKnown(ID)).isTrue();
    assertThat(registry.open()).isEqualTo(1);
  }

  @Test
  void boundsTheOctetsOfOpenDocuments() {
    long most = CoordinatorLimits.defaults().openContentOctets();
    Registry ofOne = new Registry(CoordinatorLimits.defaults(), false);
    ofOne.admit(ID, "operator", most - 10);

    assertThat(ofOne.whyFull("operator", 10)).isEqualTo(Optional.empty());
    assertThat(ofOne.whyFull("operator", 11).orElseThrow())
        .isEqualTo("documents of open requests take " + (most - 10) + " octets, at most " + most);
  }

  @Test
  void leavesRoomForOtherRequesters() {
    long quarter = CoordinatorLimits.defaults().openContentOctets() / 4;
    registry.admit(ID, "greedy", quarter);

    assertThat(registry.whyFull("greedy", 0)).isEmpty();
    assertThat(registry.whyFull("greedy", 1).orElseThrow())
        .isEqualTo(
            "documents of open requests of greedy take " + quarter + " octets, at most " + quarter);
    assertThat(registry.whyFull("operator", quarter)).isEmpty();
  }

  @Test
  void boundsTheRequestsOfOneRequester() {
    int quarter = CoordinatorLimits.defaults().openRequests() / 4;
    IntStream.range(0, quarter).forEach(i -> registry.admit(id(i), "greedy", 0));

    assertThat(registry.whyFull("greedy", 0).orElseThrow())
        .isEqualTo(quarter + " requests of greedy are open, at most " + quarter);
    assertThat(registry.whyFull("operator", 0)).isEmpty();

    registry.started(id(0), actor.getRef());
    registry.notStored(id(0), actor.getRef());
    assertThat(registry.whyFull("greedy", 0)).isEmpty();
  }

  @Test
  void retiresEndedRequestsThatWereReadAtStart() {
    registry.toRecover(List.of("request|" + ID.hex()));
    registry.nextToRecover();
    registry.started(ID, actor.getRef());
    RequestBench bench = RequestBench.releasing();
    bench.answerAll();
    bench.compute();

    assertThat(registry.seen(ID, bench.view(), 0)).containsExactly(actor.getRef());
    assertThat(registry.running(ID)).isEmpty();
    assertThat(registry.isKnown(ID)).isTrue();
    assertThat(registry.views("operator", 10)).hasSize(1);
  }

  private static Octets id(int number) {
    return Octets.ofHex("%064x".formatted(number));
  }
}
