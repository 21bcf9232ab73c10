package io.github.camelcti.crowdsec.report.page;

import io.github.camelcti.crowdsec.report.Facts;
import io.github.camelcti.crowdsec.report.VisibleText;
import io.github.camelcti.crowdsec.stix.ExternalReference;
import io.github.camelcti.crowdsec.stix.Label;
import io.github.camelcti.crowdsec.stix.StixBundle;
import io.github.camelcti.crowdsec.stix.StixObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every object of a bundle in two tables: the objects, and the links between them. */
final class ObjectTables {

  private static final int LONGEST = 300;

  /** Properties that have their own columns, that every object has, or that mean nothing by themselves. */
  private static final List<String> ELSEWHERE = List.of("type", "spec_version", "id", "name", "value", "abstract", "content",
      "created_by_ref", "object_marking_refs", "x_opencti_granted_refs", "x_opencti_tags", "relationship_type", "source_ref",
      "target_ref", "sighting_of_ref", "x_opencti_sighting_of_ref", "where_sighted_refs", "object_refs", "pattern_version",
      "pattern_type", "identity_class", "x_opencti_location_type", "x_opencti_main_observable_type");

  private final StixBundle bundle;
  private final String prefix;
  private final Map<String, String> names = new HashMap<>();

  /**
   * @param prefix followed by an object's id, the id of its row
   */
  ObjectTables(StixBundle bundle, String prefix) {
    this.bundle = bundle;
    this.prefix = prefix;
    bundle.objects().stream().filter(object -> !Kind.of(object).connects())
        .forEach(object -> names.put(object.id(), Node.name(object)));
  }

  void write(Markup page) {
    List<StixObject> things = bundle.objects().stream().filter(object -> !Kind.of(object).connects()).toList();
    List<StixObject> links = bundle.objects().stream().filter(object -> Kind.of(object).connects()).toList();
    table(page, "Objects", prefix + "objects", things);
    if (!links.isEmpty()) {
      table(page, "Relationships and sightings", null, links);
    }
  }

  private void table(Markup page, String title, @Nullable String id, List<StixObject> objects) {
    page.open("details", "class", "objects", "id", id);
    page.open("summary").text(title).text(" ").element("span", String.valueOf(objects.size()), "class", "count")
        .close("summary");
    page.open("table").open("thead").open("tr");
    List.of("Type", "Name", "Details", "STIX id").forEach(head -> page.element("th", head, "scope", "col"));
    page.close("tr", "thead").open("tbody");
    objects.forEach(object -> row(page, object));
    page.close("tbody", "table", "details");
  }

  private void row(Markup page, StixObject object) {
    Kind kind = Kind.of(object);
    page.open("tr", "id", prefix + object.id());
    page.open("td", "data-head", "Type").element("span", kind == Kind.COUNTRY ? "Country" : kind.one(),
        "class", "tag " + kind.css()).close("td");
    page.open("td", "data-head", "Name");
    if (kind.connects()) {
      Link link = Link.of(object);
      page.text(name(link.source())).text(" ").element("em", link.words()).text(" ").text(name(link.target()));
    } else {
      page.text(Node.name(object));
    }
    page.close("td").open("td", "data-head", "Details").text(details(object));
    labels(page, Facts.labels(object));
    page.close("td");
    page.open("td", "data-head", "STIX id").element("code", object.id()).close("td", "tr");
  }

  private void labels(Markup page, List<Label> labels) {
    if (!labels.isEmpty()) {
      page.open("ul", "class", "chips", "id", prefix + "labels");
      for (Label label : labels) {
        page.open("li");
        Panels.dot(page, label.color());
        Panels.shown(page, "span", label.value());
        page.close("li");
      }
      page.close("ul");
    }
  }

  private String name(String id) {
    return names.getOrDefault(id, id);
  }

  private static String details(StixObject object) {
    List<String> details = new ArrayList<>();
    object.properties().forEach((name, value) -> {
      if (!ELSEWHERE.contains(name)) {
        details.add(words(name) + ": " + shown(value));
      }
    });
    String text = String.join("; ", details);
    return text.length() <= LONGEST ? text : VisibleText.start(text, LONGEST);
  }

  private static String words(String property) {
    return property.replaceFirst("^x_(opencti_|mitre_)", "").replace('_', ' ').toLowerCase(Locale.ROOT);
  }

  private static String shown(Object value) {
    if (value instanceof List<?> list) {
      return String.join(", ", list.stream().map(item -> item instanceof ExternalReference link
          ? link.sourceName() : String.valueOf(item)).toList());
    }
    return String.valueOf(value).replace(".000Z", "Z");
  }
}
