package io.countersign.protocol.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Native code is reached from one package only (DESIGN.md "Decided now" 10). */
class JnaBoundaryTest {
  private final JavaClasses countersign =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.countersign");

  @Test
  void onlyTheEngineKnowsJnaAndConscrypt() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.countersign.protocol.engine")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.sun.jna..", "org.conscrypt..")
        .check(countersign);
  }

  @Test
  void nothingOutsideSeesLibcryptosFunctions() {
    classes()
        .that()
        .haveSimpleNameStartingWith("Libcrypto")
        .should()
        .bePackagePrivate()
        .check(countersign);
  }
}
