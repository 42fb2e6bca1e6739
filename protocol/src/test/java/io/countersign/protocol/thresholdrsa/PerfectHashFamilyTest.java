package io.countersign.protocol.thresholdrsa;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class PerfectHashFamilyTest {
  private static final Threshold THREE_OF_FIVE = new Threshold(3, 5);

  @Test
  void theShippedTableIsTheOneOfTheVectorsAndEveryFamilyVerifies() {
    JsonNode entries = TestFiles.json("vectors/phf-table.json").get("entries");

    assertThat(entries).hasSize(120);
    for (JsonNode entry : entries) {
      Threshold threshold = new Threshold(entry.get("t").asInt(), entry.get("n").asInt());
      PerfectHashFamily family = PerfectHashFamily.of(threshold);
      assertThat(family.rows())
          .isEqualTo(TestVectors.list(entry.get("rows")).stream().map(JsonNode::asText).toList());
      assertThat(family.size()).isEqualTo(entry.get("k").asInt());
    }
  }

  @Test
  void everySetOfTDevicesHasARowThatSeparatesIt() {
    for (Threshold threshold : List.of(THREE_OF_FIVE, new Threshold(4, 8), new Threshold(9, 12))) {
      PerfectHashFamily family = PerfectHashFamily.of(threshold);
      for (List<Integer> signers : Subsets.of(threshold)) {
        List<Integer> rows = family.rowsSeparating(signers);
        assertThat(rows).as("%s", signers).isNotEmpty();
        for (int row : rows) {
          assertThat(signers.stream().map(device -> family.colour(row, device)).distinct())
              .hasSize(threshold.t());
        }
      }
    }
  }

  @Test
  void noTMinusOneDevicesHoldAllColoursOfARow() {
    // CRYPTO.md 7, row 9: a device has one colour per row and a row has t colours.
    for (int n = 2; n <= Threshold.DEVICES_MAX; n++) {
      for (int t = 2; t <= n; t++) {
        PerfectHashFamily family = PerfectHashFamily.of(new Threshold(t, n));
        for (int row = 0; row < family.size(); row++) {
          assertThat(family.rows().get(row).chars().distinct()).hasSize(t);
        }
      }
    }
  }

  @Test
  void refusesRowsThatLeaveASetOfDevicesUnseparated() {
    List<String> rows = PerfectHashFamily.of(THREE_OF_FIVE).rows();

    CheckFailed failed =
        Checks.assertFails("phf", () -> PerfectHashFamily.parse(THREE_OF_FIVE, rows.subList(0, 2)));
    assertThat(failed.detail()).contains("no row separates devices [");
    Checks.assertFails("phf", () -> PerfectHashFamily.parse(new Threshold(2, 2), List.of("00")));
  }

  @Test
  void refusesRowsOfAnotherLengthOrColour() {
    Threshold all = new Threshold(3, 3);

    assertThat(PerfectHashFamily.parse(all, List.of("210")).colour(0, 1)).isEqualTo(2);
    for (String row : List.of("01", "0123", "013", "01-", "", "01G", "01\u0662")) {
      Checks.assertFails("phf", () -> PerfectHashFamily.parse(all, List.of("012", row)));
    }
    Checks.assertFails("phf", () -> PerfectHashFamily.parse(all, List.of()));
    Checks.assertFails(
        "phf", () -> PerfectHashFamily.parse(new Threshold(11, 11), List.of("0123456789A")));
  }
}
