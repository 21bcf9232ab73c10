package io.github.camelcti.crowdsec.doubles;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.camelcti.crowdsec.doubles.Fields.Call;
import io.github.camelcti.crowdsec.doubles.SharedParts.Label;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The fields that read objects, and those that change an object which is there. */
final class ObjectFields {

  private static final ObjectMapper JSON = new ObjectMapper();
  /** What the served schema has a type for. */
  private static final Set<String> READABLE = Set.of("IPv4-Addr", "IPv6-Addr", "Domain-Name", "Organization",
      "Individual", "Attack-Pattern", "Vulnerability", "Country", "Indicator", "Note");
  private static final Set<String> OBSERVABLES = Set.of("IPv4-Addr", "IPv6-Addr", "Domain-Name");

  private final Backend backend;
  private final WorkFields works;

  ObjectFields(Backend backend, WorkFields works) {
    this.backend = backend;
    this.works = works;
  }

  void addTo(Fields fields) {
    fields.query("stixCyberObservable", call -> read(call, call.argument("id"), OBSERVABLES))
        .query("stixCyberObservables", this::observables)
        .query("stixCoreObject", call -> read(call, call.argument("id"), READABLE))
        .query("stixDomainObjects", this::domainObjects)
        .query("stixCoreObjects", call -> byIds(call, it -> READABLE.contains(it.get("entity_type"))))
        .query("stixRelationships", call -> byIds(call, it -> it.containsKey("where_sighted_refs")
            || it.containsKey("source_ref")))
        .query("indicator", call -> read(call, call.argument("id"), Set.of("Indicator")))
        .query("label", call -> call.space().parts(parts -> graphQl(parts.findLabel(call.argument("id")))))
        .query("labels", this::labels)
        .mutation("stixCyberObservableEdit", call -> Map.of("id", call.argument("id")))
        .mutation("stixCoreObjectEdit", call -> Map.of("id", call.argument("id")))
        .inside("StixCoreObjectEditMutations", "askEnrichment", call -> works.work(
            backend.ask(call.argument("connectorId"), call.parentId(), false, null)))
        .inside("StixCoreObjectEditMutations", "relationAdd", this::relate)
        .inside("StixCoreObjectEditMutations", "relationsAdd", this::relateAll)
        // Its namesake for observables answers null and does nothing, as the platform's was seen to do.
        .inside("StixCyberObservableEditMutations", "relationsAdd", call -> null)
        .inside("StixCyberObservableEditMutations", "relationAdd", this::relate)
        .inside("StixCyberObservableEditMutations", "fieldPatch", call -> {
          ObservableEdits.patch(call.space(), call.parentId(), call.argument("input"));
          return read(call, call.parentId(), OBSERVABLES);
        })
        .inside("StixCyberObservableEditMutations", "contextClean",
            call -> read(call, call.parentId(), OBSERVABLES));
  }

  /** A page in the order in which they came; the cursor says how many went before. */
  private Object observables(Call call) {
    List<String> types = call.argument("types");
    Integer first = call.argument("first");
    String after = call.argument("after");
    int from = after == null || after.isEmpty() ? 0 : Integer.parseInt(after);
    List<String> ids = call.space().observableIds(types);
    List<String> page = ids.subList(Math.min(from, ids.size()), Math.min(from + (first == null ? 25 : first), ids.size()));
    int end = from + page.size();
    return Map.of(
        "pageInfo", Map.of("startCursor", String.valueOf(from), "endCursor", page.isEmpty() ? "" : String.valueOf(end),
            "hasNextPage", end < ids.size(), "hasPreviousPage", from > 0, "globalCount", ids.size()),
        "edges", IntStream.range(0, page.size()).mapToObj(i -> Map.of("cursor", String.valueOf(from + i + 1),
            "node", read(call, page.get(i), OBSERVABLES))).toList());
  }

  /** The oldest of those that meet all conditions. */
  private Object domainObjects(Call call) {
    List<String> types = call.argument("types");
    Integer first = call.argument("first");
    List<JsonNode> conditions = conditions(call.argument("filters"));
    List<Map<String, Object>> found = call.space().domainObjectIds().stream()
        .map(id -> call.space().asGraphQl(id, backend.views()))
        .filter(it -> types == null || types.contains(it.get("entity_type")))
        .filter(it -> conditions.stream().allMatch(condition -> meets(it, condition)))
        .sorted(Comparator.comparing(it -> (String) it.get("created_at")))
        .limit(first == null ? 25 : first)
        .toList();
    return page(found);
  }

  /** Those with one of the ids of the only filter: any id that an object goes by. */
  private Object byIds(Call call, Predicate<Map<String, Object>> kind) {
    List<JsonNode> conditions = conditions(call.argument("filters"));
    if (conditions.size() != 1 || !"ids".equals(conditions.get(0).path("key").path(0).asText())
        || conditions.get(0).path("values").isEmpty()) {
      throw PlatformError.functional("Incorrect filter keys not existing in any schema definition", "keys",
          conditions.toString());
    }
    List<Map<String, Object>> found = Views.strings(conditions.get(0).path("values")).stream()
        .map(id -> call.space().asGraphQl(id, backend.views())).filter(Objects::nonNull).distinct().filter(kind)
        .limit(call.<Integer>argument("first")).toList();
    return page(found);
  }

  private static Map<String, Object> page(List<Map<String, Object>> found) {
    return Map.of("edges", found.stream().map(it -> Map.of("cursor", "", "node", it)).toList(),
        "pageInfo", Map.of("startCursor", "", "endCursor", "", "hasNextPage", false, "hasPreviousPage", false,
            "globalCount", found.size()));
  }

  private static boolean meets(Map<String, Object> object, JsonNode condition) {
    JsonNode key = condition.path("key");
    String value = condition.path("values").path(0).asText();
    String operator = condition.path("operator").asText("eq");
    return switch ((key.isArray() ? key.path(0) : key).asText() + " " + operator) {
      case "confidence lte" -> (Integer) object.get("confidence") <= Integer.parseInt(value);
      case "created_at gte" -> ((String) object.get("created_at")).compareTo(value) >= 0;
      default -> throw PlatformError.functional("Incorrect filter keys not existing in any schema definition", "keys",
          condition.toString());
    };
  }

  /** Of a group, or of the list that it was once. */
  private static List<JsonNode> conditions(Object filters) {
    JsonNode given = JSON.valueToTree(filters == null ? List.of() : filters);
    List<JsonNode> conditions = new ArrayList<>();
    (given.isArray() ? given : given.path("filters")).forEach(conditions::add);
    return conditions;
  }

  private Object relate(Call call) {
    Map<String, Object> input = call.argument("input");
    return ObservableEdits.relate(call.space(), call.parentId(), (String) input.get("relationship_type"),
        String.valueOf(input.get("toId")));
  }

  private Object relateAll(Call call) {
    Map<String, Object> input = call.argument("input");
    for (Object target : (List<?>) input.get("toIds")) {
      ObservableEdits.relate(call.space(), call.parentId(), (String) input.get("relationship_type"),
          String.valueOf(target));
    }
    return read(call, call.parentId(), READABLE);
  }

  private Map<String, Object> read(Call call, String id, Set<String> types) {
    Map<String, Object> found = call.space().asGraphQl(id, backend.views());
    return found == null || !types.contains(found.get("entity_type")) ? null : found;
  }

  private static Map<String, Object> graphQl(Label label) {
    return label == null ? null : label.asGraphQl();
  }

  /** All labels, or those whose value is one of the filter's. */
  private Object labels(Call call) {
    Object given = call.argument("filters");
    ArrayNode filters = JSON.valueToTree(given == null ? List.of() : given instanceof List ? given : List.of(given));
    if (given instanceof Map<?, ?> group && !group.containsKey("filterGroups")) {
      // The schema of the double can't ask for it: its library takes such a list for an endless one.
      throw new PlatformError("BAD_USER_INPUT", "Field \"filterGroups\" of required type \"[FilterGroup!]!\" "
          + "was not provided.", null);
    }
    List<String> wanted = Stream.concat(filters.findValues("filters").stream().flatMap(ObjectFields::stream),
            stream(filters)).filter(it -> it.has("values"))
        .flatMap(it -> Views.strings(it.path("values")).stream()).toList();
    return call.space().parts(parts -> Views.edges(parts.labels().stream()
        .filter(it -> given == null || wanted.contains(it.value())).map(Label::asGraphQl).toList()));
  }

  private static Stream<JsonNode> stream(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }
}
