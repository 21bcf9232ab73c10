package io.github.camelcti.crowdsec.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelcti.crowdsec.crowdsec.GateReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Dashboard and alert rules: in good form, and about metrics and label values that exist. */
class MonitoringFilesTest {

  private static final Set<String> PANELS = Set.of("row", "stat", "timeseries", "state-timeline");
  private static final Pattern SELECTOR = Pattern.compile("(crowdsec_connector_[a-z_]+)\\{([^}]*)}");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)(=~|!~|!=|=)\"([^\"]*)\"");
  private static final Set<String> SEVERITIES = Set.of("warning", "critical");

  static Stream<Path> files() {
    return Stream.of(Monitoring.DASHBOARD, Monitoring.ALERTS);
  }

  @ParameterizedTest
  @MethodSource("files")
  void labelsAndTheirValuesExist(Path file) throws IOException {
    Map<String, Metric> metrics = Arrays.stream(Metric.values()).collect(Collectors.toMap(Metric::scraped, metric -> metric));
    int looked = 0;
    for (String expression : Monitoring.expressions(file)) {
      Matcher selector = SELECTOR.matcher(expression);
      while (selector.find()) {
        Metric metric = metrics.get(selector.group(1).replaceAll("_(bucket|count|sum)$", ""));
        assertThat(metric).as(selector.group(1)).isNotNull();
        Matcher label = LABEL.matcher(selector.group(2));
        while (label.find()) {
          if (label.group(1).equals("instance")) {
            continue; // Prometheus' own
          }
          assertThat(metric.labels()).as(expression).contains(label.group(1));
          assertThat(values(metric)).as(expression).containsAll(List.of(label.group(3).split("\\|")));
          looked++;
        }
      }
    }
    assertThat(looked).as("labels looked at").isPositive();
  }

  private static Set<String> values(Metric metric) {
    return switch (metric) {
      case JOBS -> Arrays.stream(JobOutcome.values()).map(JobOutcome::label).collect(Collectors.toSet());
      case GATE -> Arrays.stream(GateReason.values()).map(reason -> reason.name().toLowerCase(Locale.ROOT))
          .collect(Collectors.toSet());
      case BREAKER -> Set.of("closed", "open", "half_open");
      case ANSWERS -> Set.of("cache", "crowdsec");
      case PLATFORM_CALLS -> Set.of("ok", "refused", "away");
      default -> Set.of();
    };
  }

  @Test
  void theDashboardIsInGrafanasForm() throws IOException {
    // Given
    JsonNode dashboard = Monitoring.read(Monitoring.DASHBOARD);
    Set<Integer> ids = new HashSet<>();
    List<JsonNode> panels = new ArrayList<>();
    dashboard.path("panels").forEach(panels::add);
    // Then
    assertThat(dashboard.path("title").asText()).isNotBlank();
    assertThat(dashboard.path("uid").asText()).hasSizeBetween(1, 40);
    assertThat(dashboard.path("schemaVersion").asInt()).isGreaterThanOrEqualTo(36);
    assertThat(dashboard.has("id")).as("an id of its own would overwrite another dashboard").isFalse();
    assertThat(panels).isNotEmpty().allSatisfy(panel -> {
      assertThat(panel.path("type").asText()).isIn(PANELS);
      assertThat(ids.add(panel.path("id").asInt())).as("id once").isTrue();
      assertThat(panel.path("title").asText()).isNotBlank();
      JsonNode place = panel.path("gridPos");
      assertThat(place.path("x").asInt() + place.path("w").asInt()).as("within 24 columns").isBetween(1, 24);
      if (!panel.path("type").asText().equals("row")) {
        assertThat(panel.path("description").asText()).as("says what it shows").isNotBlank();
        assertThat(panel.path("targets")).isNotEmpty().allSatisfy(target -> {
          assertThat(target.path("expr").asText()).isNotBlank();
          assertThat(target.path("datasource").path("uid").asText()).isEqualTo("${datasource}");
        });
      }
    });
    // And no two lie on each other
    for (JsonNode one : panels) {
      assertThat(panels).filteredOn(other -> other != one && overlap(one.path("gridPos"), other.path("gridPos"))).isEmpty();
    }
  }

  private static boolean overlap(JsonNode a, JsonNode b) {
    return a.path("x").asInt() < b.path("x").asInt() + b.path("w").asInt()
        && b.path("x").asInt() < a.path("x").asInt() + a.path("w").asInt()
        && a.path("y").asInt() < b.path("y").asInt() + b.path("h").asInt()
        && b.path("y").asInt() < a.path("y").asInt() + a.path("h").asInt();
  }

  @Test
  void everyAlertSaysWhatIsWrongAndWhatToDo() throws IOException {
    JsonNode rules = Monitoring.read(Monitoring.ALERTS).path("groups").path(0).path("rules");
    assertThat(rules).hasSizeGreaterThan(5).allSatisfy(rule -> {
      assertThat(rule.path("alert").asText()).matches("CrowdSec[A-Za-z]+");
      assertThat(rule.path("labels").path("severity").asText()).isIn(SEVERITIES);
      assertThat(rule.path("annotations").path("summary").asText()).isNotBlank();
      assertThat(rule.path("annotations").path("description").asText()).as("what to do").isNotBlank();
    });
    String page = Files.readString(Path.of("docs/operations.md"));
    assertThat(rules).allSatisfy(rule -> assertThat(page).contains("`" + rule.path("alert").asText() + "`"));
  }

  /** What no test of ours can say: that Prometheus takes the rules, and when they fire. */
  @Test
  void prometheusTakesTheRulesAndTheyFireWhenTheyShould() throws Exception {
    assumeTrue(Stream.of(System.getenv("PATH").split(":")).anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool"))),
        "promtool is not installed, so the rules are only looked at");
    Process process = new ProcessBuilder("promtool", "test", "rules", "src/test/resources/monitoring/alerts.test.yml")
        .redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(said).isZero();
  }
}
