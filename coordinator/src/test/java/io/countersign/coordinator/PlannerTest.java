package io.countersign.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.protocol.thresholdrsa.PerfectHashFamily;
import io.countersign.protocol.thresholdrsa.Threshold;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlannerTest {
  private static final PerfectHashFamily FAMILY = PerfectHashFamily.of(new Threshold(3, 5));
  private static final List<String> NAMES =
      List.of("amber", "basalt", "cobalt", "diorite", "epoxy");

  @Test
  void choosesTDevicesAndARowThatSeparatesThem() {
    for (int turn = 0; turn < 5; turn++) {
      Planner.Choice choice = planner(c -> c).choose(FAMILY, turn).orElseThrow();

      assertThat(choice.signers()).hasSize(3).isSorted().doesNotHaveDuplicates();
      assertThat(choice.order()).containsExactlyInAnyOrderElementsOf(choice.signers());
      assertThat(FAMILY.separates(choice.row(), choice.signers())).isTrue();
    }
  }

  @Test
  void sharesTheWorkAmongEquals() {
    assertThat(
            IntStream.range(0, 5)
                .mapToObj(turn -> planner(c -> c).choose(FAMILY, turn).orElseThrow().signers())
                .distinct())
        .hasSizeGreaterThan(2);
  }

  @Test
  void avoidsDevicesThatFailedOrAreLateOrLoaded() {
    Planner planner =
        planner(
            c ->
                c.index() == 2 ? changed(c, true, false, 1, 0) : loaded(c, c.index() == 4 ? 9 : 0));

    assertThat(planner.choose(FAMILY, 0).orElseThrow().signers()).containsExactly(1, 3, 5);
  }

  @Test
  void takesADeviceThatFailedBeforeItTakesNone() {
    Planner planner =
        planner(
            c -> c.index() <= 2 ? changed(c, false, false, 0, 0) : changed(c, true, false, 2, 0));

    assertThat(planner.choose(FAMILY, 0).orElseThrow().signers()).containsExactly(3, 4, 5);
  }

  @Test
  void namesDevicesThatAreDown() {
    Planner planner = planner(c -> c.index() == 3 ? changed(c, false, false, 0, 0) : c);

    assertThat(planner.devices().text()).isEqualTo("devices 4 of 5 (down: cobalt)");
    assertThat(planner.missing()).isEmpty();
    assertThat(planner.canSucceed()).isTrue();
  }

  @Test
  void saysThatTooFewDevicesAreThere() {
    Planner planner = planner(c -> c.index() >= 3 ? changed(c, false, false, 0, 0) : c);

    assertThat(planner.choose(FAMILY, 0)).isEmpty();
    assertThat(planner.missing())
        .isEqualTo("devices 2 of 5 (down: cobalt, diorite, epoxy), needs 3");
    assertThat(planner.canSucceed()).isFalse();
    assertThat(planner.isPossible()).isTrue();
  }

  @Test
  void namesPeopleWhoAreNeeded() {
    Planner planner =
        planner(
            c ->
                c.index() == 1
                    ? people(c, 2, 2, List.of(), List.of())
                    : people(
                        c,
                        c.index() == 2 ? 1 : 0,
                        2,
                        List.of("a" + c.index(), "b" + c.index()),
                        List.of()));

    RequestView.People people = planner.people(List.of(), List.of());

    assertThat(people.have()).isEqualTo(3);
    assertThat(people.need()).isEqualTo(6);
    assertThat(people.text()).isEqualTo("people 3 of 6 (needs: a2 or b2, a3, b3)");
    assertThat(planner.canSucceed()).isTrue();
  }

  @Test
  void cannotSucceedWhileThePeopleNeededAreAway() {
    Planner planner =
        planner(c -> c.index() <= 2 ? c : people(c, 0, 1, List.of(), List.of("a" + c.index())));

    assertThat(planner.canSucceed()).isFalse();
    assertThat(planner.isPossible()).isTrue();
    assertThat(planner.missing()).isEqualTo("people 2 of 3 (needs: a3)");
  }

  @Test
  void isImpossibleWhenTooFewCanEverAgree() {
    Planner planner = planner(c -> c.index() <= 2 ? c : people(c, 0, 1, List.of(), List.of()));

    assertThat(planner.isPossible()).isFalse();
  }

  private static Planner planner(UnaryOperator<Candidate> change) {
    List<Candidate> all = new ArrayList<>();
    for (int i = 1; i <= NAMES.size(); i++) {
      all.add(
          change.apply(
              new Candidate(
                  i,
                  NAMES.get(i - 1),
                  true,
                  false,
                  false,
                  false,
                  0,
                  0,
                  1,
                  1,
                  List.of(),
                  List.of())));
    }
    return new Planner(all, 3);
  }

  private static Candidate changed(Candidate c, boolean up, boolean late, int strikes, int load) {
    return new Candidate(
        c.index(), c.name(), up, late, false, false, load, strikes, c.have(), c.need(), c.open(),
        c.away());
  }

  private static Candidate loaded(Candidate c, int load) {
    return changed(c, c.up(), c.late(), c.strikes(), load);
  }

  private static Candidate people(
      Candidate c, int have, int need, List<String> open, List<String> away) {
    return new Candidate(
        c.index(), c.name(), c.up(), false, false, false, 0, 0, have, need, open, away);
  }
}
