package io.github.camelcti.crowdsec.opencti;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelcti.crowdsec.stix.StixBundle;
import io.github.camelcti.crowdsec.stix.StixObject;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The bundle that goes back to a playbook: all incoming objects and ours. If we found something about an incoming
 * object, the two are merged: it stays as it is, with our labels, references and description added.
 */
public final class PlaybookResult {

  /** The platform's own fields of an observable; the steps of a playbook read them here. */
  static final String OBSERVABLE_EXTENSION = "extension-definition--f93e2c80-4231-4f9a-af8b-95c9bd566a82";

  private static final ObjectMapper JSON = new ObjectMapper();

  private PlaybookResult() {}

  /** The incoming bundle unchanged, as JSON text. */
  public static String unchanged(Playbook playbook) {
    return write(playbook.bundle());
  }

  /**
   * The incoming bundle with ours merged in.
   *
   * @return JSON text
   */
  public static String enriched(Playbook playbook, StixBundle ours) {
    ObjectNode result = playbook.bundle().deepCopy();
    Map<String, ObjectNode> came = new LinkedHashMap<>();
    ArrayNode objects = result.path("objects").isArray() ? (ArrayNode) result.get("objects") : result.putArray("objects");
    objects.forEach(object -> {
      if (object.isObject()) {
        came.put(object.path("id").asText(), (ObjectNode) object);
      }
    });
    for (StixObject object : ours.objects()) {
      ObjectNode node = JSON.valueToTree(object.properties());
      ObjectNode there = came.get(object.id());
      if (there == null) {
        objects.add(node);
      } else if (object.type().endsWith("-addr")) {
        addTo(there, node);
      }
    }
    return write(result);
  }

  private static void addTo(ObjectNode there, ObjectNode found) {
    // The top level wins over the extension when the platform imports; other steps look into the extension.
    ObjectNode extension = there.path("extensions").path(OBSERVABLE_EXTENSION) instanceof ObjectNode it ? it : null;
    if (found.hasNonNull("x_opencti_description")) {
      there.set("x_opencti_description", found.get("x_opencti_description"));
      if (extension != null) {
        extension.set("description", found.get("x_opencti_description"));
      }
    }
    List<ObjectNode> holders = extension == null ? List.of(there) : List.of(there, extension);
    if (found.path("x_opencti_tags").size() > 0) {
      addLabels(holders, found.get("x_opencti_tags"));
    }
    holders.forEach(holder -> addReferences(holder, found.path("external_references")));
  }

  /**
   * As plain labels, not as coloured {@code x_opencti_tags}: the platform ignores those as soon as an object has
   * labels, and the other steps of a playbook would not see them.
   */
  private static void addLabels(List<ObjectNode> holders, JsonNode tags) {
    Set<String> labels = new LinkedHashSet<>();
    holders.forEach(holder -> holder.path("labels").forEach(label -> labels.add(label.asText())));
    tags.forEach(tag -> labels.add(tag.path("value").asText()));
    holders.forEach(holder -> holder.set("labels", JSON.valueToTree(labels)));
  }

  private static void addReferences(ObjectNode holder, JsonNode references) {
    Set<JsonNode> all = new LinkedHashSet<>();
    holder.path("external_references").forEach(all::add);
    Set<String> urls = new LinkedHashSet<>();
    all.forEach(reference -> urls.add(reference.path("url").asText()));
    references.forEach(reference -> {
      if (urls.add(reference.path("url").asText())) {
        all.add(reference);
      }
    });
    if (!all.isEmpty()) {
      holder.set("external_references", JSON.valueToTree(all));
    }
  }

  private static String write(ObjectNode node) {
    try {
      return JSON.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree can't be written", e);
    }
  }
}
