package io.countersign.deploy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The arrows of DESIGN.md "The house", held over the compiled classes of all five modules. */
class ArchitectureTest {
  private static final String PROTOCOL = "io.countersign.protocol..";
  private static final String DEVICE = "io.countersign.device..";
  private static final String AGENT = "io.countersign.agent..";
  private static final String COORDINATOR = "io.countersign.coordinator..";
  private static final String DEPLOY = "io.countersign.deploy..";
  private static final String WIRE = "io.countersign.protocol.wire..";
  private static final String ENGINE = "io.countersign.protocol.engine..";
  private static final String MATHEMATICS = "io.countersign.protocol.thresholdrsa..";

  private static final List<String> MODULES =
      List.of("protocol", "signing-device", "authorizing-agent", "coordinator", "deploy");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .importPaths(MODULES.stream().map(ArchitectureTest::classesOf).toList());

  private static Path classesOf(String module) {
    return Path.of("..").resolve(module).resolve("target").resolve("classes");
  }

  @Test
  void seesTheClassesOfAllModules() {
    for (String module : MODULES) {
      assertThat(Files.isDirectory(classesOf(module)))
          .as(classesOf(module) + ": build the modules first, mvn -pl deploy -am test")
          .isTrue();
    }
    for (String root : List.of("protocol", "device", "agent", "coordinator", "deploy")) {
      String name = "io.countersign." + root;
      assertThat(CLASSES.stream().anyMatch(c -> c.getPackageName().startsWith(name)))
          .as("classes of " + name)
          .isTrue();
    }
  }

  @Test
  void theThreeInTheMiddleNeverImportOneAnother() {
    check(
        noClasses()
            .that()
            .resideInAPackage(DEVICE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(AGENT, COORDINATOR));
    check(
        noClasses()
            .that()
            .resideInAPackage(AGENT)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(DEVICE, COORDINATOR));
    check(
        noClasses()
            .that()
            .resideInAPackage(COORDINATOR)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(DEVICE, AGENT));
  }

  @Test
  void nobodyBelowImportsDeployAndProtocolImportsNobody() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(PROTOCOL, DEVICE, AGENT, COORDINATOR)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(DEPLOY));
    check(
        noClasses()
            .that()
            .resideInAPackage(PROTOCOL)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(DEVICE, AGENT, COORDINATOR, DEPLOY));
  }

  @Test
  void theMathematicsKnowsNothingButJava() {
    check(
        classes()
            .that()
            .resideInAPackage(MATHEMATICS)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                MATHEMATICS,
                "java.io..",
                "java.lang..",
                "java.math..",
                "java.nio..",
                "java.security..",
                "java.util..",
                "javax.crypto..",
                "org.jspecify.annotations.."));
  }

  @Test
  void nativeCodeIsReachedThroughTheEngineOnly() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(ENGINE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.sun.jna..", "org.conscrypt.."));
  }

  /** Akka itself hands a persistence plugin its configuration, so the embedded journal sees it. */
  @Test
  void configurationIsSeenByDeployOnly() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(DEPLOY, "io.countersign.coordinator.journal..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.typesafe.config.."));
  }

  @Test
  void theClusterIsSeenByDeployOnly() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(DEPLOY)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("akka.cluster..", "akka.remote.."));
  }

  @Test
  void partiesAddressEachOtherByNameOnTheWire() {
    check(
        noClasses()
            .that()
            .resideInAPackage(WIRE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("akka.actor..", "akka.cluster.."));
    check(
        noClasses()
            .that()
            .resideInAnyPackage(
                "io.countersign.protocol.evidence..", "io.countersign.protocol.log..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("akka.."));
  }

  @Test
  void nothingIsSerializedTheWayOfJava() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(ObjectInputStream.class, ObjectOutputStream.class));
  }

  private static void check(ArchRule rule) {
    rule.check(CLASSES);
  }
}
