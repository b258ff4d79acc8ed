package io.ringfence.guard;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// Arrows point inwards.
class ArchitectureTest {

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.ringfence.guard");

  @Test
  void decisionsKnowNoFrameworkAndNoBus() {
    classes()
        .that()
        .resideInAnyPackage("..guard.detect..", "..guard.toll..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "org.jspecify..",
            "io.ringfence.contracts.config..",
            "io.ringfence.contracts.event..",
            "io.ringfence.contracts.net..",
            "io.ringfence.guard.detect..",
            "io.ringfence.guard.toll..")
        .because("a decision is pure: what it needs is passed in")
        .check(MAIN);
  }

  @Test
  void replaysKnowDecisionsAndJsonAlone() {
    classes()
        .that()
        .resideInAPackage("..guard.replay..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "org.jspecify..",
            "com.fasterxml.jackson.annotation..",
            "io.ringfence.contracts..",
            "io.ringfence.guard.detect..",
            "io.ringfence.guard.replay..")
        .because("what has happened is passed in")
        .check(MAIN);
  }

  @Test
  void decisionsDoNotLookAtTheClock() {
    noClasses()
        .that()
        .resideInAnyPackage("..guard.detect..", "..guard.replay..", "..guard.toll..")
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .because("time is passed in")
        .check(MAIN);
  }

  @Test
  void theFastLoopKnowsNoDatabase() {
    noClasses()
        .that()
        .resideInAnyPackage("..guard.detect..", "..guard.toll..", "..guard.kafka..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..guard.db..", "..guard.history..", "io.vertx..")
        .because("PostgreSQL may be down and it still works")
        .check(MAIN);
  }

  @Test
  void sensorsKnowNothingOfDecisions() {
    noClasses()
        .that()
        .resideInAPackage("..guard.sensor..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..guard.detect..", "..guard.kafka..", "..guard.history..")
        .because("they run on other hosts and tell what they see; deciding is done elsewhere")
        .check(MAIN);
  }

  @Test
  void formatsOfLinesAreReadPurely() {
    noClasses()
        .that()
        .implement("io.ringfence.guard.sensor.LineFormat")
        .or()
        .haveSimpleNameStartingWith("Asterisk")
        .or()
        .haveSimpleNameStartingWith("Bursts")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.io..", "java.nio.file..", "java.net..", "io.micrometer..")
        .because("what attackers write is taken apart where nothing can be done with it")
        .check(MAIN);
  }

  @Test
  void onlyTheAdapterKnowsPostgres() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..guard.db..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.vertx..", "..guard.db..")
        .because("history asks its port, HistoryStore")
        .check(MAIN);
  }
}
