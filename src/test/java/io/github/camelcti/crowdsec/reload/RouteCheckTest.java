package io.github.camelcti.crowdsec.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.opencti.graphql.Document;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.ObjectName;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** What the check of routes takes for granted; its findings are tested with the command that prints them. */
class RouteCheckTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Test
  void knowsTheDocumentsThatThereAre() throws IOException {
    Set<String> names = RouteFolder.read(Path.of("")).documents().stream()
        .map(file -> Document.of(file.getFileName().toString(), "").name()).collect(Collectors.toSet());
    assertThat(names).containsExactlyInAnyOrderElementsOf(DocumentCheck.NEEDED);
  }

  @Test
  void knowsEveryFileOfRoutes() throws IOException {
    assertThat(RouteFolder.read(Path.of("")).routes()).hasSizeGreaterThan(10)
        .allSatisfy(file -> assertThat(file.toString()).endsWith(".camel.yaml"));
  }

  /** In ours, a route that an edit leaves without a caller is no finding. */
  @Test
  void knowsWhichFilesAreOurs() throws IOException {
    assertThat(RouteFolder.read(Path.of("")).routes()).extracting(file -> file.getFileName().toString())
        .containsExactlyInAnyOrderElementsOf(RouteCheck.OURS.stream().map(name -> name + RouteFolder.SUFFIX).toList());
  }

  /** Each edit of a connector that runs for months is checked. */
  @Test
  void leavesNothingBehind() throws Exception {
    Config config = Config.load(Map.of("OPENCTI_URL", "http://opencti:8080", "OPENCTI_TOKEN", "token", "CONNECTOR_ID",
        "5b1d2c7e-0f5c-4c43-9b5e-3f2a9b1c7d10", "CROWDSEC_KEY", "key"), Path.of("no", "such", "folder"));
    RouteFolder folder = RouteFolder.read(Path.of(""));
    // Given what the first check of a process starts for good
    RouteCheck.check(folder, config, Map.of());
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    long contexts = instances(DefaultCamelContext.class);
    // When
    assertThat(RouteCheck.check(folder, config, Map.of())).isEmpty();
    assertThat(RouteCheck.check(folder, config, Map.of())).isEmpty();
    // Then there are no more threads, and no more Camels
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !before.contains(thread)).map(Thread::getName)).allMatch("awaitility-thread"::equals));
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(instances(DefaultCamelContext.class)).isLessThanOrEqualTo(contexts));
  }

  /** As many as are left after a full collection. */
  private static long instances(Class<?> type) throws Exception {
    Object histogram = ManagementFactory.getPlatformMBeanServer().invoke(
        new ObjectName("com.sun.management:type=DiagnosticCommand"), "gcClassHistogram", new Object[] {new String[0]},
        new String[] {String[].class.getName()});
    return histogram.toString().lines().map(line -> line.strip().split("\\s+"))
        .filter(columns -> columns.length > 3 && columns[3].equals(type.getName()))
        .mapToLong(columns -> Long.parseLong(columns[1])).sum();
  }
}
