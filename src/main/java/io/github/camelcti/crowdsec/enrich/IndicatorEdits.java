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
import org.jspecify.annotations.Nullable;

/**
 * What an enrichment may do to an existing indicator: nothing, if somebody else created or changed it. An indicator
 * can't be sent in part: the platform fills in a score, dates and more if a bundle has none, and overwrites score and
 * author whatever the confidence (OpenCTI observations, 13.4). So it is not sent at all, and the other objects refer
 * to its id.
 */
public final class IndicatorEdits {

  private static final String INDICATOR = "indicator";
  private static final String OURS = "CrowdSec CTI \\([\\w -]+ IP: %s\\)";
  /** The platform's own score for an indicator without one. */
  private static final int DEFAULT_SCORE = 50;
  /** No rule of the platform keeps an indicator of an address longer; a longer date was set by hand. */
  private static final Duration LONGEST_LIFE = Duration.ofDays(366);
  /** How late the platform may revoke what has expired. */
  private static final Duration LATENESS = Duration.ofHours(1);

  private IndicatorEdits() {}

  /** The id of the indicator that an enrichment writes, empty if it writes none. */
  public static Optional<String> indicator(Enrichment enrichment) {
    return find(enrichment).map(StixObject::id);
  }

  /**
   * @param enrichment what is to be written, with an indicator
   * @param stored the platform's indicator, null if it has none
   * @return what may be written: with the indicator and its values in its description, or without the indicator
   */
  @SuppressWarnings("ReferenceEquality") // the very object that find took from the same bundle
  public static Enrichment keep(Enrichment enrichment, @Nullable StoredIndicator stored, Instant now) {
    Optional<StixObject> ours = find(enrichment);
    if (ours.isEmpty()) {
      return enrichment;
    }
    return stored == null || isUntouched(ours.get(), stored, now)
        ? with(enrichment, object -> object == ours.get() ? renewed(object, stored) : object, before(ours.get(), stored))
        : with(enrichment, object -> object == ours.get() ? null : related(object, ours.get()),
            "; the indicator was created or changed by somebody else and is left as it is");
  }

  /** The reputation when the indicator was last written; empty if it is the same. */
  private static String before(StixObject ours, @Nullable StoredIndicator stored) {
    if (stored == null || text(ours, "name").equals(stored.name())) {
      return "";
    }
    String name = Objects.requireNonNull(stored.name(), "an indicator has a name");
    return "; the indicator was " + name.replaceFirst("CrowdSec CTI \\(([\\w -]+) IP: .*", "$1") + " before";
  }

  private static Optional<StixObject> find(Enrichment enrichment) {
    return enrichment.bundle().objects().stream().filter(object -> object.type().equals(INDICATOR)).findFirst();
  }

  /** Whether the platform's indicator is as we wrote it, apart from what the platform itself changes over time. */
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

  /** The reputation in it may have changed since. */
  private static boolean isOurName(@Nullable String stored, String ours) {
    String address = ours.replaceFirst(".* IP: (.*)\\)", "$1");
    return ours.equals(stored) || stored != null && stored.matches(OURS.formatted(Pattern.quote(address)));
  }

  private static boolean isOurScore(IndicatorText text, StoredIndicator stored) {
    if (stored.score() == null) {
      return text.score() == null;
    }
    // If we gave none or don't know what we gave, only the platform's default score means that nobody set it.
    int given = text.score() == null ? DEFAULT_SCORE : text.score();
    boolean decayed = stored.score() < given && stored.liveScore() != null && stored.score() >= stored.liveScore();
    return stored.score() == given || decayed;
  }

  @SuppressWarnings("NullAway") // a text with values has a confidence
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
   * Our indicator as it is written, also over the previous one: with at least its confidence, because otherwise the
   * platform would keep some of its values and overwrite others.
   */
  private static StixObject renewed(StixObject ours, @Nullable StoredIndicator stored) {
    int given = ours.get("confidence") instanceof Integer number ? number : 0;
    int confidence = stored == null || stored.confidence() == null ? given : Math.max(given, stored.confidence());
    Integer score = ours.get("x_opencti_score") instanceof Integer number ? number : null;
    String validFrom = (String) ours.get("valid_from");
    String formerly = stored == null ? null : StixTime.format(stored.validFrom());
    Map<String, Object> properties = new LinkedHashMap<>(ours.properties());
    properties.put("confidence", confidence);
    if (validFrom == null && formerly != null) {
      // CrowdSec gave no date, so keep the existing one; without any, the platform would use the current time.
      properties.put("valid_from", formerly);
    }
    properties.put("description", IndicatorText.of(text(ours, "description"), score, confidence, validFrom,
        Objects.equals(formerly, validFrom) ? null : formerly));
    return new StixObject(properties);
  }

  private static String text(StixObject object, String name) {
    return Objects.toString(object.get(name), "");
  }

  /** If the indicator is not sent, its links go on its relationship to the observable, which is ours. */
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
