package io.github.camelcti.crowdsec;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

/** Who may know whom: the mapping stays plain Java, and Camel is known to the beans of the routes only. */
@AnalyzeClasses(
    packages = "io.github.camelcti.crowdsec",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule MAPPING_KNOWS_NO_TRANSPORT = noClasses()
      .that().resideInAnyPackage("..crowdsec.enrich..", "..crowdsec.stix..")
      .should().dependOnClassesThat().resideInAnyPackage("org.apache..", "java.net.http..", "org.slf4j..",
          "..crowdsec.config..", "..crowdsec.route..", "..crowdsec.http..", "..crowdsec.opencti..");

  @ArchTest
  static final ArchRule STIX_KNOWS_NO_CROWDSEC = noClasses()
      .that().resideInAPackage("..crowdsec.stix..")
      .should().dependOnClassesThat().resideInAPackage("..crowdsec.enrich..");

  @ArchTest
  static final ArchRule MAPPING_HAS_NO_CLOCK_OF_ITS_OWN = noClasses()
      .that().resideInAnyPackage("..crowdsec.enrich..", "..crowdsec.stix..")
      .should().callMethod(Instant.class, "now")
      .orShould().callMethod(System.class, "currentTimeMillis");

  /** The routes' beans know Camel, and so does the start; nobody else needs to change with it. */
  @ArchTest
  static final ArchRule CAMEL_IS_KNOWN_TO_THE_BEANS_OF_ROUTES_ONLY = noClasses()
      .that().resideInAnyPackage("..crowdsec.config..", "..crowdsec.opencti..", "..crowdsec.crowdsec..", "..crowdsec.http..",
          "..crowdsec.tls..", "..crowdsec.state..")
      .should().dependOnClassesThat().resideInAnyPackage("org.apache.camel..", "org.springframework..", "..crowdsec.route..");

  /** The command line is one way in; whatever it can do, others can do without it. */
  @ArchTest
  static final ArchRule THE_COMMAND_LINE_IS_KNOWN_TO_THE_MAIN_CLASS_ONLY = noClasses()
      .that().resideOutsideOfPackage("..crowdsec.cli..").and().doNotHaveSimpleName("CrowdSecConnector")
      .should().dependOnClassesThat().resideInAPackage("..crowdsec.cli..");

  /** A look-up from the command line starts no Camel, and what it prints knows nothing of how it was asked. */
  @ArchTest
  static final ArchRule LOOK_UPS_KNOW_NO_CAMEL = noClasses()
      .that().resideInAnyPackage("..crowdsec.lookup..", "..crowdsec.report..")
      .should().dependOnClassesThat().resideInAnyPackage("org.apache.camel..", "org.springframework..", "picocli..",
          "..crowdsec.opencti..", "..crowdsec.cli..");

  @ArchTest
  static final ArchRule REPORTS_ASK_NOBODY = noClasses()
      .that().resideInAPackage("..crowdsec.report..")
      .should().dependOnClassesThat().resideInAnyPackage("org.apache..", "java.net.http..", "..crowdsec.http..",
          "..crowdsec.config..", "..crowdsec.route..");
}
