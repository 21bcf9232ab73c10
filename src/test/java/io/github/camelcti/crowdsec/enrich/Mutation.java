package io.github.camelcti.crowdsec.enrich;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Ways to spoil one value of an answer. */
enum Mutation {
  DROPPED,
  NULL,
  NONE,
  EMPTY,
  NUMBER,
  NEGATIVE,
  HUGE_NUMBER,
  TEXT,
  ONE_LETTER,
  NUMBER_AS_TEXT,
  LINES_AND_CONTROLS,
  ODD_SPACE,
  SCRIPT_LINK,
  LONG_LINK,
  LAST_DATE,
  FIRST_DATE,
  BOOLEAN,
  LIST,
  OBJECT,
  DOUBLED,
  HUGE_TEXT,
  HUGE_LIST,
  HUGE_OBJECT;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int MANY = 2000;
  private static final String LONG = "a".repeat(100_000);

  /** The places of all values below a node: an object's properties, and of lists the first entry. */
  static List<List<Object>> places(JsonNode root) {
    List<List<Object>> places = new ArrayList<>();
    collect(root, List.of(), places);
    return places;
  }

  private static void collect(JsonNode node, List<Object> place, List<List<Object>> places) {
    if (!place.isEmpty()) {
      places.add(place);
    }
    for (Map.Entry<String, JsonNode> property : node.properties()) {
      collect(property.getValue(), and(place, property.getKey()), places);
    }
    if (node.isArray() && !node.isEmpty()) {
      collect(node.get(0), and(place, 0), places);
    }
  }

  private static List<Object> and(List<Object> place, Object step) {
    List<Object> longer = new ArrayList<>(place);
    longer.add(step);
    return longer;
  }

  /** Spoils the value at a place, in the tree itself; a place that is gone stays gone. */
  void spoil(JsonNode root, List<Object> place) {
    JsonNode parent = root;
    for (Object step : place.subList(0, place.size() - 1)) {
      parent = step instanceof Integer index ? parent.path(index) : parent.path((String) step);
    }
    Object last = place.get(place.size() - 1);
    if (parent instanceof ObjectNode object && last instanceof String name && object.has(name)) {
      if (this == DROPPED) {
        object.remove(name);
      } else {
        object.set(name, instead(object.get(name)));
      }
    } else if (parent instanceof ArrayNode array && last instanceof Integer index && array.has(index)) {
      if (this == DROPPED) {
        array.remove(index);
      } else {
        array.set(index, instead(array.get(index)));
      }
    }
  }

  private JsonNode instead(JsonNode old) {
    return switch (this) {
      case DROPPED, NULL -> JSON.nullNode();
      case NONE -> JSON.textNode("None");
      case EMPTY -> JSON.textNode("");
      case NUMBER -> JSON.numberNode(7);
      case NEGATIVE -> JSON.numberNode(-1);
      case HUGE_NUMBER -> JSON.numberNode(1e308);
      case TEXT -> JSON.textNode("some text");
      case ONE_LETTER -> JSON.textNode("x");
      case NUMBER_AS_TEXT -> JSON.textNode("3");
      case LINES_AND_CONTROLS -> JSON.textNode("one\r\ntwo\u2028three\u202e\u0007\ud800<b>");
      case ODD_SPACE -> JSON.textNode("\u00a0");
      case SCRIPT_LINK -> JSON.textNode("javascript:alert(1)");
      case LONG_LINK -> JSON.textNode("https://example.org/" + LONG);
      case LAST_DATE -> JSON.textNode("9999-12-31T23:59:59-14:00");
      case FIRST_DATE -> JSON.textNode("1970-01-01T00:00:00+14:00");
      case BOOLEAN -> JSON.booleanNode(true);
      case LIST -> JSON.arrayNode().add("some text").add(1).addNull();
      case OBJECT -> JSON.objectNode().put("name", 1);
      case DOUBLED -> doubled(old);
      case HUGE_TEXT -> JSON.textNode(LONG);
      case HUGE_LIST -> hugeList(old);
      case HUGE_OBJECT -> hugeObject();
    };
  }

  private static JsonNode doubled(JsonNode old) {
    if (old.isArray()) {
      ArrayNode twice = old.deepCopy();
      old.forEach(twice::add);
      return twice;
    }
    if (old.isTextual()) {
      return JSON.textNode(old.textValue() + old.textValue());
    }
    return JSON.arrayNode().add(old).add(old);
  }

  /** Many entries like the first one, each with texts of its own. */
  private static JsonNode hugeList(JsonNode old) {
    ArrayNode list = JSON.arrayNode();
    JsonNode first = old.isArray() && !old.isEmpty() ? old.get(0) : TextNode.valueOf("some text");
    for (int i = 1; i <= MANY; i++) {
      list.add(numbered(first, i));
    }
    return list;
  }

  private static JsonNode numbered(JsonNode node, int number) {
    if (node.isTextual()) {
      // The form of a sub-technique, so that one of a technique is as good as the technique.
      String after = node.textValue().matches("T\\d{4}") ? String.format(".%03d", number % 1000) : "" + number;
      return JSON.textNode(node.textValue() + after);
    }
    if (node instanceof ObjectNode object) {
      ObjectNode copy = JSON.objectNode();
      object.properties().forEach(property ->
          copy.set(property.getKey(), numbered(property.getValue(), number)));
      return copy;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode copy = JSON.arrayNode();
      array.forEach(entry -> copy.add(numbered(entry, number)));
      return copy;
    }
    return node;
  }

  /** Every code of two letters, thus every country, each in two spellings. */
  private static JsonNode hugeObject() {
    ObjectNode object = JSON.objectNode();
    for (char first = 'A'; first <= 'Z'; first++) {
      for (char second = 'A'; second <= 'Z'; second++) {
        String code = "" + first + second;
        object.put(code, first - 'A' + 1);
        object.put(code.toLowerCase(Locale.ROOT) + " ", 1);
      }
    }
    return object;
  }
}
