package io.github.camelcti.crowdsec.support;

import io.github.camelcti.crowdsec.metrics.Metric;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Metrics in Prometheus' text form, as a server gave them. */
public final class Scrape {

  private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  private record Sample(String name, Map<String, String> labels, double value) {}

  private final String text;
  private final List<Sample> samples = new ArrayList<>();

  private Scrape(String text) {
    this.text = text;
    text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
      Matcher sample = SAMPLE.matcher(line);
      if (!sample.matches()) {
        throw new IllegalArgumentException("no sample: " + line);
      }
      Map<String, String> labels = new HashMap<>();
      Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
      while (label.find()) {
        labels.put(label.group(1), label.group(2));
      }
      samples.add(new Sample(sample.group(1), labels,
          Double.parseDouble(sample.group(3).replace("+Inf", "Infinity"))));
    });
  }

  /** Asks a server. */
  public static Scrape of(String url) throws Exception {
    HttpResponse<String> answer = HttpClient.newHttpClient().send(
        HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(url + " answers " + answer.statusCode());
    }
    return new Scrape(answer.body());
  }

  public String text() {
    return text;
  }

  /** The names of all samples. */
  public TreeSet<String> names() {
    TreeSet<String> names = new TreeSet<>();
    samples.forEach(sample -> names.add(sample.name()));
    return names;
  }

  /** The value of the only sample with this name and label; NaN without one. */
  public double value(String name, String... labelAndValue) {
    return samples.stream()
        .filter(sample -> sample.name().equals(name))
        .filter(sample -> labelAndValue.length == 0 || labelAndValue[1].equals(sample.labels().get(labelAndValue[0])))
        .mapToDouble(Sample::value).findFirst().orElse(Double.NaN);
  }

  /** The values of a metric by one label. */
  public Map<String, Double> byLabel(String name, String label) {
    Map<String, Double> values = new HashMap<>();
    samples.stream().filter(sample -> sample.name().equals(name))
        .forEach(sample -> values.put(sample.labels().get(label), sample.value()));
    return values;
  }

  /** The names of a metric's labels, in the order in which they are declared; null when there is no such metric. */
  public List<String> labelsOf(Metric metric) {
    String name = metric.kind() == Metric.Kind.TIMER ? metric.scraped() + "_count" : metric.scraped();
    return samples.stream().filter(sample -> sample.name().equals(name)).findFirst()
        .map(sample -> sample.labels().keySet().stream()
            .sorted(Comparator.comparing(metric.labels()::indexOf)).toList())
        .orElse(null);
  }
}
