package io.github.camelcti.crowdsec.doubles;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelcti.crowdsec.stix.StixIds;
import io.github.camelcti.crowdsec.stix.StixTime;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What becomes of an object that exists and is sent again (observations, sections 1, 4, 6 and 13.4). The more confident one
 * wins: at the same confidence, the one that is sent. An object that is sent without a confidence has the highest.
 */
final class Upserts {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> DOMAIN_OBJECTS =
      Set.of("identity", "location", "attack-pattern", "vulnerability", "indicator");
  private static final Set<String> ADDED = Set.of("external_references", "labels", "x_opencti_tags");
  private static final int DEFAULT_SCORE = 50;
  /** An indicator that began longer ago than this is born revoked. */
  private static final Duration LONGEST_LIFE = Duration.ofDays(47);
  /** What the double alone knows of an indicator: the score that it was given, from which the platform lets it decay. */
  static final String BASE_SCORE = "decay_base_score";
  /** And what has become of it by now, where a test says so. */
  static final String LIVE_SCORE = "live_score";

  private Upserts() {}

  static boolean isDomainObject(ObjectNode object) {
    return DOMAIN_OBJECTS.contains(object.path("type").asText());
  }

  /** The id that the content of a domain object gives it, the other one where it gives none. */
  static String standardId(ObjectNode object, String other) {
    Map<String, Object> naming = new LinkedHashMap<>();
    object.properties().forEach(field -> naming.put(field.getKey(), JSON.convertValue(field.getValue(), Object.class)));
    String made = StixIds.of(object.path("type").asText(), naming).orElse(other);
    // Tests send objects with ids of their own; those keep them.
    return other.equals(made) || other.matches("[a-z-]+--[0-9a-f]{8}-[0-9a-f]{4}-5.*") ? made : other;
  }

  /** What is sent, with what the platform puts in where the sender says nothing. */
  static ObjectNode completed(ObjectNode sent, int mostConfidence) {
    ObjectNode given = sent.deepCopy();
    if (!isDomainObject(given)) {
      return given;
    }
    given.put("confidence", Math.min(mostConfidence, given.path("confidence").asInt(Platform.FULL_CONFIDENCE)));
    if (given.path("type").asText().equals("indicator")) {
      // Also where it exists: an indicator that is sent without a score or a date gets these (source reading).
      given.put("x_opencti_score", given.path("x_opencti_score").asInt(DEFAULT_SCORE));
      given.put("x_opencti_detection", given.path("x_opencti_detection").asBoolean(false));
      given.put("valid_from", given.path("valid_from").asText(StixTime.format(Instant.now())));
      begin(given);
    }
    return given;
  }

  /** Lets an indicator live from its date on, as long as its score says; what the sender says of its end is ignored. */
  private static void begin(ObjectNode indicator) {
    Instant from = Instant.parse(indicator.path("valid_from").asText());
    boolean over = from.plus(LONGEST_LIFE).isBefore(Instant.now());
    int score = indicator.path("x_opencti_score").asInt();
    indicator.put("revoked", over);
    indicator.put("valid_until", StixTime.format(from.plus(over ? LONGEST_LIFE : Duration.ofDays(life(score)))));
    if (over) {
      indicator.remove(BASE_SCORE);
    } else {
      indicator.put(BASE_SCORE, score);
    }
  }

  private static int life(int score) {
    return score <= DEFAULT_SCORE ? 20 : score < 90 ? 26 : 31;
  }

  static ObjectNode merged(ObjectNode stored, ObjectNode sent) {
    ObjectNode merged = stored.deepCopy();
    if (!isDomainObject(sent)) {
      merged.setAll(sent.deepCopy());
      merged.put("id", stored.path("id").asText());
      addReferences(merged, stored, sent);
      return merged;
    }
    boolean wins = confidence(sent) >= confidence(stored);
    ObjectNode news = sent.deepCopy();
    news.remove("id");
    news.remove(ADDED);
    if (stored.path("type").asText().equals("indicator")) {
      keepWhatDecays(stored, news);
      // Not a matter of confidence (13.4).
      for (String field : List.of("x_opencti_score", "created_by_ref")) {
        if (news.hasNonNull(field)) {
          merged.set(field, news.get(field));
        }
      }
    }
    news.properties().forEach(field -> {
      boolean data = !field.getValue().isNull() && !field.getValue().asText("-").isEmpty();
      if (data && (wins || !merged.hasNonNull(field.getKey()))) {
        merged.set(field.getKey(), field.getValue());
      }
    });
    if (wins && !stored.path("name").asText().equals(merged.path("name").asText())) {
      addAlias(merged, stored.path("name").asText());
    }
    addReferences(merged, stored, sent);
    addLabels(merged, sent);
    return merged;
  }

  /** A live indicator that gets the score that it was given before, or that it has: score and dates stay as they are. */
  private static void keepWhatDecays(ObjectNode stored, ObjectNode news) {
    int score = news.path("x_opencti_score").asInt();
    if (stored.has(BASE_SCORE) && (stored.path(BASE_SCORE).asInt() == score
        || stored.path("x_opencti_score").asInt() == score)) {
      news.remove(List.of("x_opencti_score", "valid_from", "valid_until", "revoked", BASE_SCORE));
    }
  }

  private static void addAlias(ObjectNode merged, String name) {
    String field = merged.path("type").asText().equals("location") ? "x_opencti_aliases" : "aliases";
    ArrayNode aliases = merged.path(field).isArray() ? (ArrayNode) merged.get(field) : merged.putArray(field);
    aliases.add(name);
  }

  private static void addLabels(ObjectNode merged, ObjectNode sent) {
    if (!sent.has("labels")) {
      return;
    }
    ArrayNode labels = merged.path("labels").isArray() ? (ArrayNode) merged.get("labels") : merged.putArray("labels");
    sent.path("labels").forEach(label -> {
      if (!Views.strings(labels).contains(label.asText())) {
        labels.add(label);
      }
    });
  }

  private static void addReferences(ObjectNode merged, ObjectNode stored, ObjectNode sent) {
    if (stored.has("external_references") || sent.has("external_references")) {
      Map<String, JsonNode> references = new LinkedHashMap<>();
      stored.path("external_references").forEach(it -> references.put(SharedParts.key(it), it));
      sent.path("external_references").forEach(it -> references.put(SharedParts.key(it), it));
      merged.putArray("external_references").addAll(references.values());
    }
  }

  private static int confidence(ObjectNode object) {
    return object.path("confidence").asInt(Platform.FULL_CONFIDENCE);
  }
}
