package io.github.camelcti.crowdsec.enrich;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelcti.crowdsec.enrich.marking.Marking;
import io.github.camelcti.crowdsec.enrich.text.Countries;
import io.github.camelcti.crowdsec.enrich.text.MarkdownText;
import io.github.camelcti.crowdsec.enrich.text.PlainText;
import io.github.camelcti.crowdsec.stix.StixIds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where we write something else than the Python connector, on purpose. Each turns what was recorded into what
 * we must write, so nothing is left out of the comparison.
 */
enum IntendedDifferences {

  ONE_BUNDLE("How results are sent",
      "each object is pushed separately; labels and external references are created by calls before",
      "all objects are in one bundle, each once",
      "the platform sorts and splits a bundle itself, and a failure does not leave half an enrichment behind",
      expected -> { }),

  FALSE_POSITIVES("An address that CrowdSec calls a false positive",
      "an indicator if its reputation asks for one; the false positive is not mentioned",
      "no indicator; the reason (\"Public DNS resolver\") is in the work, in a label "
          + "(`CROWDSEC_LABELS_FALSE_POSITIVE`) and in the note",
      "CrowdSec says that such an address must not be treated as malicious",
      expected -> {
        if (!expected.sample.path("classifications").path("false_positives").isEmpty()) {
          expected.all("indicator").forEach(indicator -> withoutIndicator(expected, indicator.path("id").asText()));
        }
      }),

  SHARES_OF_NOUGHT("A country with a share of 0 percent",
      "written with sightings and `targets` like the others",
      "left out everywhere",
      "0 percent of the attacks went there: CrowdSec's way of saying that it is not a target",
      expected -> expected.sample.path("target_countries").properties().stream()
          .filter(share -> share.getValue().isNumber() && share.getValue().asDouble() == 0)
          .map(share -> Countries.find(share.getKey().toUpperCase(Locale.ROOT)))
          .flatMap(Optional::stream)
          .forEach(country -> {
            List<String> gone = expected.all("location").stream()
                .filter(object -> object.path("name").asText().equals(country.name()))
                .map(object -> object.path("id").asText()).toList();
            expected.objects.removeIf(object -> gone.contains(object.path("id").asText())
                || gone.contains(object.path("target_ref").asText()) || gone.contains(expected.where(object)));
            expected.all("note").forEach(note -> note.put("content", note.path("content").asText()
                .replaceAll("(?m)^- " + Pattern.quote(country.name()) + " \\(0%\\)\\s*", "")
                .replaceFirst("\\*\\*Most targeted countries\\*\\*:\\s*$", "")));
          })),

  NO_TIMES_OF_OUR_OWN("`created`, `modified`",
      "the time of the enrichment on every object",
      "absent, except for the note's `created`",
      "the platform sets its own times; without ours, the same facts give the same bundle",
      expected -> expected.objects.forEach(
          object -> object.remove(List.of("created", "modified", "nb_deps")))),

  DATE_FORM("Date format",
      "`2024-04-18T08:15:00Z`",
      "`2024-04-18T08:15:00.000Z`, always converted to UTC",
      "the platform computes ids from this format",
      expected -> expected.objects.forEach(object -> {
        for (String name : List.of("valid_from", "first_seen", "last_seen")) {
          if (object.has(name)) {
            object.put(name, object.path(name).asText().replaceFirst("(:\\d\\d)Z$", "$1.000Z"));
          }
        }
      })),

  UNDATED_INDICATOR("`valid_from` of an indicator if CrowdSec does not say when the address was last seen",
      "the time of the enrichment",
      "when it was first seen; if that is missing too, none, and OpenCTI uses the time at which it creates "
          + "the indicator",
      "we invent no date, and a second enrichment changes nothing",
      expected -> expected.all("indicator").stream()
          .filter(indicator -> indicator.path("valid_from").asText().contains("volatile"))
          .forEach(indicator -> indicator.remove("valid_from"))),

  FRESH_OBSERVABLE("The observable",
      "everything the job said about it is sent back, changed or not",
      "id, value, markings, and what CrowdSec adds: one link, the labels, the new description",
      "sending back its labels would hide our coloured labels, and analysts may have changed the rest meanwhile",
      expected -> {
        ObjectNode observable = expected.observable();
        observable.remove(List.of("x_opencti_id", "x_opencti_type", "x_opencti_score", "x_opencti_labels",
            "x_opencti_created_by_ref"));
        if (!expected.settings.stamp().date()) {
          observable.remove("x_opencti_description");
        }
        ArrayNode link = observable.arrayNode();
        String page = "https://app.crowdsec.net/cti/" + expected.observable.value();
        observable.path("external_references").forEach(reference -> {
          if (reference.path("url").asText().equals(page) && link.isEmpty()) {
            link.add(reference);
          }
        });
        observable.set("external_references", link);
      }),

  STAMP_ALONE("The stamp (time of the enrichment) in a description that was empty",
      "starts with two empty lines",
      "stands alone",
      "empty lines before it are useless",
      expected -> {
        String stamped = expected.observable().path("x_opencti_description").asText(null);
        if (stamped != null) {
          expected.observable().put("x_opencti_description",
              stamped.replace("<<volatile:now>>", "2024-06-27T08:12:33+00:00").replaceFirst("^\n\n", ""));
        }
      }),

  SCORE("Score of the indicator",
      "not written",
      "CrowdSec's overall total of 0 to 5, times 20; none if CrowdSec gives none. The observable's score is "
          + "never written",
      "the platform derives an indicator's lifetime from it; a score sent for an observable would overwrite "
          + "the analyst's",
      expected -> {
        JsonNode total = expected.sample.path("scores").path("overall").path("total");
        if (total.isNumber()) {
          expected.all("indicator").forEach(object -> object.put("x_opencti_score", total.asInt() * 20));
        }
      }),

  LABELS_IN_THE_BUNDLE("Labels",
      "created and attached by calls, three for each label",
      "in the observable's `x_opencti_tags`, with colour",
      "a call changes a label's colour for everybody; in the bundle, an existing label keeps its colour, "
          + "and none is removed. The platform leaves out labels that the user may not create",
      expected -> {
        Map<String, String> colors = new LinkedHashMap<>();
        expected.record.inputs("labelAdd").forEach(label ->
            colors.putIfAbsent(label.path("value").asText(), label.path("color").asText()));
        ArrayNode tags = expected.observable().arrayNode();
        for (String value : expected.record.labels()) {
          tags.addObject().put("value", value).put("color", colors.getOrDefault(value, "existing"));
        }
        expected.observable().set("x_opencti_tags", tags);
      }),

  LABELS_ONCE("The same label twice in an answer, or with different case",
      "looked up and attached twice",
      "sent once, as first spelt",
      "the platform stores labels in lower case, so they are the same label",
      expected -> {
        Map<String, JsonNode> once = new LinkedHashMap<>();
        for (JsonNode tag : expected.observable().path("x_opencti_tags")) {
          once.putIfAbsent(tag.path("value").asText().toLowerCase(Locale.ROOT), tag);
        }
        ArrayNode tags = expected.observable().arrayNode();
        once.values().forEach(tags::add);
        expected.observable().set("x_opencti_tags", tags);
        if (tags.isEmpty()) {
          expected.observable().remove("x_opencti_tags");
        }
      }),

  FALSE_POSITIVE_LABELS("Labels of false positives and classifications",
      "none",
      "the reasons for false positives (`CROWDSEC_LABELS_FALSE_POSITIVE`), and optionally what the address "
          + "is: Tor, VPN, scanner ... (`CROWDSEC_LABELS_CLASSIFICATION`)",
      "an analyst sees them in every list",
      expected -> expected.sample.path("classifications").path("false_positives").forEach(reason ->
          expected.observable().withArray("x_opencti_tags").addObject()
              .put("value", reason.path("label").asText()).put("color", "#008080"))),

  BENIGN("The reputation `benign`",
      "no label, although CrowdSec has this reputation",
      "its own label, in the colour of `CROWDSEC_LABELS_REPUTATION_BENIGN_COLOR`",
      "analysts want to see at once that an address is a known scanner",
      expected -> {
        boolean benign = expected.sample.path("reputation").asText().equals("benign");
        if (benign && expected.settings.labels().reputation()) {
          expected.observable().withArray("x_opencti_tags").addObject()
              .put("value", "benign").put("color", "#008000");
        }
      }),

  ORGANIZATION_IN_THE_BUNDLE("The organization CrowdSec",
      "looked up and created by calls",
      "in the bundle, with confidence 1; name and description are settings",
      "the platform finds an existing one by its id, and what a better source wrote about it stays",
      expected -> {
        ObjectNode identity = expected.object().put("type", "identity").put("spec_version", "2.1")
            .put("id", ExpectedObjects.ORGANIZATION).put("name", "CrowdSec")
            .put("identity_class", "organization")
            .put("description", "Curated Threat Intelligence Powered by the Crowd")
            .put("confidence", 1);
        if (!expected.observable.organizations().isEmpty()) {
          identity.set("x_opencti_granted_refs", expected.array(expected.observable.organizations()));
        }
        expected.objects.add(identity);
      }),

  MARKED_RELATIONSHIPS("Markings of relationships",
      "none",
      "those of the observable, as on everything about the observable",
      "without them, a relationship tells everybody what was found about a confidential address",
      expected -> {
        List<String> markings = expected.observable.markings().stream().map(Marking::standardId).toList();
        if (!markings.isEmpty()) {
          expected.all("relationship").forEach(
              object -> object.set("object_marking_refs", expected.array(markings)));
        }
      }),

  EXPLICIT_CONFIDENCE("Confidence of relationships and notes",
      "`CONNECTOR_CONFIDENCE_LEVEL` or nothing",
      "as for indicators and sightings: CrowdSec's own (high 90, medium 60, low 30), never above "
          + "`CONNECTOR_CONFIDENCE_LEVEL`, which is also used if CrowdSec gives none",
      "without a confidence, the platform uses the highest that the user may set, which overrides every other source",
      expected -> expected.findings().stream()
          .filter(object -> !object.has("confidence"))
          .forEach(object -> object.put("confidence", expected.confidence()))),

  SIGHTING_ANCHOR("Id of a sighting at the organization",
      "depends on the dates: every new report creates another sighting",
      "depends on what was sighted and where: one sighting, whose dates are updated",
      "the platform finds an object by any id it was ever sent with, and updates it in place",
      expected -> expected.all("sighting").stream()
          .filter(sighting -> expected.where(sighting).startsWith("identity--"))
          .forEach(sighting -> sighting.put("id", expected.anchored("sighting",
              Map.of("crowdsec-sighting", expected.sighted(sighting), "at", expected.where(sighting)))))),

  SIGHTING_LIST("Id of a sighting in a country",
      "computed with the place as a text",
      "computed with the place as a list, as the platform does it",
      "so the id that is sent is the id that is stored; the platform keeps the old one as well",
      expected -> expected.all("sighting").stream()
          .filter(sighting -> expected.where(sighting).startsWith("location--"))
          .forEach(sighting -> sighting.put("id",
              StixIds.of("sighting", Map.of("sighting_of_ref", expected.sighted(sighting),
                  "where_sighted_refs", List.of(expected.where(sighting)))).orElseThrow()))),

  ATTACK_PATTERNS_OF_EVERYBODY("Attack patterns",
      "named `MITRE ATT&CK (T1110 - Brute Force)`, with description, link, author and the observable's "
          + "markings",
      "name of the technique, `x_mitre_id`, confidence 1, nothing else",
      "they are the techniques of the official ATT&CK data: a higher confidence would overwrite official "
          + "names and texts for everybody, and markings would hide them",
      expected -> expected.all("attack-pattern").forEach(object -> {
        Matcher name = Pattern.compile("MITRE ATT&CK \\(\\S+ - (.*)\\)", Pattern.DOTALL)
            .matcher(object.path("name").asText());
        if (name.matches()) {
          object.put("name", name.group(1));
        }
        common(object);
      })),

  VULNERABILITIES_OF_EVERYBODY("Vulnerabilities",
      "with the CVE as description, author and the observable's markings",
      "name and confidence 1, nothing else",
      "as for attack patterns",
      expected -> expected.all("vulnerability").forEach(IntendedDifferences::common)),

  COUNTRIES_OF_EVERYBODY("Countries",
      "with author, the observable's markings and the official name as alias",
      "name, official name, two-letter code as alias, confidence 1",
      "as for attack patterns; the code lets the platform find a country that it has under another name",
      expected -> expected.all("location").forEach(object -> {
        String name = object.path("name").asText();
        expected.sample.path("target_countries").fieldNames().forEachRemaining(code -> {
          if (Countries.find(code.toUpperCase(Locale.ROOT)).filter(c -> c.name().equals(name)).isPresent()) {
            object.set("x_opencti_aliases", expected.array(List.of(code)));
          }
        });
        common(object);
      })),

  NOTE_ANCHOR("Id and date of the note",
      "depend on the time: another note with every enrichment",
      "the id depends only on the observable; the date is that of the last report, or missing if there is none",
      "one note for each observable, whose text is updated in place",
      expected -> expected.all("note").forEach(note -> {
        String last = expected.sample.path("history").path("last_seen").asText(null);
        note.put("id", expected.anchored("note", Map.of("crowdsec-note", expected.observable.standardId())));
        if (last == null) {
          note.remove("created");
        } else {
          note.put("created", last.replaceFirst("(\\+00:00)?$", ".000Z"));
        }
      })),

  NOTE_FACTS("Content of the note",
      "reputation, confidence, dates, origin, behaviours, countries",
      "also network, reverse DNS name, ranges, background noise, scores, false positives, classifications, "
          + "scenarios, techniques, CVEs, blocklists; `CROWDSEC_NOTE_LEAVE_OUT` leaves them out",
      "CrowdSec sends it and nobody saw it; text does no harm",
      expected -> { }), // the comparison leaves them out, see GoldenRecord

  NOTE_ADDRESS("Text of the note",
      "does not name the address",
      "starts with the address, in canonical form, and the link to CrowdSec's page",
      "the platform merges two notes with the same text and date into one about both addresses; a reader wants to look there",
      expected -> expected.all("note").forEach(note -> note.put("content",
          "**Address**: " + expected.observable.value() + "\n\n**CrowdSec's page**: https://app.crowdsec.net/cti/"
              + expected.observable.value() + "\n\n" + note.path("content").asText()))),

  NOTE_FORM("Format of the note's text",
      "spaces at the ends of lines, an empty line between items, `None` for unknown facts, dates as they came",
      "trimmed, compact lists, unknown facts left out, dates in UTC, countries ordered by share",
      "the platform computes the note's id from the text it receives",
      expected -> expected.all("note").forEach(note -> {
        String text = note.path("content").asText()
            .replaceAll("(?m)^\\*\\*[A-Za-z ]+\\*\\*: None \\n\\n", "")
            .replaceAll("(Seen\\*\\*: [0-9T:-]{19})(?=\\s)", "$1+00:00")
            .replaceAll("(?m) +$", "")
            .replaceAll("\n\n(?=- )", "\n")
            .replaceAll("(?m)(?<=:)\n(?=- )", "\n\n")
            .replace(" (None%)", "");
        note.put("content", byShare(text.strip()));
      })),

  NOTE_ORIGIN("Origin in the note's text",
      "only if CrowdSec knows both country and city",
      "whichever of the two CrowdSec knows",
      "a missing part of an answer must not suppress another",
      expected -> expected.all("note").forEach(note -> {
        String country = expected.sample.path("location").path("country").asText(null);
        if (country != null && expected.sample.path("location").path("city").asText(null) == null) {
          note.put("content", note.path("content").asText()
              .replaceFirst("(\\*\\*Last Seen.*\n\n)", "$1**Origin**: " + country + "\n\n"));
        }
      })),

  PLAIN_TEXT("CrowdSec's texts in notes, labels and links",
      "as they come",
      "without control characters and characters that change the writing direction; in notes, Markdown and "
          + "HTML are shown as text; overlong texts are cut",
      "somebody else's text must not do anything, or look like something else",
      expected -> {
        expected.sample.path("behaviors").forEach(behavior -> expected.all("note").forEach(note -> {
          String label = behavior.path("label").asText();
          String description = behavior.path("description").asText();
          note.put("content", note.path("content").asText().replace(label + ": " + description,
              MarkdownText.escape(label) + ": " + MarkdownText.escape(description)));
        }));
        expected.all("note").forEach(note -> {
          String city = expected.sample.path("location").path("city").asText("");
          String text = note.path("content").asText();
          note.put("content", city.isEmpty() ? text : text.replace(city, MarkdownText.escape(city)));
        });
        expected.observable().path("x_opencti_tags").forEach(
            tag -> ((ObjectNode) tag).put("value", PlainText.clean(tag.path("value").asText())));
        expected.objects.forEach(object -> object.path("external_references").forEach(reference -> {
          for (String name : List.of("source_name", "description")) {
            if (reference.has(name)) {
              ((ObjectNode) reference).put(name, PlainText.clean(reference.path(name).asText()));
            }
          }
        }));
        expected.all("attack-pattern").forEach(
            object -> object.put("name", PlainText.clean(object.path("name").asText())));
      }),

  NO_LINKS_TO_NOWHERE("Links to MITRE ATT&CK",
      "created by every enrichment, used or not",
      "only on the sightings at the organization",
      "no unused links are left behind",
      expected -> { }),

  PAP("Observables with a PAP marking",
      "PAP is ignored",
      "above `CROWDSEC_MAX_PAP`, nothing is sent to CrowdSec and nothing is written",
      "PAP:RED allows passive actions only, and therefore no query to a third party",
      expected -> { }),

  MARKINGS_BY_THEIR_TEXT("What counts as a TLP marking",
      "`definition_type` is TLP",
      "the text says TLP, or the id is one of the five that every platform has, or `definition_type` is TLP",
      "an administrator or a feed may have given TLP:RED another type, or none",
      expected -> { }),

  LIMITS("Overlong answers",
      "everything is written, with a relationship for each technique and country",
      "at most 500 labels, 100 techniques, 200 CVEs and the 50 most targeted countries",
      "the platform takes about ten objects a second; CrowdSec normally sends about ten of each, so this is "
          + "for unusual answers",
      expected -> { });

  private final String what;
  private final String python;
  private final String ours;
  private final String reason;
  private final Consumer<ExpectedObjects> change;

  IntendedDifferences(String what, String python, String ours, String reason,
      Consumer<ExpectedObjects> change) {
    this.what = what;
    this.python = python;
    this.ours = ours;
    this.reason = reason;
    this.change = change;
  }

  /** Turns what the Python connector wrote into what we must write. */
  static ExpectedObjects applyAll(ExpectedObjects expected) {
    for (IntendedDifferences difference : values()) {
      difference.change.accept(expected);
    }
    return expected;
  }

  /** The difference as a row of a table. */
  String row() {
    return "| " + String.join(" | ", what, python, ours, reason) + " |\n";
  }

  private static void withoutIndicator(ExpectedObjects expected, String id) {
    expected.objects.removeIf(object -> object.path("id").asText().equals(id) || expected.sighted(object).equals(id)
        || object.path("source_ref").asText().equals(id) && object.path("relationship_type").asText().equals("based-on"));
    expected.all("relationship").stream().filter(object -> object.path("source_ref").asText().equals(id)).forEach(object -> {
      String observable = expected.observable.standardId();
      object.put("relationship_type", "related-to").put("source_ref", observable)
          .put("id", StixIds.relationship("related-to", observable, object.path("target_ref").asText()));
    });
  }

  private static void common(ObjectNode object) {
    object.remove(
        List.of("created_by_ref", "object_marking_refs", "description", "external_references"));
    object.put("confidence", 1);
  }

  private static String byShare(String text) {
    int start = text.indexOf("**Most targeted countries**:\n\n");
    if (start < 0) {
      return text;
    }
    int list = text.indexOf("- ", start);
    List<String> countries = new ArrayList<>(List.of(text.substring(list).split("\n")));
    countries.sort(Comparator.comparingInt(IntendedDifferences::share).reversed());
    return text.substring(0, list) + String.join("\n", countries);
  }

  private static int share(String country) {
    Matcher share = Pattern.compile("\\((\\d+)%\\)$").matcher(country);
    return share.find() ? Integer.parseInt(share.group(1)) : -1;
  }
}
