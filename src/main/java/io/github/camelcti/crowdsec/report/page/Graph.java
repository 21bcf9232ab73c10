package io.github.camelcti.crowdsec.report.page;

import io.github.camelcti.crowdsec.report.Facts;
import io.github.camelcti.crowdsec.stix.StixBundle;
import io.github.camelcti.crowdsec.stix.StixObject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A bundle as a graph: the observable, the objects around it, and the groups connected to it.
 *
 * @param observable in the middle
 * @param indicator made from it, if there is one
 * @param around organization and note
 * @param groups countries, attack patterns, vulnerabilities and labels; none is empty
 * @param across links between members of groups
 * @param core links between observable and indicator
 */
record Graph(Node observable, Optional<Node> indicator, List<Node> around, List<Group> groups, List<Link> across,
    List<Link> core) {

  /** Nodes of one kind. */
  record Group(Kind kind, List<Node> nodes) {

    /** The title, with how many there are. */
    String title() {
      return (nodes.size() == 1 ? kind.one() : kind.many()) + " (" + nodes.size() + ")";
    }
  }

  static Graph of(StixBundle bundle) {
    List<StixObject> things = bundle.objects().stream().filter(object -> !Kind.of(object).connects()).toList();
    List<Link> links = bundle.objects().stream().filter(object -> Kind.of(object).connects()).map(Link::of).toList();
    StixObject middle = things.stream().filter(object -> Kind.of(object) == Kind.OBSERVABLE).findFirst().orElseThrow();
    Optional<StixObject> indicator = things.stream().filter(object -> Kind.of(object) == Kind.INDICATOR).findFirst();
    List<String> hubs = new ArrayList<>(List.of(middle.id()));
    indicator.ifPresent(object -> hubs.add(object.id()));
    List<Node> around = new ArrayList<>();
    Map<Kind, List<Node>> grouped = new EnumMap<>(Kind.class);
    for (StixObject object : things) {
      Kind kind = Kind.of(object);
      Node node = Node.of(object, links.stream()
          .filter(link -> link.touches(object.id()) && hubs.stream().anyMatch(link::touches)).toList());
      if (kind == Kind.ORGANIZATION || kind == Kind.NOTE) {
        around.add(node);
      } else if (!hubs.contains(object.id())) {
        grouped.computeIfAbsent(kind, any -> new ArrayList<>()).add(node);
      }
    }
    Facts.labels(middle).forEach(label -> grouped.computeIfAbsent(Kind.LABEL, any -> new ArrayList<>()).add(Node.of(label)));
    List<Group> groups = grouped.entrySet().stream()
        .map(entry -> new Group(entry.getKey(), List.copyOf(entry.getValue()))).toList();
    return new Graph(Node.of(middle, List.of()), indicator.map(object -> Node.of(object, List.of())), around, groups,
        links.stream().filter(link -> hubs.stream().noneMatch(link::touches)).toList(),
        links.stream().filter(link -> hubs.size() > 1 && hubs.stream().allMatch(link::touches)).toList());
  }

  /** The group of a kind, if there is one. */
  Optional<Group> group(Kind kind) {
    return groups.stream().filter(group -> group.kind() == kind).findFirst();
  }

  /** The graph in words, for screen readers. */
  String inWords() {
    StringBuilder words = new StringBuilder(observable.name()).append(" in the middle");
    indicator.ifPresent(node -> words.append(", with an indicator"));
    around.forEach(node -> words.append(", ").append(node.kind().one().toLowerCase(java.util.Locale.ROOT))
        .append(' ').append(node.name()));
    groups.forEach(group -> words.append(", ").append(group.title().toLowerCase(java.util.Locale.ROOT)));
    return words.append(". Everything is listed below.").toString();
  }
}
