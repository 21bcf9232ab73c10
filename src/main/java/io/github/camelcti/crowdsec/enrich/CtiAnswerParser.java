package io.github.camelcti.crowdsec.enrich;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.camelcti.crowdsec.enrich.CtiAnswer.Detail;
import io.github.camelcti.crowdsec.enrich.CtiAnswer.Reference;
import io.github.camelcti.crowdsec.enrich.CtiAnswer.Technique;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads CrowdSec's answers leniently. Their fields have been null, "None", absent or of another type in the
 * past, and one such field is no reason to lose the others.
 */
final class CtiAnswerParser {

  private static final int DEEPEST = 50;
  private static final int LONGEST_STRING = 1_000_000;
  private static final int LONGEST_NUMBER = 100;
  private static final int LONGEST_URL = 2048;
  private static final int HIGHEST_SCORE = 5;
  private static final SharedParts PARTS = new SharedParts(4096);
  private static final Pattern CVE = Pattern.compile("CVE-\\d{4}-\\d{4,19}");
  private static final Pattern TECHNIQUE = Pattern.compile("T\\d{4}(\\.\\d{3})?");
  private static final Pattern PERCENT = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?\\s*%?");

  private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder()
              .maxNestingDepth(DEEPEST)
              .maxStringLength(LONGEST_STRING)
              .maxNumberLength(LONGEST_NUMBER)
              .build())
          // The source is somebody's data; it has no place in messages and logs.
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build())
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .build();

  private CtiAnswerParser() {}

  static CtiAnswer parse(byte[] body) throws UnreadableAnswerException {
    JsonNode root = tree(body);
    JsonNode history = root.path("history");
    Instant first = LenientTime.parse(text(history.path("first_seen")));
    Instant last = LenientTime.parse(text(history.path("last_seen")));
    boolean reversed = first != null && last != null && first.isAfter(last);
    List<Detail> behaviors = details(root.path("behaviors"));
    List<Detail> attackDetails = details(root.path("attack_details"));
    List<Technique> techniques = techniques(root.path("mitre_techniques"));
    List<String> cves = cves(root.path("cves"));
    List<Reference> references = references(root.path("references"));
    Map<String, Integer> countries = countries(root.path("target_countries"));
    List<String> remarks = new ArrayList<>();
    remark(remarks, root, "behaviors", behaviors.size());
    remark(remarks, root, "attack_details", attackDetails.size());
    remark(remarks, root, "mitre_techniques", techniques.size());
    remark(remarks, root, "cves", cves.size());
    remark(remarks, root, "references", references.size());
    remark(remarks, root, "target_countries", Countries.known(countries.keySet()));
    return new CtiAnswer(
        lower(root.path("reputation")),
        lower(root.path("confidence")),
        text(root.path("location").path("country")),
        text(root.path("location").path("city")),
        behaviors,
        attackDetails,
        techniques,
        cves,
        references,
        countries,
        reversed ? last : first,
        reversed ? first : last,
        score(root.path("scores").path("overall").path("total")),
        remarks);
  }

  /** Notes how many entries of a field are not used. Their content stays out: it is somebody's data. */
  private static void remark(List<String> remarks, JsonNode root, String field, long used) {
    JsonNode sent = root.path(field);
    long left = sent.isContainerNode() ? sent.size() - used : 0;
    if (left > 0) {
      remarks.add(left + " of " + sent.size() + " entries of " + field + " are odd or repeated and were left out");
    }
  }

  private static JsonNode tree(byte[] body) throws UnreadableAnswerException {
    JsonNode root;
    try {
      root = JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new UnreadableAnswerException("it is not JSON, or it was cut off", e);
    } catch (IOException e) {
      throw new UnreadableAnswerException("it is not JSON in UTF-8", e);
    }
    if (root == null || root.isMissingNode()) {
      throw new UnreadableAnswerException("it is empty", null);
    }
    if (!root.isObject()) {
      throw new UnreadableAnswerException("it is not a JSON object", null);
    }
    if (root.isEmpty()) {
      throw new UnreadableAnswerException("it is an empty object", null);
    }
    return root;
  }

  private static String text(JsonNode node) {
    return known(node.isTextual() ? PlainText.line(node.textValue()) : null);
  }

  /** A text that may have lines. */
  private static String prose(JsonNode node) {
    return known(node.isTextual() ? PlainText.clean(node.textValue()) : null);
  }

  private static String known(String text) {
    // CrowdSec's server is Python, and now and then its None gets out as text.
    return "none".equalsIgnoreCase(text) ? null : text;
  }

  private static String lower(JsonNode node) {
    String text = text(node);
    return text == null ? null : text.toLowerCase(Locale.ROOT);
  }

  private static String upper(JsonNode node) {
    String text = text(node);
    return text == null ? null : text.toUpperCase(Locale.ROOT);
  }

  private static List<JsonNode> items(JsonNode node) {
    List<JsonNode> items = new ArrayList<>();
    if (node.isArray()) {
      node.forEach(items::add);
    }
    return items;
  }

  private static List<Detail> details(JsonNode node) {
    List<Detail> details = new ArrayList<>();
    for (JsonNode item : items(node)) {
      Detail detail =
          new Detail(text(item.path("name")), text(item.path("label")), prose(item.path("description")));
      if (detail.name() != null || detail.label() != null) {
        details.add(PARTS.same(detail));
      }
    }
    return details;
  }

  private static List<Technique> techniques(JsonNode node) {
    Map<String, Technique> techniques = new LinkedHashMap<>();
    for (JsonNode item : items(node)) {
      String id = upper(item.path("name"));
      // What MITRE has no number for is no technique, and attack patterns are everybody's.
      if (id != null && TECHNIQUE.matcher(id).matches()) {
        techniques.putIfAbsent(id,
            PARTS.same(new Technique(id, text(item.path("label")), prose(item.path("description")))));
      }
    }
    return List.copyOf(techniques.values());
  }

  private static List<String> cves(JsonNode node) {
    Set<String> cves = new LinkedHashSet<>();
    for (JsonNode item : items(node)) {
      String cve = upper(item);
      if (cve != null && CVE.matcher(cve).matches()) {
        cves.add(PARTS.same(cve));
      }
    }
    return List.copyOf(cves);
  }

  private static List<Reference> references(JsonNode node) {
    List<Reference> references = new ArrayList<>();
    for (JsonNode item : items(node)) {
      String label = text(item.path("label"));
      String name = label == null ? text(item.path("name")) : label;
      if (name != null) {
        references.add(PARTS.same(new Reference(name, prose(item.path("description")), urls(item.path("references")))));
      }
    }
    return references;
  }

  private static List<String> urls(JsonNode node) {
    List<String> urls = new ArrayList<>();
    for (JsonNode item : node.isTextual() ? List.of(node) : items(node)) {
      String url = text(item);
      if (url != null && url.length() <= LONGEST_URL && isWebAddress(url)) {
        urls.add(url);
      }
    }
    return urls;
  }

  private static boolean isWebAddress(String url) {
    try {
      URI uri = new URI(url);
      return uri.getHost() != null
          && ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()));
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static Map<String, Integer> countries(JsonNode node) {
    Map<String, Integer> countries = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String code = entry.getKey().strip().toUpperCase(Locale.ROOT);
      OptionalInt percent = percent(entry.getValue());
      // Without its share the country is still one that was attacked.
      boolean blank = entry.getValue().isNull() || "None".equals(entry.getValue().textValue());
      if (!code.isEmpty() && !countries.containsKey(code) && (blank || percent.isPresent())) {
        countries.put(PARTS.same(code), blank ? null : (Integer) percent.getAsInt());
      }
    }
    return countries;
  }

  private static OptionalInt percent(JsonNode node) {
    String text = node.isNumber() ? node.asText() : text(node);
    if (text == null || !PERCENT.matcher(text).matches()) {
      return OptionalInt.empty();
    }
    return OptionalInt.of((int) Math.round(Double.parseDouble(text.replace("%", "").strip())));
  }

  private static Integer score(JsonNode node) {
    OptionalInt score = percent(node);
    return score.isPresent() && score.getAsInt() <= HIGHEST_SCORE ? (Integer) score.getAsInt() : null;
  }
}
