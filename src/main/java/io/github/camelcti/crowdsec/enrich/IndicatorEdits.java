package io.github.camelcti.crowdsec.enrich;

import io.github.camelcti.crowdsec.stix.StixBundle;
import io.github.camelcti.crowdsec.stix.StixObject;
import io.github.camelcti.crowdsec.stix.StixTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * What an enrichment may do to an indicator that exists: nothing, if somebody else made it or changed it. An indicator can't
 * be sent in part: the platform fills in a score, dates and more where a bundle has none, and overwrites score and author
 * whatever the confidence (OpenCTI observations, 13.4). So it is not sent at all, and the rest refers to its id.
 */
public final class IndicatorEdits {

  private static final String INDICATOR = "indicator";
  private static final String OURS = "CrowdSec CTI \\([\\w -]+ IP: %s\\)";
  /** The platform's own score for an indicator without one. */
  private static final int DEFAULT_SCORE = 50;
  /** No rule of the platform lets an indicator of an address live longer; who wants it longer, says so by hand. */
  private static final Duration LONGEST_LIFE = Duration.ofDays(366);
  /** How late the platform may be in revoking what has expired. */
  private static final Duration LATENESS = Duration.ofHours(1);

  private IndicatorEdits() {}

  /** The id of the indicator that an enrichment writes, empty if it writes none. */
  public static Optional<String> indicator(Enrichment enrichment) {
    return find(enrichment).map(StixObject::id);
  }

  /**
   * @param enrichment what is to be written, with an indicator
   * @param stored the platform's indicator, null if it has none
   * @param now the time
   * @return what may be written: the indicator with its values in its description, or without the indicator
   */
  @SuppressWarnings("ReferenceEquality") // the very object that find took from the same bundle
  public static Enrichment keep(Enrichment enrichment, StoredIndicator stored, Instant now) {
    Optional<StixObject> ours = find(enrichment);
    if (ours.isEmpty()) {
      return enrichment;
    }
    return stored == null || isUntouched(ours.get(), stored, now)
        ? with(enrichment, object -> object == ours.get() ? renewed(object, stored) : object, before(ours.get(), stored))
        : with(enrichment, object -> object == ours.get() ? null : related(object, ours.get()),
            "; the indicator was created or changed by somebody else and is left as it is");
  }

  /** What the reputation was when the indicator was written; empty where it is the same. */
  private static String before(StixObject ours, StoredIndicator stored) {
    if (stored == null || text(ours, "name").equals(stored.name())) {
      return "";
    }
    return "; the indicator was " + stored.name().replaceFirst("CrowdSec CTI \\(([\\w -]+) IP: .*", "$1") + " before";
  }

  private static Optional<StixObject> find(Enrichment enrichment) {
    return enrichment.bundle().objects().stream().filter(object -> object.type().equals(INDICATOR)).findFirst();
  }

  /** Whether the platform's indicator is as we wrote it, but for what the platform itself does to it with time. */
  static boolean isUntouched(StixObject ours, StoredIndicator stored, Instant now) {
    IndicatorText text = IndicatorText.read(stored.description());
    return Objects.equals(stored.author(), ours.get("created_by_ref"))
        && isOurName(stored.name(), text(ours, "name"))
        && text.opening().equals(text(ours, "description").strip())
        && isOurScore(text, stored)
        && isOurConfidence(text, stored)
        && (text.dates().isEmpty() || stored.validFrom() == null || text.dates().contains(stored.validFrom()))
        && !stored.detection()
        && isRevokedByTime(stored, now);
  }

  /** The reputation in it may be another one by now. */
  private static boolean isOurName(String stored, String ours) {
    String address = ours.replaceFirst(".* IP: (.*)\\)", "$1");
    return ours.equals(stored) || stored != null && stored.matches(OURS.formatted(Pattern.quote(address)));
  }

  private static boolean isOurScore(IndicatorText text, StoredIndicator stored) {
    if (stored.score() == null) {
      return text.score() == null;
    }
    // Where we gave none, or where nothing says what we gave, only the platform's own is nobody's.
    int given = text.score() == null ? DEFAULT_SCORE : text.score();
    boolean decayed = stored.score() < given && stored.liveScore() != null && stored.score() >= stored.liveScore();
    return stored.score() == given || decayed;
  }

  private static boolean isOurConfidence(IndicatorText text, StoredIndicator stored) {
    if (!text.hasValues() || stored.confidence() == null) {
      return true;
    }
    int given = stored.mostConfidence() == null ? text.confidence() : Math.min(stored.mostConfidence(), text.confidence());
    return stored.confidence() == given;
  }

  private static boolean isRevokedByTime(StoredIndicator stored, Instant now) {
    if (stored.validUntil() == null) {
      return !stored.revoked();
    }
    boolean extended = stored.validFrom() != null
        && stored.validFrom().plus(LONGEST_LIFE).isBefore(stored.validUntil());
    return !extended && (stored.revoked() ? !stored.validUntil().isAfter(now)
        : stored.validUntil().plus(LATENESS).isAfter(now));
  }

  /**
   * Ours, as it is written, also over the one of before: with no less confidence than that, because the platform would then
   * keep some of its values and overwrite others.
   */
  private static StixObject renewed(StixObject ours, StoredIndicator stored) {
    int given = ours.get("confidence") instanceof Integer number ? number : 0;
    int confidence = stored == null || stored.confidence() == null ? given : Math.max(given, stored.confidence());
    Integer score = ours.get("x_opencti_score") instanceof Integer number ? number : null;
    String validFrom = (String) ours.get("valid_from");
    String formerly = stored == null ? null : StixTime.format(stored.validFrom());
    Map<String, Object> properties = new LinkedHashMap<>(ours.properties());
    properties.put("confidence", confidence);
    if (validFrom == null && formerly != null) {
      // CrowdSec gave no date, so the one that is there stays: without any, the platform would take the present.
      properties.put("valid_from", formerly);
    }
    properties.put("description", IndicatorText.of(text(ours, "description"), score, confidence, validFrom,
        Objects.equals(formerly, validFrom) ? null : formerly));
    return new StixObject(properties);
  }

  private static String text(StixObject object, String name) {
    return Objects.toString(object.get(name), "");
  }

  /** The links of the indicator that is not sent stand on its relationship to the observable, which is ours. */
  private static StixObject related(StixObject object, StixObject indicator) {
    if (!"based-on".equals(object.get("relationship_type")) || !indicator.id().equals(object.get("source_ref"))
        || indicator.get("external_references") == null) {
      return object;
    }
    Map<String, Object> properties = new LinkedHashMap<>(object.properties());
    properties.put("external_references", indicator.get("external_references"));
    return new StixObject(properties);
  }

  private static Enrichment with(Enrichment enrichment, UnaryOperator<StixObject> change, String remark) {
    List<StixObject> objects = new ArrayList<>(enrichment.bundle().objects());
    objects.replaceAll(change);
    objects.removeIf(Objects::isNull);
    return new Enrichment(new StixBundle(objects), enrichment.sentence() + remark, enrichment.known());
  }
}
