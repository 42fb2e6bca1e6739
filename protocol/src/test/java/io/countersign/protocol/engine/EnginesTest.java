package io.countersign.protocol.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.countersign.protocol.thresholdrsa.SecretArithmetic;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnginesTest {
  @Test
  void reportsAllEnginesInTheOrderOfPreference() {
    List<EngineReport> report = Engines.report();

    assertThat(report)
        .extracting(EngineReport::name)
        .containsExactly("openssl", "conscrypt", "java");
    assertThat(report).allSatisfy(line -> assertThat(line.reason()).isNotBlank());
    assertThat(report.get(2).usable()).isTrue();
  }

  @Test
  void bestIsTheFirstUsableEngine() {
    List<SecretArithmetic> available = Engines.available();

    assertThat(Engines.best()).isSameAs(available.get(0));
    assertThat(Engines.named(Engines.best().name())).isSameAs(Engines.best());
  }

  @Test
  void aMachineOfContinuousIntegrationHasAllThree() {
    Ci.require(Engines.available().size() == 3, "all engines: " + Engines.report());
  }

  @Test
  void onlyTheOpensslEngineErases() {
    assertThat(Engines.available())
        .allSatisfy(
            engine ->
                assertThat(engine.eraseGuarantee()).isEqualTo(engine.name().equals("openssl")));
  }

  @Test
  void refusesAnUnknownNameAndListsTheKnownOnes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Engines.named("quantum"))
        .withMessage("engine must be one of [openssl, conscrypt, java], got \"quantum\"");
  }
}
