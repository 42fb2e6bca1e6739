package io.countersign.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.protocol.thresholdrsa.Octets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What peers write is short and forges nothing, however it came. */
class RefusalTest {
  private static final String TITLE = "\u001b]0;x\n";

  @Test
  void cutsAndCleansItsTexts() {
    Refusal refusal =
        Refusal.of(Refusal.Code.BAD_REQUEST, TITLE.repeat(100), TITLE.repeat(200_000));

    assertThat(refusal.check()).hasSize(64).startsWith("?]0;x??]0;x?");
    assertThat(refusal.detail()).hasSize(512).startsWith("?]0;x??]0;x?");
  }

  @Test
  void cleansWhatTurnsTheDirectionOfTextAndHalvesOfCharacters() {
    String grin = new String(Character.toChars(0x1f600));
    Refusal refusal =
        Refusal.of(Refusal.Code.BUSY, "a\u202eb\u2028c\u009bd", "x".repeat(511) + grin + "y");

    assertThat(refusal.check()).isEqualTo("a?b?c?d");
    assertThat(refusal.detail()).isEqualTo("x".repeat(511) + "?");
  }

  @Test
  void leavesHonestTextsAlone() {
    Refusal refusal = Refusal.notAuthorized("quorum", "1 of 2 (needs: M\u00fcller)", 1, 2);

    assertThat(refusal.detail()).isEqualTo("1 of 2 (needs: M\u00fcller)");
  }

  @Test
  void staysSoWhenItIsRead() {
    DeviceProtocol.Refused sent =
        new DeviceProtocol.Refused(
            Octets.EMPTY, 1, "amber", Refusal.of(Refusal.Code.NOT_READY, TITLE, TITLE));

    assertThat(Wire.decode(Wire.typeOf(sent), Wire.encode(sent))).isEqualTo(sent);
  }

  @Test
  void boundsWhatADeviceSaysOfItself() {
    DeviceProtocol.DeviceState state =
        new DeviceProtocol.DeviceState(
            1,
            TITLE.repeat(1000),
            Collections.nCopies(100_000, TITLE.repeat(1000)),
            TITLE.repeat(1000),
            false,
            0,
            Octets.EMPTY,
            0,
            Octets.EMPTY,
            0,
            1,
            1,
            List.of(),
            Collections.nCopies(
                100, new DeviceProtocol.AlarmCount(TITLE.repeat(1000), TITLE.repeat(1000), 1)));

    assertThat(state.device()).hasSize(64).doesNotContain("\u001b", "\n");
    assertThat(state.engine()).hasSize(64).doesNotContain("\u001b", "\n");
    assertThat(state.alarms())
        .hasSize(32)
        .allSatisfy(
            alarm -> {
              assertThat(alarm.event()).hasSize(64).doesNotContain("\u001b", "\n");
              assertThat(alarm.severity()).hasSize(64).doesNotContain("\u001b", "\n");
            });
    assertThat(state.keys())
        .hasSize(256)
        .allSatisfy(key -> assertThat(key).hasSize(64).doesNotContain("\u001b", "\n"));
  }

  @Test
  void boundsWhatAnAgentsNodeSaysOfItsAgents() {
    AgentProtocol.AgentState state =
        new AgentProtocol.AgentState(
            1,
            TITLE.repeat(1000),
            List.copyOf(Collections.nCopies(100_000, TITLE.repeat(1000))),
            0,
            1);

    assertThat(state.node()).hasSize(128).doesNotContain("\u001b", "\n");
    assertThat(state.agents())
        .hasSize(256)
        .allSatisfy(agent -> assertThat(agent).hasSize(128).doesNotContain("\u001b", "\n"));
  }
}
