package io.github.camelcti.crowdsec.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.camelcti.crowdsec.base.Build;
import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble.WorkView;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.support.RunningConnector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Karavan's folder, run by {@code camel run} as Karavan does, and exported: the six jobs of the demo come to the same ends. */
class CamelCliIT {

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @Test
  void theSameRoutesDoTheSameJobsUnderTheCamelCli(@TempDir Path folder) throws Exception {
    Path cli = Path.of("deploy/camel-cli/camel").toAbsolutePath();
    assumeTrue(resolved(cli), "the Camel CLI can't be resolved from Maven's repositories");
    Path project = assembled(folder);
    List<String> run = new ArrayList<>(List.of(cli.toString(), "run", "--logging-color=false"));
    run.addAll(files(project, ".camel.yaml", ".kamelet.yaml", "application.properties"));
    doesTheJobsOfTheDemo(folder, project, run);
  }

  @Test
  @Tag("nightly")
  void aProjectThatTheCamelCliExportsBuildsAndDoesTheSameJobs(@TempDir Path folder) throws Exception {
    // Given
    Path cli = Path.of("deploy/camel-cli/camel").toAbsolutePath();
    assumeTrue(resolved(cli), "the Camel CLI can't be resolved from Maven's repositories");
    Path project = assembled(folder);
    Path exported = folder.resolve("exported");
    // Without names of files, as Karavan's build calls it
    List<String> export = List.of(cli.toString(), "export", "--java-version=17", "--dir=" + exported);
    // The CLI loads the routes once to see what they need, and beans want settings.
    succeeds(project, folder.resolve("export.log"), export, Map.of("OPENCTI_URL", "http://127.0.0.1:9", "OPENCTI_TOKEN",
        "planted-token-0123456789", "CONNECTOR_ID", "5b1d2c7e-0f5c-4c43-9b5e-3f2a9b1c7d10", "CROWDSEC_KEY", "planted-key-0123456789"));
    assertThat(exported.resolve("src/main/jkube/deployment.yaml"))
        .hasSameTextualContentAs(Path.of("deploy/karavan/deployment.jkube.yaml"));
    assertThat(exported.resolve("pom.xml")).content().contains("jib-maven-plugin", "kubernetes-maven-plugin", "${jib.from.image}");
    // A repository of its own for our jar, as ./mvnw install has it, in front of the one that Maven uses here
    Path repository = folder.resolve("repository");
    String maven = Path.of("mvnw").toAbsolutePath().toString();
    succeeds(Path.of("").toAbsolutePath(), folder.resolve("install.log"), List.of(maven, "-q", "-B", "-ntp", "install:install-file",
        "-Dfile=" + Path.of("target/crowdsec-connector.jar").toAbsolutePath(), "-DpomFile=pom.xml",
        "-DlocalRepositoryPath=" + repository), Map.of());
    String local = System.getProperty("maven.repo.local", Path.of(System.getProperty("user.home"), ".m2/repository").toString());
    // When
    succeeds(exported, folder.resolve("build.log"), List.of(maven, "-q", "-B", "-ntp", "-f", exported.resolve("pom.xml").toString(),
        "package", "-Dmaven.repo.local=" + repository, "-Dmaven.repo.local.tail=" + local), Map.of());
    // Then
    doesTheJobsOfTheDemo(folder, exported, List.of("java", "-XX:TieredStopAtLevel=1", "-jar",
        "target/crowdsec-connector-project-" + Build.version() + ".jar"));
    assertThat(read(folder.resolve("log"))).contains("Camel 4.", "jobs on queue listen_").doesNotContain("main ERROR");
  }

  private static void succeeds(Path where, Path log, List<String> command, Map<String, String> environment) throws Exception {
    assertThat(start(where, log, command, environment).waitFor()).as(() -> read(log)).isZero();
  }

  private static Process start(Path where, Path log, List<String> command, Map<String, String> environment) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(where.toFile()).redirectErrorStream(true)
        .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static void doesTheJobsOfTheDemo(Path folder, Path project, List<String> command) throws Exception {
    try (Broker broker = Broker.shared();
        OpenCtiDouble openCti = OpenCtiDouble.start(broker);
        CrowdSecDouble crowdSec = CrowdSecDouble.start()) {
      // Given
      crowdSec.answer("192.0.2.10", Samples.read("200-malicious-full", "192.0.2.10"));
      crowdSec.answer("192.0.2.53", Samples.read("200-safe-false-positive", "192.0.2.53"));
      crowdSec.script("198.51.100.20", Step.status(429, CrowdSecDouble.BURST, "Retry-After", "1"),
          Step.ok(Samples.read("200-suspicious", "198.51.100.20")));
      crowdSec.answer("2001:db8::10", Samples.read("200-ipv6", "2001:db8::10"));
      Map<String, String> settings = RunningConnector.environment(openCti, crowdSec);
      settings.put("CAMEL_CLI_OPTS", "-XX:TieredStopAtLevel=1");
      String id = settings.get("CONNECTOR_ID");
      Path log = folder.resolve("log");
      Process process = start(project, log, command, settings);
      try {
        await().atMost(PATIENCE).until(() -> openCti.registered(id) || !process.isAlive());
        assertThat(process.isAlive()).as(() -> read(log)).isTrue();
        // When
        List<String> texts = new ArrayList<>();
        for (String address : List.of("192.0.2.10", "192.0.2.53", "203.0.113.200", "192.0.2.66", "198.51.100.20",
            "2001:db8::10")) {
          String observable = address.equals("192.0.2.66")
              ? openCti.addObservable(address, "TLP:RED") : openCti.addObservable(address);
          String work = openCti.ask(id, observable);
          await().atMost(PATIENCE).untilAsserted(() ->
              assertThat(openCti.work(work).status()).as(() -> read(log)).isEqualTo("complete"));
          texts.add(text(openCti.work(work)));
        }
        // Then
        assertThat(texts).as(() -> read(log)).satisfiesExactly(
            text -> assertThat(text).contains("malicious"), text -> assertThat(text).contains("safe"),
            text -> assertThat(text).contains("not known"), text -> assertThat(text).contains("over the limit"),
            text -> assertThat(text).contains("suspicious"), text -> assertThat(text).contains("malicious"));
        assertThat(crowdSec.calls("192.0.2.66")).isEmpty();
        assertThat(crowdSec.calls("198.51.100.20")).hasSize(2);
        assertThat(Files.readString(log)).doesNotContain(openCti.token(), crowdSec.key());
      } finally {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      }
    }
  }

  private static String text(WorkView work) {
    return String.join(" ", work.messages()) + String.join(" ", work.errors());
  }

  /** Asks for its version: the first time, that brings what it is made of. */
  private static boolean resolved(Path cli) throws Exception {
    Process process = new ProcessBuilder(cli.toString(), "version").redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    return process.waitFor() == 0;
  }

  private static List<String> files(Path project, String... ends) throws IOException {
    try (Stream<Path> files = Files.list(project)) {
      return files.map(file -> file.getFileName().toString())
          .filter(name -> Stream.of(ends).anyMatch(name::endsWith)).sorted().toList();
    }
  }

  private static Path assembled(Path folder) throws Exception {
    Path project = folder.resolve("project");
    succeeds(Path.of("").toAbsolutePath(), folder.resolve("assemble.log"), List.of("deploy/karavan/assemble", project.toString()),
        Map.of());
    return project;
  }
}
