package io.github.camelcti.crowdsec.enrich.answer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.benmanes.caffeine.cache.Interner;
import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer.Detail;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer.Network;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer.Reference;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer.Technique;
import io.github.camelcti.crowdsec.enrich.text.Countries;
import io.github.camelcti.crowdsec.enrich.text.LenientTime;
import io.github.camelcti.crowdsec.enrich.text.PlainText;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads CrowdSec's answers leniently. Fields have been null, "None", missing or of another type in the past, and one
 * such field is no reason to lose the others.
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
  /** Answers have had other fields as well, but always at least one of these. */
  private static final List<String> OWN_FIELDS = List.of("reputation", "history", "behaviors", "attack_details",
      "mitre_techniques", "cves", "classifications", "target_countries", "scores", "background_noise_score", "ip_range_score");
  private static final Set<String> SCALE = Set.of("high", "medium", "low", "none");
  private static final List<String> TAG_FIELDS = List.of("name", "label", "description");
  private static final Detail UNNAMED = new Detail("no reason given", null, null);
  private static final List<String> PERIODS = List.of("overall", "last_day", "last_week", "last_month");
  private static final List<String> COMPONENTS = List.of("total", "aggressiveness", "threat", "trust", "anomaly");
  /** Answers about a thousand addresses name the same few hundred behaviours, techniques and lists, and are kept for hours. */
  private static final Interner<Object> PARTS = Interner.newWeakInterner();
  private static final Pattern CVE = Pattern.compile("CVE-\\d{4}-\\d{4,19}");
  private static final Pattern TECHNIQUE = Pattern.compile("T\\d{4}(\\.\\d{3})?");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,10}(\\.\\d{1,30})?");

  private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder()
              .maxNestingDepth(DEEPEST)
              .maxStringLength(LONGEST_STRING)
              .maxNumberLength(LONGEST_NUMBER)
              .build())
          // Keep the source, which is somebody's data, out of messages and logs.
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
    List<Detail> attackDetails = details(root.path(root.has("attack_details") ? "attack_details" : "attack_categories"));
    JsonNode classifications = root.path(root.has("classifications") ? "classifications" : "classification");
    List<Technique> techniques = techniques(root.path("mitre_techniques"));
    List<String> cves = cves(root.path("cves"));
    List<Reference> references = references(root.path("references"));
    Map<String, Double> countries = countries(root.path("target_countries"));
    remark(remarks, root, "behaviors", behaviors.size());
    remark(remarks, root, "attack_details", attackDetails.size());
    remark(remarks, root, "mitre_techniques", techniques.size());
    remark(remarks, root, "cves", cves.size());
    remark(remarks, root, "references", references.size());
    remark(remarks, root, "target_countries", Countries.known(countries.keySet()) + zeroShares(root.path("target_countries")));
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
        // An entry without a word still counts: CrowdSec says that the address is no threat.
        tags(classifications.path("false_positives"), UNNAMED),
        classifications(classifications),
        countries,
        reversed ? last : first,
        reversed ? first : last,
        isReported(history),
        network(root),
        scores(root.path("scores")),
        remarks);
  }

  /** Whether a history shows that there were reports, even by unreadable dates or only by an age in days. */
  private static boolean isReported(JsonNode history) {
    return history.properties().stream().map(Map.Entry::getValue)
        .anyMatch(value -> value.isNumber() ? value.doubleValue() > 0 : text(value) != null && !"0".equals(text(value)));
  }

  private static @Nullable Instant date(List<String> remarks, JsonNode history, String field) {
    JsonNode given = history.path(field);
    String text = given.isNumber() ? given.asText() : text(given);
    Instant date = given.isNumber() ? null : LenientTime.parse(text);
    if (text != null && date == null) {
      remarks.add("history." + field + " is not a readable date and was left out");
    }
    return date;
  }

  /** Notes how many entries of a field are not used, without their content, which is somebody's data. */
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
    } catch (StreamConstraintsException e) {
      throw new UnreadableAnswerException("it is nested too deeply, or contains a text that is too long", e);
    } catch (JsonProcessingException e) {
      throw isPage(body) ? foreign("it is a web page instead of JSON")
          : new UnreadableAnswerException("it is not JSON, or it was cut off", e);
    } catch (IOException e) {
      throw new UnreadableAnswerException("it is not JSON in UTF-8", e);
    }
    if (root == null || root.isMissingNode()) {
      throw new UnreadableAnswerException("it is empty", null);
    }
    if (root.isArray()) {
      throw foreign("it is a list of " + counted(root.size(), "entry", "entries") + " instead of an answer about one address");
    }
    if (!root.isObject()) {
      throw new UnreadableAnswerException("it is not a JSON object", null);
    }
    if (root.isEmpty()) {
      throw new UnreadableAnswerException("it is an empty object", null);
    }
    if (IpAddress.parse(text(root.path("ip"))).isEmpty()) {
      throw foreign(insteadOfAnAnswer(root));
    }
    if (OWN_FIELDS.stream().noneMatch(root::has)) {
      throw foreign("it names the address but has none of the fields of CrowdSec's answers, only " + fields(root));
    }
    return root;
  }

  /** An answer that is well-formed, but not from CrowdSec's API. */
  private static UnreadableAnswerException foreign(String message) {
    return new UnreadableAnswerException(message, null, true);
  }

  private static boolean isPage(byte[] body) {
    return new String(body, 0, Math.min(body.length, LONGEST_QUOTE), StandardCharsets.UTF_8).stripLeading().startsWith("<");
  }

  private static String counted(int number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }

  /** Says what an object is if it is not about an address. */
  private static String insteadOfAnAnswer(JsonNode root) {
    String message = text(root.path("message"));
    if (root.path("items").isArray()) {
      return "it is a page of " + counted(root.path("items").size(), "item", "items") + " instead of an answer about one address";
    }
    if (message != null) {
      return "it is a message instead of an answer: '" + PlainText.cut(message, LONGEST_QUOTE) + "'";
    }
    return root.has("ip") ? "its field 'ip' is not an IP address"
        : "it is not about an address: it has no field 'ip', only " + fields(root);
  }

  /** The names of the first fields. */
  private static String fields(JsonNode root) {
    String fields = root.properties().stream().map(Map.Entry::getKey).map(PlainText::line).filter(name -> name != null)
        .limit(MOST_FIELDS).collect(Collectors.joining(", "));
    return PlainText.cut(fields, LONGEST_QUOTE) + (root.size() > MOST_FIELDS ? " and " + (root.size() - MOST_FIELDS) + " more" : "");
  }

  private static @Nullable String text(JsonNode node) {
    return known(node.isTextual() ? PlainText.line(node.textValue()) : null);
  }

  /** The name of an entry; some answers had the bare name instead of the entry. */
  private static JsonNode nameOf(JsonNode item) {
    return item.isTextual() ? item : item.path("name");
  }

  private static @Nullable String name(JsonNode item) {
    return text(nameOf(item));
  }

  /** A text that may have several lines. */
  private static @Nullable String prose(JsonNode node) {
    return known(node.isTextual() ? PlainText.clean(node.textValue()) : null);
  }

  private static @Nullable String known(@Nullable String text) {
    // CrowdSec's server is written in Python, and sometimes its None appears as text.
    return "none".equalsIgnoreCase(text) ? null : text;
  }

  /** A word of a scale on which "none" is a value, in lower case; anything else unchanged. */
  private static @Nullable String word(JsonNode node) {
    String text = node.isMissingNode() || node.isNull() ? null : PlainText.line(node.isTextual() ? node.textValue() : node.toString());
    if (text == null || text.equals("None")) {
      return null;
    }
    String word = text.toLowerCase(Locale.ROOT);
    return SCALE.contains(word) ? word : text;
  }

  private static @Nullable String lower(JsonNode node) {
    String text = node.isNumber() ? node.asText() : text(node);
    return text == null ? null : text.toLowerCase(Locale.ROOT);
  }

  private static @Nullable String upper(JsonNode node) {
    String text = text(node);
    return text == null ? null : text.toUpperCase(Locale.ROOT);
  }

  private static Stream<JsonNode> items(JsonNode node) {
    return node.isArray() ? node.valueStream() : Stream.empty();
  }

  /** They have also been a list of their own, and a map by name. */
  private static List<Detail> classifications(JsonNode node) {
    boolean parted = node.has("classifications") || node.has("false_positives");
    return tags(parted ? node.path("classifications") : node, null);
  }

  /** Names with labels: a list of objects or texts, a single one, or a map of them by name. */
  private static List<Detail> tags(JsonNode node, @Nullable Detail unnamed) {
    boolean byName = node.isObject() && TAG_FIELDS.stream().noneMatch(field -> node.path(field).isTextual());
    Stream<Detail> tags = byName
        ? node.properties().stream().map(entry -> tag(entry.getValue(), PlainText.line(entry.getKey()), unnamed))
        : (node.isArray() ? items(node) : Stream.of(node)).map(item -> tag(item, null, unnamed));
    return tags.filter(Objects::nonNull).map(CtiAnswerParser::same).distinct().toList();
  }

  /**
   * @param name its name if it has none of its own, may be null
   * @param unnamed what to use if there is no word at all, may be null
   */
  @SuppressWarnings("NullAway") // prose is never empty
  private static @Nullable Detail tag(JsonNode node, @Nullable String name, @Nullable Detail unnamed) {
    if (node.isMissingNode() || node.isNull() || node.isBoolean() && !node.booleanValue() || node.isContainerNode() && node.isEmpty()
        && name == null) {
      return null;
    }
    String text = text(node);
    if (node.isTextual() && text == null) {
      return null;
    }
    String own = name(node);
    Detail tag = name != null && text != null ? new Detail(name, text, null)
        : new Detail(own != null ? own : name, text(node.path("label")), prose(node.path("description")));
    if (tag.title() != null) {
      return tag;
    }
    return tag.description() == null ? unnamed : new Detail(PlainText.cut(PlainText.line(tag.description()), LONGEST_QUOTE), null, null);
  }

  private static Network network(JsonNode root) {
    String asName = text(root.path("as_name"));
    String name = text(root.path("reverse_dns"));
    return new Network(
        asNumber(root.path("as_num")),
        absent(asName) ? null : same(asName),
        same(text(root.path("ip_range"))),
        number(root.path("ip_range_score"), HIGHEST_SCORE),
        same(text(root.path("ip_range_24"))),
        same(lower(root.path("ip_range_24_reputation"))),
        number(root.path("ip_range_24_score"), HIGHEST_SCORE),
        absent(name) ? null : name,
        flag(root.path("proxy_or_vpn")),
        same(word(root.path("background_noise"))),
        number(root.path("background_noise_score"), HIGHEST_NOISE));
  }

  /** One object for all equal parts of answers; null for null. */
  @SuppressWarnings("unchecked") // an equal part is of the same final class
  private static <T> @Nullable T same(@Nullable T part) {
    return part == null ? null : (T) PARTS.intern(part);
  }

  private static boolean absent(@Nullable String text) {
    return "N/A".equalsIgnoreCase(text);
  }

  private static @Nullable Long asNumber(JsonNode node) {
    Double number = node.isTextual() ? number(node.textValue().strip().replaceFirst("^(?i)AS", ""), HIGHEST_AS) : number(node, HIGHEST_AS);
    return number == null || number < 1 || number != Math.rint(number) ? null : (Long) number.longValue();
  }

  private static @Nullable Boolean flag(JsonNode node) {
    return switch (node.asText("").toLowerCase(Locale.ROOT)) {
      case "true", "1", "yes" -> true;
      case "false", "0", "no" -> false;
      default -> null;
    };
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
        scores.put(period, same(Collections.unmodifiableMap(components)));
      }
    }
    return scores;
  }

  private static List<Detail> details(JsonNode node) {
    return items(node)
        .map(item -> new Detail(name(item), text(item.path("label")), prose(item.path("description"))))
        .filter(detail -> detail.title() != null).map(CtiAnswerParser::same).toList();
  }

  /** Without a MITRE id it is not a technique, and attack patterns are shared by everybody. */
  private static List<Technique> techniques(JsonNode node) {
    Map<String, Technique> techniques = new LinkedHashMap<>();
    items(node).filter(item -> matches(TECHNIQUE, upper(nameOf(item)))).forEach(item -> techniques.computeIfAbsent(
        upper(nameOf(item)),
        id -> same(new Technique(id, text(item.path("label")), prose(item.path("description"))))));
    return List.copyOf(techniques.values());
  }

  private static List<String> cves(JsonNode node) {
    return items(node).map(CtiAnswerParser::upper).filter(cve -> matches(CVE, cve)).distinct().map(CtiAnswerParser::same).toList();
  }

  private static boolean matches(Pattern pattern, @Nullable String text) {
    return text != null && pattern.matcher(text).matches();
  }

  private static List<Reference> references(JsonNode node) {
    List<Reference> references = new ArrayList<>();
    items(node).forEach(item -> {
      String label = text(item.path("label"));
      String name = label != null ? label : name(item);
      if (name != null) {
        references.add(same(new Reference(name, prose(item.path("description")), urls(item.path("references")))));
      }
    });
    return references;
  }

  private static List<String> urls(JsonNode node) {
    return (node.isTextual() ? Stream.of(node) : items(node)).map(CtiAnswerParser::text)
        .filter(url -> url != null && url.length() <= LONGEST_URL && isWebAddress(url)).toList();
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
      // Even without its share, the country was attacked.
      boolean blank = entry.getValue().isNull() || "None".equals(entry.getValue().textValue());
      // A share of zero does not count.
      if (!code.isEmpty() && !countries.containsKey(code) && (blank || percent != null && percent > 0)) {
        countries.put(same(code), percent);
      }
    }
    return countries;
  }

  private static long zeroShares(JsonNode node) {
    return node.properties().stream().map(entry -> percent(entry.getValue())).filter(Double.valueOf(0)::equals).count();
  }

  private static @Nullable Double percent(JsonNode node) {
    String text = text(node);
    return node.isNumber() ? number(node, Integer.MAX_VALUE) : text == null ? null : number(text.replaceFirst("\\s*%$", ""), Integer.MAX_VALUE);
  }

  private static @Nullable Double number(JsonNode node, long highest) {
    if (!node.isNumber()) {
      return number(text(node), highest);
    }
    double number = node.doubleValue();
    return number >= 0 && number <= highest ? (Double) number : null;
  }

  /** Null if the text is not a number on the scale. */
  private static @Nullable Double number(@Nullable String text, long highest) {
    if (text == null || !NUMBER.matcher(text).matches()) {
      return null;
    }
    double number = Double.parseDouble(text);
    return number <= highest ? (Double) number : null;
  }
}
