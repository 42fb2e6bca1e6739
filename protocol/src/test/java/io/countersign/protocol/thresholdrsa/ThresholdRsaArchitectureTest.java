package io.countersign.protocol.thresholdrsa;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** DESIGN.md: the mathematics can be read and tested by someone who never heard of actors. */
class ThresholdRsaArchitectureTest {
  private static final String MATHEMATICS = "io.countersign.protocol.thresholdrsa..";
  private final JavaClasses classes =
      new ClassFileImporter()
          .importPath(Path.of("target/classes/io/countersign/protocol/thresholdrsa"));

  @Test
  void theMathematicsUsesTheJavaPlatformAndNothingElse() {
    classes()
        .that()
        .resideInAPackage(MATHEMATICS)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(MATHEMATICS, "java..", "org.jspecify..")
        .check(classes);
  }

  @Test
  void theMathematicsKnowsNoActorsNoJsonNoLogsAndNoNativeCode() {
    noClasses()
        .that()
        .resideInAPackage(MATHEMATICS)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "akka..",
            "com.fasterxml..",
            "org.slf4j..",
            "com.sun.jna..",
            "java.net..",
            "java.nio.file..")
        .check(classes);
  }
}
