package io.github.camelcti.crowdsec.opencti;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelcti.crowdsec.enrich.Observable;
import io.github.camelcti.crowdsec.enrich.marking.Marking;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns the platform's {@code stixCyberObservable} into an {@link Observable}. */
public final class ObservableReader {

  private ObservableReader() {}

  /**
   * @param node the {@code stixCyberObservable} object; null or JSON null when the platform shows none
   * @return the observable, or null when it does not exist or the token's user may not see it
   */
  @SuppressWarnings("NullAway") // every observable has an id, a type and a value
  public static @Nullable Observable read(@Nullable JsonNode node) {
    if (node == null || !node.isObject()) {
      return null;
    }
    List<Marking> markings = new ArrayList<>();
    for (JsonNode marking : list(node.path("objectMarking"))) {
      markings.add(new Marking(text(marking, "standard_id"), text(marking, "definition_type"),
          text(marking, "definition")));
    }
    List<String> organizations = new ArrayList<>();
    for (JsonNode organization : list(node.path("objectOrganization"))) {
      organizations.add(text(organization, "standard_id"));
    }
    List<String> labels = new ArrayList<>();
    for (JsonNode label : list(node.path("objectLabel"))) {
      if (label.path("value").isTextual()) {
        labels.add(label.path("value").textValue());
      }
    }
    return new Observable(text(node, "standard_id"), text(node, "entity_type"), text(node, "observable_value"),
        text(node, "x_opencti_description"), markings, organizations, labels);
  }

  /** A plain list as in 6.x, or edges and nodes as in 5.x; null entries are skipped (OpenCTI contract, reading). */
  private static List<JsonNode> list(JsonNode node) {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode entry : node.isArray() ? node : node.path("edges")) {
      JsonNode item = entry.has("node") ? entry.get("node") : entry;
      if (item.isObject()) {
        found.add(item);
      }
    }
    return found;
  }

  private static @Nullable String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isTextual() ? value.textValue() : null;
  }
}
