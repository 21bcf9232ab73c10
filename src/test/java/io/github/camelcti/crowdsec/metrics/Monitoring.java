package io.github.camelcti.crowdsec.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The files of {@code deploy/monitoring}, as far as tests look at them. */
public final class Monitoring {

  public static final Path DASHBOARD = Path.of("deploy/monitoring/grafana-dashboard.json");
  public static final Path ALERTS = Path.of("deploy/monitoring/prometheus-alerts.yml");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern IN_BRACES = Pattern.compile("\\{[^}]*}");
  private static final Pattern GROUPING = Pattern.compile("\\b(?:by|on)\\s*\\([^)]*\\)");
  private static final Pattern NAME = Pattern.compile("\\b[a-z]+_[a-z_]+\\b(?!\\s*\\()");

  private Monitoring() {}

  /** A file of this folder as a tree. */
  static JsonNode read(Path file) throws IOException {
    if (file.toString().endsWith(".json")) {
      return JSON.readTree(file.toFile());
    }
    try (Reader in = Files.newBufferedReader(file)) {
      return JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromReader(in));
    }
  }

  /** Every PromQL expression of a file. */
  static List<String> expressions(Path file) throws IOException {
    List<String> expressions = new ArrayList<>();
    read(file).findValues("expr").forEach(expression -> expressions.add(expression.asText()));
    return expressions;
  }

  /** The names of all metrics that a file asks for. */
  public static Set<String> metricsOf(Path file) throws IOException {
    Set<String> names = new TreeSet<>();
    for (String expression : expressions(file)) {
      Matcher name = NAME.matcher(GROUPING.matcher(IN_BRACES.matcher(expression).replaceAll("")).replaceAll(""));
      while (name.find()) {
        names.add(name.group());
      }
    }
    return names;
  }
}
