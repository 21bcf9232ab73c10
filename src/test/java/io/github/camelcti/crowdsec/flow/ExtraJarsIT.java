package io.github.camelcti.crowdsec.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.support.ConnectorProcess;
import io.github.camelcti.crowdsec.support.Doubles;
import io.github.camelcti.crowdsec.support.RunningConnector;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A component and a bean in {@code extra/} are there for routes at the start and for edited ones, and an unusable jar is refused. */
class ExtraJarsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String ADDRESS = "192.0.2.10";

  private static final String COMPONENT = """
      package soc;
      public class SocComponent extends org.apache.camel.support.DefaultComponent {
        protected org.apache.camel.Endpoint createEndpoint(String uri, String rest, java.util.Map<String, Object> options) {
          return new org.apache.camel.support.ProcessorEndpoint(uri, this,
              exchange -> org.slf4j.LoggerFactory.getLogger("soc").warn("SOC says {}", rest));
        }
      }
      """;
  private static final String BEAN = """
      package soc;
      public class Greeting {
        public String greet() {
          return "hello from the SOC";
        }
      }
      """;

  @RegisterExtension
  private final Doubles doubles = new Doubles();

  @TempDir
  private Path folder;

  @Test
  void aComponentAndABeanAreThereAtTheStartAndForAnEdit() throws Exception {
    // Given
    doubles.crowdSec().answer(ADDRESS, Samples.read("200-malicious-full", ADDRESS));
    ConnectorProcess.copyRoutes(folder);
    jar(folder.resolve("extra/soc-1.0.jar"), Map.of("soc/SocComponent", COMPONENT, "soc/Greeting", BEAN),
        Map.of("META-INF/services/org/apache/camel/component/soc", "class=soc.SocComponent\n"));
    own("after-answer", "- to: soc:at-the-start");
    Map<String, String> settings = RunningConnector.environment(doubles.openCti(), doubles.crowdSec());
    try (ConnectorProcess connector = ConnectorProcess.start(settings, folder)) {
      String id = settings.get("CONNECTOR_ID");
      connector.awaitConsumer();
      // When
      finish(id);
      // Then
      connector.awaitLog("SOC says at-the-start");
      // When
      own("after-work", """
          - setBody: {method: {beanType: soc.Greeting, method: greet}}
          - toD: "soc:${body}"
          """);
      connector.awaitLog("Routes reloaded");
      finish(id);
      // Then
      connector.awaitLog("SOC says hello from the SOC");
      assertThat(connector.log()).doesNotContain("rejected");
    }
  }

  @Test
  void aFileThatIsNoJarStopsTheStart() throws Exception {
    // Given
    ConnectorProcess.copyRoutes(folder);
    Files.createDirectories(folder.resolve("extra"));
    Files.writeString(folder.resolve("extra/soc-1.0.jar"), "half a jar");
    // When
    try (ConnectorProcess connector = ConnectorProcess.start(
        RunningConnector.environment(doubles.openCti(), doubles.crowdSec()), folder)) {
      // Then
      assertThat(connector.awaitExit(PATIENCE)).isEqualTo(2);
      assertThat(connector.log()).contains("nothing was started", "extra/soc-1.0.jar is not a jar");
    }
  }

  private void finish(String id) {
    String work = doubles.openCti().ask(id, doubles.openCti().addObservable(ADDRESS));
    await().atMost(PATIENCE).until(() -> doubles.openCti().work(work).status().equals("complete"));
    assertThat(doubles.openCti().work(work).errors()).isEmpty();
  }

  private void own(String point, String steps) throws IOException {
    Files.createDirectories(folder.resolve("routes/custom"));
    Files.writeString(folder.resolve("routes/custom/own-" + point + ".camel.yaml"), """
        - route:
            id: own-%1$s
            from:
              uri: direct:%1$s
              steps:
        %2$s""".formatted(point, steps.strip().indent(8)));
  }

  private void jar(Path jar, Map<String, String> sources, Map<String, String> resources) throws IOException {
    Path work = Files.createDirectories(folder.resolve("work"));
    for (Map.Entry<String, String> source : sources.entrySet()) {
      Path file = work.resolve(source.getKey() + ".java");
      Files.createDirectories(file.getParent());
      Files.writeString(file, source.getValue());
    }
    try (Stream<Path> files = Files.walk(work)) {
      List<String> arguments = Stream.concat(Stream.of("-cp", System.getProperty("java.class.path"), "-d", work.toString()),
          files.filter(file -> file.toString().endsWith(".java")).map(Path::toString)).toList();
      assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new))).isZero();
    }
    Files.createDirectories(jar.getParent());
    try (OutputStream out = Files.newOutputStream(jar); JarOutputStream entries = new JarOutputStream(out)) {
      for (String name : sources.keySet()) {
        entries.putNextEntry(new JarEntry(name + ".class"));
        entries.write(Files.readAllBytes(work.resolve(name + ".class")));
      }
      for (Map.Entry<String, String> resource : resources.entrySet()) {
        entries.putNextEntry(new JarEntry(resource.getKey()));
        entries.write(resource.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
  }
}
