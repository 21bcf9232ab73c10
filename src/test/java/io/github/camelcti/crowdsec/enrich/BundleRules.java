package io.github.camelcti.crowdsec.enrich;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelcti.crowdsec.enrich.marking.Marking;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What holds for every bundle, whatever CrowdSec answered. */
final class BundleRules {

  /**
   * Most objects of one bundle, as docs/mapping.md says: organization, observable, indicator with its
   * relationship; 100 techniques and 200 CVEs with one relationship each; 50 countries with two sightings and
   * a relationship from each technique; a note; two sightings at the organization.
   */
  static final int MOST_OBJECTS = 4 + 100 * 2 + 200 * 2 + 50 * (3 + 100) + 6 + 1 + 2;

  private static final String PLACEHOLDER = "indicator--51b92778-cef0-4a90-b7ec-ebd620d01ac8";
  private static final int LONGEST_URL = 2048;
  private static final int LONGEST_TEXT = 5000;
  private static final int MOST_REFERENCES = 200;
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.000Z");
  private static final Pattern COLOR = Pattern.compile("#[0-9A-Fa-f]{6}");
  private static final Set<String> DATES = Set.of("first_seen", "last_seen", "valid_from", "created");
  private static final Set<String> NAMES = Set.of("name", "abstract", "pattern");

  /** Texts that are shown over several lines. */
  private static final Set<String> LONG_TEXTS = Set.of("description", "x_opencti_description", "content");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Set<String> known = new HashSet<>();
  private final List<String> broken = new ArrayList<>();

  private BundleRules() {}

  /** The rules that an enrichment breaks, in words; none for a sound one. */
  static List<String> broken(Observable observable, String bundle, String sentence) {
    BundleRules rules = new BundleRules();
    rules.known.addAll(observable.markings().stream().map(Marking::standardId).toList());
    rules.known.addAll(observable.organizations());
    rules.known.addAll(List.of(observable.standardId(), PLACEHOLDER));
    rules.checkSentence(sentence);
    rules.checkBundle(bundle);
    return rules.broken;
  }

  private void checkSentence(String sentence) {
    check(!sentence.isBlank(), "no sentence");
    check(sentence.codePoints().noneMatch(c -> isOdd(c) || isLineEnd(c)), "the sentence is not one line");
    check(sentence.length() <= 300, "the sentence is long");
  }

  private void checkBundle(String text) {
    JsonNode objects;
    try {
      objects = JSON.readTree(text).path("objects");
    } catch (JsonProcessingException e) {
      broken.add("the bundle is no JSON");
      return;
    }
    check(objects.size() <= MOST_OBJECTS, "there are " + objects.size() + " objects");
    Set<String> ids = new HashSet<>();
    for (JsonNode object : objects) {
      check(ids.add(object.path("id").asText()), "an id is there twice");
    }
    known.addAll(ids);
    for (JsonNode object : objects) {
      checkValue(object.path("type").asText(), object);
      String first = object.path("first_seen").asText("");
      String last = object.path("last_seen").asText("~");
      check(first.compareTo(last) <= 0, "a sighting ends before it begins");
    }
  }

  private void checkValue(String where, JsonNode value) {
    if (value.isObject()) {
      for (Map.Entry<String, JsonNode> property : value.properties()) {
        checkProperty(where + "." + property.getKey(), property.getKey(), property.getValue());
        checkValue(where + "." + property.getKey(), property.getValue());
      }
    } else if (value.isArray()) {
      check(!value.isEmpty(), where + " is empty");
      value.forEach(one -> checkValue(where, one));
    }
    check(!value.isNull(), where + " is null");
  }

  private void checkProperty(String where, String name, JsonNode value) {
    if (value.isTextual()) {
      checkText(where, name, value.textValue());
    }
    if (name.endsWith("_ref") || name.endsWith("_refs")) {
      List<JsonNode> refs = new ArrayList<>();
      if (value.isArray()) {
        value.forEach(refs::add);
      } else {
        refs.add(value);
      }
      refs.forEach(ref -> check(known.contains(ref.asText()), where + " leads nowhere"));
    }
    if (name.equals("confidence") || name.equals("x_opencti_score")) {
      check(value.isInt() && value.intValue() >= 0 && value.intValue() <= 100, where + " is not 0 to 100");
    }
    if (name.equals("external_references")) {
      check(value.size() <= MOST_REFERENCES, where + " has " + value.size() + " entries");
    }
  }

  private void checkText(String where, String name, String text) {
    check(!text.isBlank(), where + " is blank");
    check(text.length() <= LONGEST_TEXT, where + " is longer than " + LONGEST_TEXT);
    boolean lines = LONG_TEXTS.contains(name);
    check(text.codePoints().noneMatch(c -> isOdd(c) || !lines && isLineEnd(c)), where + " has odd characters");
    if (NAMES.contains(name)) {
      check(text.length() >= 2, where + " is too short");
    }
    if (DATES.contains(name)) {
      check(DATE.matcher(text).matches(), where + " is no date");
    }
    if (name.equals("color")) {
      check(COLOR.matcher(text).matches(), where + " is no colour");
    }
    if (name.equals("url")) {
      check(text.matches("(?i)https?://[^\\s\u2026]+") && text.length() <= LONGEST_URL, where + " is no link");
    }
  }

  private static boolean isOdd(int c) {
    boolean control = Character.isISOControl(c) && c != '\n' && c != '\t';
    boolean bidi = c == 0x061C || c == 0x200E || c == 0x200F || c >= 0x202A && c <= 0x202E
        || c >= 0x2066 && c <= 0x2069;
    return control || bidi || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
  }

  private static boolean isLineEnd(int c) {
    return c == '\n' || c == '\t' || c == 0x2028 || c == 0x2029;
  }

  private void check(boolean holds, String otherwise) {
    if (!holds) {
      broken.add(otherwise);
    }
  }
}
