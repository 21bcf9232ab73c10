package io.github.camelcti.crowdsec.opencti.result;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformVersion;
import io.github.camelcti.crowdsec.stix.StixBundle;
import io.github.camelcti.crowdsec.stix.StixObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns a bundle into single mutations, for platforms that take no bundles, and for drafts (OpenCTI contract, section
 * 5c; observations, section 9). Every mutation is an upsert, so repeating them all is harmless. The observable comes
 * last: its description has the date of the enrichment, which is only true once the rest was tried.
 */
final class WritePlan {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String OBSERVABLE_ADD = "stixCyberObservableAdd";

  /** Names of STIX properties, and of the same thing in the platform's inputs; those not named here are the same. */
  private static final Map<String, String> INPUT_NAMES = Map.of("abstract", "attribute_abstract", "count", "attribute_count");

  /** How a STIX type is written: the document {@code write-...}, its variable, its root field, what is taken over. */
  private record Kind(String document, String variable, String field, Set<String> copied) {}

  private static final Map<String, Kind> KINDS = Map.ofEntries(
      entry("identity", new Kind("organization", "organization", "organizationAdd", Set.of("name", "description", "confidence"))),
      entry("location", new Kind("country", "country", "countryAdd", Set.of("name", "x_opencti_aliases", "confidence"))),
      entry("vulnerability", new Kind("vulnerability", "vulnerability", "vulnerabilityAdd", Set.of("name", "confidence"))),
      entry("attack-pattern", new Kind("attack-pattern", "attackPattern", "attackPatternAdd",
          Set.of("name", "x_mitre_id", "confidence"))),
      entry("indicator", new Kind("indicator", "indicator", "indicatorAdd", Set.of("name", "description", "pattern",
          "pattern_type", "pattern_version", "indicator_types", "valid_from", "x_opencti_score",
          "x_opencti_main_observable_type", "confidence"))),
      entry("note", new Kind("note", "note", "noteAdd", Set.of("abstract", "content", "created", "note_types", "confidence"))),
      entry("relationship", new Kind("relationship", "relationship", "stixCoreRelationshipAdd",
          Set.of("relationship_type", "description", "start_time", "stop_time", "confidence"))),
      entry("sighting", new Kind("sighting", "sighting", "stixSightingRelationshipAdd",
          Set.of("count", "first_seen", "last_seen", "description", "confidence"))),
      entry("autonomous-system", new Kind("autonomous-system", "autonomousSystem", OBSERVABLE_ADD, Set.of("number", "name"))),
      entry("domain-name", new Kind("domain-name", "domainName", OBSERVABLE_ADD, Set.of("value"))));

  /** Kinds of which the inputs take no organizations to share with. */
  private static final Set<String> NEVER_SHARED = Set.of("identity", "location");

  private final PlatformVersion version;
  private final Map<String, Write> writes = new LinkedHashMap<>();

  private WritePlan(PlatformVersion version) {
    this.version = version;
  }

  /** The writes for a bundle, in an order in which what others refer to comes first. */
  static List<Write> of(StixBundle bundle, PlatformVersion version) {
    WritePlan plan = new WritePlan(version);
    bundle.objects().forEach(plan::addLinks);
    List<StixObject> observables = new ArrayList<>();
    for (StixObject object : bundle.objects()) {
      Kind kind = KINDS.get(object.type());
      if (kind != null) {
        plan.addObject(object, kind);
      } else {
        observables.add(object);
      }
    }
    observables.forEach(plan::addObservable);
    return List.copyOf(plan.writes.values());
  }

  /** Labels are compared like this by the platform. */
  static String labelKey(String value) {
    return "label:" + value.strip().toLowerCase(Locale.ROOT);
  }

  private void addLinks(StixObject object) {
    for (JsonNode tag : tree(object).path("x_opencti_tags")) {
      String key = labelKey(tag.path("value").asText());
      add(new Write("label", "labelAdd", key, Set.of(), Set.of(), ids -> Map.of("label", plain(tag))));
    }
    for (JsonNode reference : tree(object).path("external_references")) {
      add(new Write("reference", "externalReferenceAdd", reference.path("url").asText(), Set.of(), Set.of(),
          ids -> Map.of("reference", plain(reference))));
    }
  }

  private void addObject(StixObject object, Kind kind) {
    ObjectNode tree = tree(object);
    List<String> needs = new ArrayList<>();
    if (object.type().equals("relationship")) {
      needs.addAll(List.of(tree.path("source_ref").asText(), tree.path("target_ref").asText()));
    } else if (object.type().equals("sighting")) {
      needs.addAll(List.of(sighted(tree), tree.path("where_sighted_refs").path(0).asText()));
    } else if (object.type().equals("note")) {
      tree.path("object_refs").forEach(reference -> needs.add(reference.asText()));
    }
    Set<String> uses = urls(tree);
    if (tree.has("created_by_ref")) {
      uses.add(tree.path("created_by_ref").asText());
    }
    add(new Write(kind.document(), kind.field(), object.id(), Set.copyOf(needs), uses,
        ids -> Map.of(kind.variable(), input(object, kind, tree, needs, ids))));
  }

  private Map<String, Object> input(StixObject object, Kind kind, ObjectNode tree, List<String> needs,
      Map<String, String> ids) {
    Map<String, Object> input = new LinkedHashMap<>();
    boolean observable = kind.field().equals(OBSERVABLE_ADD);
    if (!observable) {
      input.put("stix_id", object.id());
    }
    object.properties().forEach((name, value) -> {
      if (kind.copied().contains(name) && !(name.equals("note_types") && old())) {
        input.put(INPUT_NAMES.getOrDefault(name, name), value);
      }
    });
    switch (object.type()) {
      case "relationship", "sighting" -> {
        input.put("fromId", ids.get(needs.get(0)));
        input.put("toId", ids.get(needs.get(1)));
      }
      case "note" -> input.put("objects", written(needs, ids));
      // Before 5.12 these two must have a description.
      case "identity", "vulnerability" -> {
        if (old()) {
          input.putIfAbsent("description", input.get("name"));
        }
      }
      default -> { }
    }
    if (observable) {
      return input; // it has nothing but what makes it one
    }
    putUnlessEmpty(input, "createdBy", ids.get(tree.path("created_by_ref").asText()));
    putUnlessEmpty(input, "objectMarking", object.get("object_marking_refs"));
    putUnlessEmpty(input, "externalReferences", written(urls(tree), ids));
    if (!old() && !NEVER_SHARED.contains(object.type())) {
      putUnlessEmpty(input, "objectOrganization", object.get("x_opencti_granted_refs"));
    }
    return input;
  }

  private void addObservable(StixObject object) {
    ObjectNode tree = tree(object);
    Set<String> labels = new LinkedHashSet<>();
    tree.path("x_opencti_tags").forEach(tag -> labels.add(labelKey(tag.path("value").asText())));
    Set<String> references = urls(tree);
    // It waits for everything, not only for what it refers to: see above.
    Set<String> uses = Set.copyOf(writes.keySet());
    boolean ipv6 = object.type().equals("ipv6-addr");
    add(new Write("observable", OBSERVABLE_ADD, object.id(), Set.of(), uses, ids -> {
      Map<String, Object> variables = new LinkedHashMap<>();
      variables.put("type", ipv6 ? "IPv6-Addr" : "IPv4-Addr");
      variables.put(ipv6 ? "ipv6" : "ipv4", Map.of("value", object.get("value")));
      putUnlessEmpty(variables, "description", object.get("x_opencti_description"));
      putUnlessEmpty(variables, "labels", written(labels, ids));
      putUnlessEmpty(variables, "references", written(references, ids));
      putUnlessEmpty(variables, "markings", object.get("object_marking_refs"));
      putUnlessEmpty(variables, "organizations", object.get("x_opencti_granted_refs"));
      return variables;
    }));
  }

  /** Whether this is a platform before 5.12, whose inputs lack some fields and demand others. */
  private boolean old() {
    return !version.atLeast("5.12");
  }

  private void add(Write write) {
    writes.putIfAbsent(write.key(), write);
  }

  private static String sighted(ObjectNode sighting) {
    return sighting.path("x_opencti_sighting_of_ref").asText(sighting.path("sighting_of_ref").asText());
  }

  private static Set<String> urls(ObjectNode tree) {
    Set<String> urls = new LinkedHashSet<>();
    tree.path("external_references").forEach(reference -> urls.add(reference.path("url").asText()));
    return urls;
  }

  private static List<String> written(Collection<String> keys, Map<String, String> ids) {
    return keys.stream().map(ids::get).filter(Objects::nonNull).distinct().toList();
  }

  private static void putUnlessEmpty(Map<String, Object> map, String name, @Nullable Object value) {
    if (value != null && !(value instanceof Collection<?> many && many.isEmpty())) {
      map.put(name, value);
    }
  }

  /** GraphQL variables consist of Java's own types. */
  private static Object plain(JsonNode node) {
    return JSON.convertValue(node, Map.class);
  }

  private static ObjectNode tree(StixObject object) {
    return JSON.valueToTree(new HashMap<>(object.properties()));
  }
}
