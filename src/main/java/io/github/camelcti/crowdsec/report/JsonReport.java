package io.github.camelcti.crowdsec.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.enrich.text.Numbers;
import io.github.camelcti.crowdsec.lookup.Result;
import io.github.camelcti.crowdsec.stix.StixTime;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Results for programs: JSON in UTF-8, fields named as CrowdSec names them, unknown facts left out. */
public final class JsonReport {

  private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private JsonReport() {}

  /**
   * One object with a result for each address.
   *
   * @param ended why the list was stopped early, null if it was not
   */
  public static String results(List<Result> results, @Nullable String ended, Instant now) {
    return results(results, results, ended, now);
  }

  /**
   * The same, of a list of which only a part is shown; the summary is about all of it.
   *
   * @param all what was given
   * @param shown what the reader wants to see of it
   */
  public static String results(List<Result> all, List<Result> shown, @Nullable String ended, Instant now) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("time", StixTime.format(now));
    if (ended != null) {
      fields.put("ended", ended);
    }
    if (all.size() > shown.size()) {
      fields.put("left_out", all.size() - shown.size());
    }
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("addresses", all.size());
    summary.put("reputations", Summary.kinds(all));
    summary.putAll(Summary.facts(all));
    fields.put("summary", summary);
    fields.put("results", shown.stream().map(JsonReport::result).toList());
    return write(fields);
  }

  /**
   * What would go to the platform.
   *
   * @param list whether several addresses were given
   * @return for a list an array with a bundle for each address that CrowdSec answered about, as the connector sends one
   *     per job; otherwise the bundle, an empty text if there is none
   */
  public static String bundles(List<Result> results, boolean list) {
    ArrayNode bundles = JSON.createArrayNode();
    results.stream().filter(result -> result.enrichment() != null)
        .forEach(result -> bundles.add(read(Facts.enrichment(result).bundle().toJson())));
    if (list) {
      return write(bundles);
    }
    return bundles.isEmpty() ? "" : write(bundles.get(0));
  }

  private static Map<String, Object> result(Result result) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("address", result.address());
    fields.put("outcome", result.outcome().code());
    fields.put("sentence", result.sentence());
    if (result.answer() != null) {
      CtiAnswer answer = result.answer();
      fields.put("answered_at", StixTime.format(result.answeredAt()));
      fields.put("reputation", answer.reputation());
      fields.put("confidence", answer.confidence());
      fields.put("score", Numbers.plain(answer.overallScore()));
      fields.put("first_seen", StixTime.format(answer.firstSeen()));
      fields.put("last_seen", StixTime.format(answer.lastSeen()));
      fields.put("country", answer.country());
      fields.put("city", answer.city());
      CtiAnswer.Network network = answer.network();
      fields.put("as_num", network.asNumber());
      fields.put("as_name", network.asName());
      fields.put("ip_range", network.range());
      fields.put("ip_range_score", Numbers.plain(network.rangeScore()));
      fields.put("ip_range_24", network.range24());
      fields.put("ip_range_24_reputation", network.range24Reputation());
      fields.put("ip_range_24_score", Numbers.plain(network.range24Score()));
      fields.put("reverse_dns", network.reverseName());
      fields.put("proxy_or_vpn", network.proxyOrVpn());
      fields.put("background_noise", network.noise());
      fields.put("background_noise_score", Numbers.plain(network.noiseScore()));
      fields.put("false_positives", answer.falsePositives());
      fields.put("classifications", answer.classifications());
      fields.put("behaviors", answer.behaviors());
      fields.put("attack_details", answer.attackDetails());
      fields.put("target_countries", plain(answer.targetCountries()));
      fields.put("mitre_techniques", answer.mitreTechniques());
      fields.put("cves", answer.cves());
      fields.put("references", answer.references());
      Map<String, Object> scores = new LinkedHashMap<>();
      answer.scores().forEach((period, components) -> scores.put(period, plain(components)));
      fields.put("scores", scores);
      fields.put("labels", Facts.labels(result));
      fields.put("objects", Facts.enrichment(result).bundle().objects().size());
      fields.values().removeIf(Objects::isNull);
    }
    return fields;
  }

  private static Map<String, Number> plain(Map<String, Double> numbers) {
    Map<String, Number> plain = new LinkedHashMap<>();
    numbers.forEach((name, number) -> plain.put(name, Numbers.plain(number)));
    return plain;
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a bundle is JSON", e);
    }
  }

  private static String write(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("results are JSON", e);
    }
  }
}
