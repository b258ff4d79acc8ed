package io.ringfence.admin;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final String BASE = "io.ringfence.admin";

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(BASE);

  @Test
  void decisionsImportNoFramework() {
    classes()
        .that()
        .haveSimpleNameEndingWith("Rules")
        .or()
        .haveSimpleName("Validation")
        .or()
        .haveSimpleName("TailPosition")
        .or()
        .haveSimpleName("NewBlock")
        .or()
        .haveSimpleName("DecisionFeed")
        .or()
        .haveSimpleName("Ban")
        .or()
        .haveSimpleName("Holding")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "org.jspecify..",
            "io.ringfence.contracts..",
            "io.ringfence.guard.detect",
            BASE + ".problem",
            BASE + ".request",
            BASE + ".protection",
            BASE + ".groups",
            BASE + ".impact",
            BASE + ".services",
            BASE + ".accounts",
            BASE + ".blocks",
            BASE + ".pbxlock",
            BASE + ".bouncers",
            BASE + ".enforcement",
            BASE + ".securitylog")
        .check(MAIN);
  }

  @Test
  void everyOperationNamesItsRole_butThatWhichSigningInNeeds() {
    methods()
        .that()
        .areAnnotatedWith(GET.class)
        .or()
        .areAnnotatedWith(PUT.class)
        .or()
        .areAnnotatedWith(POST.class)
        .or()
        .areAnnotatedWith(DELETE.class)
        .should()
        .beAnnotatedWith(RolesAllowed.class)
        .orShould()
        .beAnnotatedWith(PermitAll.class)
        .check(MAIN);
    methods()
        .that()
        .areAnnotatedWith(PermitAll.class)
        .should()
        .beDeclaredInClassesThat()
        .haveNameMatching(".*\\.console\\.(Assets|FrontPage|SignInPage)")
        .check(MAIN);
  }

  @Test
  void flywayIsForTheSchemaAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackage(BASE + ".installation")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.flywaydb..", "javax.sql..", "io.agroal..")
        .check(MAIN);
  }

  @Test
  void packagesHaveNoCycles() {
    SlicesRuleDefinition.slices().matching(BASE + ".(*)..").should().beFreeOfCycles().check(MAIN);
  }

  @Test
  void noOtherServiceIsUsed() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "io.ringfence.edge..",
                    "io.ringfence.guard..",
                    "io.ringfence.firewall..",
                    "io.ringfence.notifier..")
                .and(
                    resideOutsideOfPackages(
                        "io.ringfence.guard.detect",
                        "io.ringfence.guard.replay",
                        "io.ringfence.firewall.rules",
                        "io.ringfence.firewall.export")))
        .because("only the pure decisions are shared, in modules detection and ruleset")
        .check(MAIN);
  }
}
