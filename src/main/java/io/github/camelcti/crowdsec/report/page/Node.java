package io.github.camelcti.crowdsec.report.page;

import io.github.camelcti.crowdsec.stix.Label;
import io.github.camelcti.crowdsec.stix.StixObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node of the graph.
 *
 * @param id STIX id of the object; for a label, which is none, its text
 * @param kind what it is
 * @param name its display name
 * @param aside a second, short text, such as a share or a number; may be null
 * @param percent share that is drawn as a bar, null for none
 * @param color colour of a label, {@code #RRGGBB}; null for others
 * @param links what connects it with the observable or with its indicator
 */
record Node(String id, Kind kind, String name, @Nullable String aside, @Nullable Integer percent, @Nullable String color, List<Link> links) {

  private static final int ALL = 100;

  static Node of(StixObject object, List<Link> links) {
    Kind kind = Kind.of(object);
    Integer percent = kind == Kind.COUNTRY ? percent(links) : null;
    String aside = switch (kind) {
      case COUNTRY -> percent == null ? null : percent + " %";
      case TECHNIQUE -> (String) object.get("x_mitre_id");
      case INDICATOR -> object.get("x_opencti_score") == null ? null : "score " + object.get("x_opencti_score");
      default -> null;
    };
    // The abstract of a note ends with the address, which is shown next to it anyway.
    String name = kind == Kind.NOTE ? name(object).replaceFirst(" for [0-9a-f:.]+$", "") : name(object);
    return new Node(object.id(), kind, name, aside, percent, null, links);
  }

  static Node of(Label label) {
    return new Node(label.value(), Kind.LABEL, label.value(), null, null, label.color(), List.of());
  }

  /** The display name of an object. */
  static String name(StixObject object) {
    Object name = object.get(switch (Kind.of(object)) {
      case OBSERVABLE -> "value";
      case NOTE -> "abstract";
      default -> "name";
    });
    return name == null ? object.id() : name.toString();
  }

  private static @Nullable Integer percent(List<Link> links) {
    return links.stream().map(Link::count).filter(count -> count != null)
        .map(count -> Math.max(0, Math.min(ALL, count))).findFirst().orElse(null);
  }
}
