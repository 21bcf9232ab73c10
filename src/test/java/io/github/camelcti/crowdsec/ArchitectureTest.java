package io.github.camelcti.crowdsec;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;

/** The layout that docs/architecture.md describes: small packages, no cycles between them, Camel at the edge. */
@AnalyzeClasses(packages = "io.github.camelcti.crowdsec", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final int MOST_CLASSES = 20;

  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices().matching("io.github.camelcti.crowdsec.(**)").should().beFreeOfCycles();

  @ArchTest
  static void packagesStaySmall(JavaClasses classes) {
    Map<String, Long> sizes = classes.stream()
        .filter(it -> it.isTopLevelClass() && !it.getSimpleName().equals("package-info"))
        .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));

    assertThat(sizes).allSatisfy((name, size) -> assertThat(size).as(name).isLessThanOrEqualTo(MOST_CLASSES));
  }

  /** The start, what routes name, and what looks after routes. Nothing else has to change with Camel. */
  @ArchTest
  static final ArchRule CAMEL_IS_KNOWN_AT_THE_EDGE_ONLY = noClasses()
      .that().resideOutsideOfPackages("io.github.camelcti.crowdsec", "..crowdsec.route..", "..crowdsec.reload..",
          "..crowdsec.health..", "..crowdsec.metrics..", "..crowdsec.kamelet..", "..crowdsec.trial..")
      .and().doNotHaveSimpleName("Build") // tells Camel's version
      .should().dependOnClassesThat().resideInAnyPackage("org.apache.camel..", "org.springframework..");

  /** One job's steps know nothing of who starts them, watches them or replaces them. */
  @ArchTest
  static final ArchRule ROUTES_KNOW_NOTHING_ABOVE_THEM = noClasses()
      .that().resideInAPackage("..crowdsec.route..")
      .should().dependOnClassesThat().resideInAnyPackage("io.github.camelcti.crowdsec", "..crowdsec.reload..",
          "..crowdsec.health..", "..crowdsec.cli..", "..crowdsec.kamelet..");

  @ArchTest
  static final ArchRule MAPPING_KNOWS_NO_TRANSPORT = noClasses()
      .that().resideInAnyPackage("..crowdsec.enrich..", "..crowdsec.stix..")
      .should().dependOnClassesThat().resideInAnyPackage("org.apache..", "java.net.http..", "org.slf4j..",
          "..crowdsec.config..", "..crowdsec.route..", "..crowdsec.http..", "..crowdsec.opencti..");

  @ArchTest
  static final ArchRule MAPPING_HAS_NO_CLOCK_OF_ITS_OWN = noClasses()
      .that().resideInAnyPackage("..crowdsec.enrich..", "..crowdsec.stix..")
      .should().callMethod(Instant.class, "now")
      .orShould().callMethod(System.class, "currentTimeMillis");

  /** The command line is one way in; whatever it can do, others can do without it. */
  @ArchTest
  static final ArchRule THE_COMMAND_LINE_IS_KNOWN_TO_THE_MAIN_CLASS_ONLY = noClasses()
      .that().resideOutsideOfPackage("..crowdsec.cli..").and().doNotHaveSimpleName("CrowdSecConnector")
      .should().dependOnClassesThat().resideInAPackage("..crowdsec.cli..");

  /** What prints a look-up knows nothing of how it was asked. */
  @ArchTest
  static final ArchRule REPORTS_ASK_NOBODY = noClasses()
      .that().resideInAPackage("..crowdsec.report..")
      .should().dependOnClassesThat().resideInAnyPackage("org.apache..", "java.net.http..", "..crowdsec.http..",
          "..crowdsec.config..", "..crowdsec.route..");
}
