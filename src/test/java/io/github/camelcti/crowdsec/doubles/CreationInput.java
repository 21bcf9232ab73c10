package io.github.camelcti.crowdsec.doubles;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelcti.crowdsec.doubles.SharedParts.Label;
import io.github.camelcti.crowdsec.doubles.SharedParts.Reference;
import io.github.camelcti.crowdsec.stix.StixIds;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The input of a creating mutation, turned into the STIX object that it means. */
final class CreationInput {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PLACEHOLDER = "indicator--51b92778-cef0-4a90-b7ec-ebd620d01ac8";
  /** What does not stand in the object under its own name, or not at all. */
  private static final Set<String> ELSEWHERE = Set.of("type", "stix_id", "x_opencti_stix_ids", "clientMutationId",
      "update", "createIndicator", "createObservables", "createdBy", "objectMarking", "objectLabel",
      "objectOrganization", "externalReferences", "objects", "fromId", "toId", "basedOn", "killChainPhases",
      "IPv4Addr", "IPv6Addr", "DomainName", "AutonomousSystem", "attribute_abstract", "attribute_count", "upsertOperations");

  private final Platform space;
  private final String type;
  private final Map<String, Object> input;
  private final List<String> unresolved = new ArrayList<>();
  private final ObjectNode stix = JSON.createObjectNode();

  /**
   * Reads an input.
   *
   * @param defaults fields that stand in the object unless the input says otherwise
   */
  CreationInput(Platform space, String type, Map<String, Object> input, Map<String, Object> defaults) {
    this.space = space;
    this.type = type;
    this.input = input;
    stix.put("type", type).put("spec_version", "2.1");
    defaults.forEach((name, value) -> stix.set(name, JSON.valueToTree(value)));
    input.forEach((name, value) -> {
      if (value != null && !ELSEWHERE.contains(name)) {
        stix.set(name, JSON.valueToTree(value));
      }
    });
    rename("attribute_abstract", "abstract");
    rename("attribute_count", "count");
    refer("createdBy", "created_by_ref");
    referAll("objectMarking", "object_marking_refs");
    referAll("objects", "object_refs");
    referAll("objectOrganization", "x_opencti_granted_refs");
    strings("basedOn").forEach(this::resolve);
    ends();
    if (!unresolved.isEmpty()) {
      throw PlatformError.missing(unresolved);
    }
    parts();
    stix.put("id", StixIds.of(type, naming()).orElse(stixId()));
  }

  /** The object. */
  ObjectNode stix() {
    return stix.deepCopy();
  }

  /** The id that the sender gave to it, null without. */
  String stixId() {
    return (String) input.get("stix_id");
  }

  private void rename(String from, String to) {
    if (input.get(from) != null) {
      stix.set(to, JSON.valueToTree(input.get(from)));
    }
  }

  private void refer(String from, String to) {
    if (input.get(from) != null) {
      stix.put(to, resolve(String.valueOf(input.get(from))));
    }
  }

  private void referAll(String from, String to) {
    List<String> ids = strings(from);
    if (!ids.isEmpty()) {
      stix.set(to, JSON.valueToTree(ids.stream().map(this::resolve).toList()));
    }
  }

  private String resolve(String id) {
    if (!space.exists(id)) {
      unresolved.add(id);
    }
    return space.standardId(id);
  }

  /** A sighting of an observable stands in STIX with a placeholder, as the platform writes it. */
  private void ends() {
    if (type.equals("relationship")) {
      refer("fromId", "source_ref");
      refer("toId", "target_ref");
    } else if (type.equals("sighting")) {
      String seen = resolve(String.valueOf(input.get("fromId")));
      if (seen.startsWith("indicator--")) {
        stix.put("sighting_of_ref", seen);
      } else {
        stix.put("sighting_of_ref", PLACEHOLDER).put("x_opencti_sighting_of_ref", seen);
      }
      if (input.get("toId") != null) {
        stix.putArray("where_sighted_refs").add(resolve(String.valueOf(input.get("toId"))));
      }
    }
  }

  /** Labels and references that are unknown are left out without a word. */
  private void parts() {
    List<String> labels = space.parts(parts -> strings("objectLabel").stream().map(parts::findLabel)
        .filter(Objects::nonNull).map(Label::value).toList());
    if (!labels.isEmpty()) {
      stix.set("labels", JSON.valueToTree(labels));
    }
    List<ObjectNode> references = space.parts(parts -> strings("externalReferences").stream()
        .map(parts::findReference).filter(Objects::nonNull).map(Reference::stix).toList());
    if (!references.isEmpty()) {
      stix.putArray("external_references").addAll(references);
    }
  }

  private List<String> strings(String name) {
    return input.get(name) instanceof Collection<?> list
        ? list.stream().filter(Objects::nonNull).map(String::valueOf).toList() : List.of();
  }

  /** What the platform makes the id from: what is seen stands there under its real id. */
  private Map<String, Object> naming() {
    Map<String, Object> naming = new LinkedHashMap<>();
    stix.properties().forEach(field -> naming.put(field.getKey(), JSON.convertValue(field.getValue(), Object.class)));
    if (stix.has("x_opencti_sighting_of_ref")) {
      naming.put("sighting_of_ref", stix.path("x_opencti_sighting_of_ref").asText());
    }
    return naming;
  }
}
