package io.github.camelcti.crowdsec.enrich;

import io.github.camelcti.crowdsec.enrich.ObjectLimits.Target;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer.Technique;
import io.github.camelcti.crowdsec.enrich.text.Countries.Country;
import io.github.camelcti.crowdsec.enrich.text.PlainText;
import io.github.camelcti.crowdsec.stix.ExternalReference;
import io.github.camelcti.crowdsec.stix.StixIds;
import io.github.camelcti.crowdsec.stix.StixObject;
import io.github.camelcti.crowdsec.stix.StixTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the address was seen: at the organization's members and in the targeted countries. */
final class SightingObjects {

  /**
   * STIX has no sightings of observables. OpenCTI does, and reads what was sighted from its own property; the STIX
   * property contains an indicator that its client uses for this purpose and never looks up.
   */
  private static final String PLACEHOLDER = "indicator--51b92778-cef0-4a90-b7ec-ebd620d01ac8";

  /** As many as there are countries. */
  private static final Map<Country, String> COUNTRY_IDS = new ConcurrentHashMap<>();

  private static final Pattern TECHNIQUE = Pattern.compile("(T\\d{4})(?:\\.(\\d{3}))?");

  private SightingObjects() {}

  /** Adds the targeted countries with what happened there. */
  static void addCountries(BundleDraft draft, @Nullable String indicator, List<String> attackPatterns) {
    boolean sightings = draft.settings.objects().targetedCountriesSightings();
    if (!sightings && attackPatterns.isEmpty()) {
      return;
    }
    for (Target target : ObjectLimits.countries(draft.answer)) {
      String id = addCountry(draft, target.country());
      if (sightings) {
        sighted(draft, indicator).forEach(source -> addAtCountry(draft, source, id, target));
      }
      attackPatterns.forEach(attackPattern -> draft.relate("targets", attackPattern, id));
    }
  }

  /** Adds a country; returns its id. */
  static String addCountry(BundleDraft draft, Country country) {
    String id = COUNTRY_IDS.computeIfAbsent(country, it -> StixIds.country(it.name()));
    return draft.addCommon(StixObject.builder("location", id)
        .with("name", country.name())
        .with("country", country.officialName())
        .with("x_opencti_location_type", "Country")
        .with("x_opencti_aliases", List.of(country.code()))
        .with("confidence", ThreatObjects.LOWEST));
  }

  /** Adds the sightings at the organization, if they are wanted. */
  static void addAtOrganization(BundleDraft draft, @Nullable String indicator) {
    if (!draft.settings.objects().sighting()) {
      return;
    }
    CtiAnswer answer = draft.answer;
    for (String source : sighted(draft, indicator)) {
      // The dates change with every report, and so would an id derived from them, which would create a new sighting
      // each time.
      String id = StixIds.anchored("sighting", Map.of("crowdsec-sighting", source, "at", draft.organization));
      draft.addFinding(sighting(draft, id, source, draft.organization)
          .with("first_seen", StixTime.format(answer.firstSeen()))
          .with("last_seen", StixTime.format(answer.lastSeen()))
          .with("count", 1)
          .with("description", "CrowdSec CTI sighting for IP: " + draft.address.canonical())
          .with("external_references", links(draft)));
    }
  }

  private static List<String> sighted(BundleDraft draft, @Nullable String indicator) {
    return Stream.of(draft.observable.standardId(), indicator).filter(Objects::nonNull).toList();
  }

  private static void addAtCountry(BundleDraft draft, String source, String where, Target target) {
    draft.addFinding(sighting(draft, StixIds.sighting(source, where), source, where)
        .with("count", target.count())
        .with("description", "CrowdSec CTI sighting for country: " + target.country().code()));
  }

  private static StixObject.Builder sighting(BundleDraft draft, String id, String source, String where) {
    boolean observable = source.equals(draft.observable.standardId());
    return StixObject.builder("sighting", id)
        .with("sighting_of_ref", observable ? PLACEHOLDER : source)
        .with("x_opencti_sighting_of_ref", observable ? source : null)
        .with("where_sighted_refs", List.of(where));
  }

  private static List<ExternalReference> links(BundleDraft draft) {
    List<ExternalReference> links = new ArrayList<>();
    links.add(draft.ctiPage());
    for (Technique technique : ObjectLimits.techniques(draft.answer)) {
      Matcher id = TECHNIQUE.matcher(technique.id());
      // Only a well-formed id gives a valid URL on MITRE's site.
      if (id.matches()) {
        links.add(new ExternalReference(
            PlainText.cut("MITRE ATT&CK (" + join(" - ", technique.id(), technique.label()) + ")",
                PlainText.LONGEST),
            "https://attack.mitre.org/techniques/" + join("/", id.group(1), id.group(2)),
            join(": ", technique.label(), technique.description())));
      }
    }
    return links;
  }

  /** Joins the parts that exist, null if none does. */
  private static @Nullable String join(String between, @Nullable String first, @Nullable String second) {
    String joined = Stream.of(first, second).filter(Objects::nonNull).collect(Collectors.joining(between));
    return joined.isEmpty() ? null : PlainText.cut(joined, PlainText.LONGEST);
  }
}
