package io.github.camelcti.crowdsec.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelcti.crowdsec.base.Build;
import io.github.camelcti.crowdsec.config.Config;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder for Karavan is what its script makes of today's routes, with the fragments that its build looks for. */
class KaravanProjectTest {

  private static final Path FOLDER = Path.of("deploy/karavan");
  /** The fields of a service in karavan-app 4.18.1, the same in 4.14.2. */
  private static final List<String> COMPOSE_FIELDS = List.of("container_name", "image", "restart", "cpus", "cpu_percent", "mem_limit",
      "mem_reservation", "command", "ports", "volumes", "expose", "depends_on", "networks", "environment", "healthcheck", "labels");

  @Test
  void theProjectHasEveryFileOfTodayInOneFolder(@TempDir Path folder) throws Exception {
    // Given
    Map<String, String> ours = new TreeMap<>();
    for (String source : List.of("routes", "routes/graphql", "kamelets", "deploy/karavan")) {
      contents(Path.of(source)).forEach((name, content) -> assertThat(ours.put(name, content)).as(name).isNull());
    }
    ours.keySet().removeAll(List.of("assemble", "README.md"));
    // When
    Run run = Run.of("deploy/karavan/assemble", folder.resolve("project").toString());
    // Then
    assertThat(run.exitCode()).as(run.output()).isZero();
    Map<String, String> project = contents(folder.resolve("project"));
    String properties = project.remove("application.properties");
    assertThat(project).isEqualTo(ours);
    assertThat(properties).doesNotContain("routesIncludePattern", "routes/")
        .contains("\ngraphql.folder = file:.\n", "mvn:io.github.camelcti:crowdsec-connector:" + Build.version())
        // What the plugins that camel export adds to the project ask for: karavan-app's templates of 4.14.2 and 4.18.1
        .contains("\njib.skip = false\n", "\njib.from.image = ", "\njkube.version = ", "\nlabel.runtime = ");
    assertThat(properties.lines()).containsAll(Files.readAllLines(Path.of("application.properties")).stream()
        .filter(line -> line.contains("=") && !line.matches("graphql.folder.*|camel.main.routesIncludePattern.*")).toList());
  }

  @Test
  void theComposeFragmentHasOnlyWhatKaravanReads(@TempDir Path folder) throws IOException {
    // Given
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of("application.properties"))) {
      properties.load(reader);
    }
    JsonNode root = Manifests.read(FOLDER.resolve("docker-compose.yaml")).get(0);
    // Then the service is found by the project's id, and no field is left out or refused
    assertThat(root.fieldNames()).toIterable().containsExactly("services");
    JsonNode service = root.path("services").path(properties.getProperty("camel.main.name"));
    assertThat(service.fieldNames()).toIterable().isNotEmpty().isSubsetOf(COMPOSE_FIELDS);
    assertThat(service.path("volumes")).isNotEmpty().allMatch(volume -> volume.asText().split(":").length == 2);
    assertThat(service.path("environment").isObject()).isTrue();
    assertThat(warnings(service.path("environment").properties(), folder)).isEmpty();
  }

  @Test
  void theDeploymentFragmentMakesAPodThatKubernetesTakes(@TempDir Path folder) {
    // Given what JKube adds
    ObjectNode deployment = (ObjectNode) Manifests.read(FOLDER.resolve("deployment.jkube.yaml")).get(0);
    deployment.put("apiVersion", "apps/v1").put("kind", "Deployment").putObject("metadata").put("name", "crowdsec-connector");
    ((ObjectNode) deployment.path("spec")).putObject("selector").putObject("matchLabels").put("app", "x");
    ObjectNode container = (ObjectNode) deployment.at("/spec/template/spec/containers/0");
    assertThat(container.has("name")).as("JKube merges the first container only without a name of its own").isFalse();
    container.put("name", "camel").put("image", "x");
    // Then
    assertThat(Manifests.faults(deployment)).isEmpty();
    assertThat(References.missing(List.of(deployment), Set.of("Secret crowdsec-connector"))).isEmpty();
    Map<String, JsonNode> environment = new TreeMap<>();
    container.path("env").forEach(variable -> environment.put(variable.path("name").asText(), variable.path("value")));
    assertThat(warnings(environment.entrySet(), folder)).isEmpty();
  }

  /** What the connector says of variables, with texts in place of what is to be filled in. */
  private static List<String> warnings(Iterable<Map.Entry<String, JsonNode>> environment, Path folder) {
    Map<String, String> settings = new TreeMap<>();
    environment.forEach(entry -> settings.put(entry.getKey(), entry.getValue().asText()));
    settings.replace("CONNECTOR_ID", "ChangeMe", "5b1d2c7e-0f5c-4c43-9b5e-3f2a9b1c7d10");
    settings.replaceAll((name, value) -> {
      if (!name.endsWith("_FILE")) {
        return value;
      }
      Path file = folder.resolve(name);
      assertThatCode(() -> Files.writeString(file, "text-of-a-secret")).doesNotThrowAnyException();
      return file.toString();
    });
    return Config.load(settings, folder).warnings();
  }

  private static Map<String, String> contents(Path folder) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).filter(it -> !it.endsWith("kustomization.yaml")).toList()) {
        contents.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return contents;
  }

  private record Run(int exitCode, String output) {

    static Run of(String... command) throws Exception {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes());
      return new Run(process.waitFor(), output);
    }
  }
}
