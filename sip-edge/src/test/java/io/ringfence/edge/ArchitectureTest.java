package io.ringfence.edge;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final String[] PURE = {
    "io.ringfence.edge.sip",
    "io.ringfence.edge.account",
    "io.ringfence.edge.call",
    "io.ringfence.edge.digest",
    "io.ringfence.edge.fuse",
    "io.ringfence.edge.guard",
    "io.ringfence.edge.admission",
    "io.ringfence.edge.registrar",
    "io.ringfence.edge.load",
    "io.ringfence.edge.stun",
    "io.ringfence.edge.hep",
    "io.ringfence.edge.timer",
    "io.ringfence.edge.transaction",
    "io.ringfence.edge.resolve",
    "io.ringfence.edge.proxy",
    "io.ringfence.edge.uas"
  };

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.ringfence.edge");

  @Test
  void decisionsKnowNoFramework() {
    noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.netty..",
            "io.quarkus..",
            "io.smallrye..",
            "io.vertx..",
            "io.micrometer..",
            "org.apache.kafka..",
            "org.eclipse.microprofile..",
            "org.jboss..",
            "jakarta..")
        .because("decisions are pure: put it behind a port, and time into a parameter")
        .check(CLASSES);
  }

  @Test
  void decisionsDoNotReadTheClock() {
    noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .because("time is passed in")
        .check(CLASSES);
  }

  @Test
  void pureFeaturesHaveNoCycles() {
    slices()
        .matching(
            "io.ringfence.edge.(sip|account|call|digest|fuse|guard|admission|registrar|load|stun|hep|timer|transaction|resolve|proxy|uas)..")
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }

  @Test
  void serviceKnowsNoOtherService() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.ringfence.guard..",
            "io.ringfence.firewall..",
            "io.ringfence.notifier..",
            "io.ringfence.admin..")
        .check(CLASSES);
  }
}
