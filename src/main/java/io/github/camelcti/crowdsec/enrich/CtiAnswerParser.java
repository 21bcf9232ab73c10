package io.github.camelcti.crowdsec.enrich;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.camelcti.crowdsec.enrich.CtiAnswer.Detail;
import io.github.camelcti.crowdsec.enrich.CtiAnswer.Network;
import io.github.camelcti.crowdsec.enrich.CtiAnswer.Reference;
import io.github.camelcti.crowdsec.enrich.CtiAnswer.Technique;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads CrowdSec's answers leniently. Their fields have been null, "None", absent or of another type in the
 * past, and one such field is no reason to lose the others.
 */
final class CtiAnswerParser {

  private static final int DEEPEST = 50;
  private static final int LONGEST_STRING = 1_000_000;
  private static final int LONGEST_NUMBER = 100;
  private static final int LONGEST_URL = 2048;
  private static final int LONGEST_QUOTE = 200;
  private static final int MOST_FIELDS = 5;
  private static final int HIGHEST_SCORE = 5;
  private static final int HIGHEST_NOISE = 10;
  private static final long HIGHEST_AS = 4_294_967_295L;
  private static final List<String> PERIODS = List.of("overall", "last_day", "last_week", "last_month");
  private static final List<String> COMPONENTS = List.of("total", "aggressiveness", "threat", "trust", "anomaly");
  private static final SharedParts PARTS = new SharedParts(4096);
  private static final Pattern CVE = Pattern.compile("CVE-\\d{4}-\\d{4,19}");
  private static final Pattern TECHNIQUE = Pattern.compile("T\\d{4}(\\.\\d{3})?");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,10}(\\.\\d{1,30})?");
  private static final Pattern NETWORK = Pattern.compile("[0-9a-fA-F:.]{2,45}/\\d{1,3}");
  private static final Pattern HOST_NAME = Pattern.compile("(?=.{1,253}$)[\\w-]{1,63}(\\.[\\w-]{1,63})+");

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
    List<String> remarks = new ArrayList<>();
    JsonNode history = root.path("history");
    Instant first = date(remarks, history, "first_seen");
    Instant last = date(remarks, history, "last_seen");
    boolean reversed = first != null && last != null && first.isAfter(last);
    List<Detail> behaviors = details(root.path("behaviors"));
    List<Detail> attackDetails = details(root.path("attack_details"));
    List<Technique> techniques = techniques(root.path("mitre_techniques"));
    List<String> cves = cves(root.path("cves"));
    List<Reference> references = references(root.path("references"));
    Map<String, Double> countries = countries(root.path("target_countries"));
    remark(remarks, root, "behaviors", behaviors.size());
    remark(remarks, root, "attack_details", attackDetails.size());
    remark(remarks, root, "mitre_techniques", techniques.size());
    remark(remarks, root, "cves", cves.size());
    remark(remarks, root, "references", references.size());
    remark(remarks, root, "target_countries", Countries.known(countries.keySet()) + nought(root.path("target_countries")));
    return new CtiAnswer(
        text(root.path("ip")),
        lower(root.path("reputation")),
        word(root.path("confidence")),
        text(root.path("location").path("country")),
        text(root.path("location").path("city")),
        behaviors,
        attackDetails,
        techniques,
        cves,
        references,
        falsePositives(root.path("classifications")),
        classifications(root.path("classifications")),
        countries,
        reversed ? last : first,
        reversed ? first : last,
        network(root),
        scores(root.path("scores")),
        remarks);
  }

  private static Instant date(List<String> remarks, JsonNode history, String field) {
    String text = text(history.path(field));
    Instant date = LenientTime.parse(text);
    if (text != null && date == null) {
      remarks.add("history." + field + " is no date that can be read and was left out");
    }
    return date;
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
    if (root.isArray()) {
      throw new UnreadableAnswerException("it is a list of " + root.size() + " entries instead of an answer about one address", null);
    }
    if (!root.isObject()) {
      throw new UnreadableAnswerException("it is not a JSON object", null);
    }
    if (root.isEmpty()) {
      throw new UnreadableAnswerException("it is an empty object", null);
    }
    if (IpAddress.parse(text(root.path("ip"))).isEmpty()) {
      throw new UnreadableAnswerException(insteadOfAnAnswer(root), null);
    }
    return root;
  }

  /** What an object is that is about no address. */
  private static String insteadOfAnAnswer(JsonNode root) {
    String message = text(root.path("message"));
    if (root.path("items").isArray()) {
      return "it is a page of " + root.path("items").size() + " items instead of an answer about one address";
    }
    if (message != null) {
      return "it is a message instead of an answer: '" + PlainText.cut(message, LONGEST_QUOTE) + "'";
    }
    if (root.has("ip")) {
      return "its field 'ip' holds no IP address";
    }
    String fields = root.properties().stream().map(Map.Entry::getKey).map(PlainText::line).filter(name -> name != null)
        .limit(MOST_FIELDS).collect(Collectors.joining(", "));
    return "it is about no address: it has no field 'ip', but " + PlainText.cut(fields, LONGEST_QUOTE)
        + (root.size() > MOST_FIELDS ? " and " + (root.size() - MOST_FIELDS) + " more" : "");
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

  /** A word of a scale that has {@code none}, in lower case, or a number in its place. */
  private static String word(JsonNode node) {
    String text = node.isNumber() ? node.asText() : node.isTextual() ? PlainText.line(node.textValue()) : null;
    return "None".equals(text) || text == null ? null : text.toLowerCase(Locale.ROOT);
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

  private static List<Detail> falsePositives(JsonNode node) {
    return tags(node.path("false_positives"));
  }

  /** They have been a list of their own, too. */
  private static List<Detail> classifications(JsonNode node) {
    return tags(node.isArray() ? node : node.path("classifications"));
  }

  /** Names with labels: a list of objects, a list of texts, or one object with what is in it by name. */
  private static List<Detail> tags(JsonNode node) {
    List<Detail> tags = new ArrayList<>();
    node.properties().forEach(entry -> tags.add(new Detail(PlainText.line(entry.getKey()), text(entry.getValue().path("label")),
        prose(entry.getValue().path("description")))));
    for (JsonNode item : items(node)) {
      tags.add(item.isTextual() ? new Detail(text(item), null, null)
          : new Detail(text(item.path("name")), text(item.path("label")), prose(item.path("description"))));
    }
    return tags.stream().filter(tag -> tag.title() != null).map(PARTS::same).distinct().toList();
  }

  private static Network network(JsonNode root) {
    Double number = number(root.path("as_num"), HIGHEST_AS);
    Long asNumber = number == null || number < 1 ? null : (Long) number.longValue();
    String asName = text(root.path("as_name"));
    String name = text(root.path("reverse_dns"));
    String host = name == null ? null : name.replaceFirst("\\.$", "").toLowerCase(Locale.ROOT);
    return new Network(
        asNumber,
        "N/A".equalsIgnoreCase(asName) ? null : PARTS.same(asName),
        range(root.path("ip_range")),
        number(root.path("ip_range_score"), HIGHEST_SCORE),
        range(root.path("ip_range_24")),
        PARTS.same(lower(root.path("ip_range_24_reputation"))),
        number(root.path("ip_range_24_score"), HIGHEST_SCORE),
        host != null && HOST_NAME.matcher(host).matches() && IpAddress.parse(host).isEmpty() ? host : null,
        root.path("proxy_or_vpn").isBoolean() ? (Boolean) root.path("proxy_or_vpn").booleanValue() : null,
        PARTS.same(word(root.path("background_noise"))),
        number(root.path("background_noise_score"), HIGHEST_NOISE));
  }

  private static String range(JsonNode node) {
    String text = text(node);
    return text != null && NETWORK.matcher(text).matches() ? PARTS.same(text) : null;
  }

  private static Map<String, Map<String, Double>> scores(JsonNode node) {
    Map<String, Map<String, Double>> scores = new LinkedHashMap<>();
    for (String period : PERIODS) {
      Map<String, Double> components = new LinkedHashMap<>();
      for (String component : COMPONENTS) {
        Double score = number(node.path(period).path(component), HIGHEST_SCORE);
        if (score != null) {
          components.put(component, score);
        }
      }
      if (!components.isEmpty()) {
        scores.put(period, PARTS.same(Collections.unmodifiableMap(components)));
      }
    }
    return scores;
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

  private static Map<String, Double> countries(JsonNode node) {
    Map<String, Double> countries = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String code = entry.getKey().strip().toUpperCase(Locale.ROOT);
      Double percent = percent(entry.getValue());
      // Without its share the country is still one that was attacked.
      boolean blank = entry.getValue().isNull() || "None".equals(entry.getValue().textValue());
      // A share of nought is none.
      if (!code.isEmpty() && !countries.containsKey(code) && (blank || percent != null && percent > 0)) {
        countries.put(PARTS.same(code), percent);
      }
    }
    return countries;
  }

  private static long nought(JsonNode node) {
    return node.properties().stream().map(entry -> percent(entry.getValue())).filter(Double.valueOf(0)::equals).count();
  }

  private static Double percent(JsonNode node) {
    String text = node.isNumber() ? node.asText() : text(node);
    return text == null ? null : number(text.replaceFirst("\\s*%$", ""), Integer.MAX_VALUE);
  }

  private static Double number(JsonNode node, long highest) {
    return number(node.isNumber() ? node.asText() : text(node), highest);
  }

  /** Null if the text is no number, or one that is not on the scale. */
  private static Double number(String text, long highest) {
    if (text == null || !NUMBER.matcher(text).matches()) {
      return null;
    }
    double number = Double.parseDouble(text);
    return number <= highest ? (Double) number : null;
  }
}
