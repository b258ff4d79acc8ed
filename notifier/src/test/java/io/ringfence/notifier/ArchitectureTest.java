package io.ringfence.notifier;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final String BASE = "io.ringfence.notifier";

  private final JavaClasses main =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(BASE);

  @Test
  void decisionsImportNoFramework() {
    classes()
        .that()
        .resideInAnyPackage(BASE + ".warning", BASE + ".outbox")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "org.jspecify..",
            "io.ringfence.contracts..",
            BASE + ".warning",
            BASE + ".outbox")
        .check(main);
  }

  @Test
  void theOutboxKnowsNeitherKafkaNorMail() {
    noClasses()
        .that()
        .resideInAPackage(BASE + ".db")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            BASE + ".kafka", BASE + ".mail", "org.apache.kafka..", "io.vertx.ext.mail..")
        .check(main);
  }

  @Test
  void packagesHaveNoCycles() {
    SlicesRuleDefinition.slices().matching(BASE + ".(*)..").should().beFreeOfCycles().check(main);
  }

  @Test
  void noOtherServiceIsUsed() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.ringfence.edge..",
            "io.ringfence.guard..",
            "io.ringfence.firewall..",
            "io.ringfence.admin..")
        .check(main);
  }
}
