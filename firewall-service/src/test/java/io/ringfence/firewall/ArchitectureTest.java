package io.ringfence.firewall;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses FIREWALL =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.ringfence.firewall");

  @Test
  void rulesKnowNoFramework() {
    classes()
        .that()
        .resideInAPackage("..firewall.rules..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..", "org.jspecify..", "io.ringfence.contracts..", "..firewall.rules..")
        .check(FIREWALL);
  }

  @Test
  void enforcementKnowsNoFrameworkAndNoAdapter() {
    classes()
        .that()
        .resideInAPackage("..firewall.enforcement..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "org.jspecify..",
            "org.slf4j..",
            "io.ringfence.contracts..",
            "..firewall.rules..",
            "..firewall.enforcement..")
        .check(FIREWALL);
  }

  @Test
  void maintenanceKnowsNoFrameworkAndNoAdapter() {
    classes()
        .that()
        .resideInAPackage("..firewall.maintenance..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "org.jspecify..",
            "org.slf4j..",
            "io.ringfence.contracts..",
            "..firewall.maintenance..")
        .check(FIREWALL);
  }

  @Test
  void onlyTheNftPackageCallsNativeCode() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..firewall.nft..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.lang.foreign..")
        .check(FIREWALL);
  }

  @Test
  void adaptersDoNotKnowEachOther() {
    noClasses()
        .that()
        .resideInAnyPackage("..firewall.kafka..", "..firewall.disk..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..firewall.nft..", "..firewall.dryrun..")
        .check(FIREWALL);
  }
}
