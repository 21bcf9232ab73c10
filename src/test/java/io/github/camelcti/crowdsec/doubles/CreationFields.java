package io.github.camelcti.crowdsec.doubles;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelcti.crowdsec.doubles.Fields.Call;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The fields that create an object, or merge into the one that is there already. */
final class CreationFields {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Views views;

  CreationFields(Backend backend) {
    this.views = backend.views();
  }

  void addTo(Fields fields) {
    fields.mutation("organizationAdd", call -> add(call, "identity", Map.of("identity_class", "organization")))
        .mutation("identityAdd", call -> add(call, "identity", Map.of("identity_class", identityClass(call))))
        .mutation("attackPatternAdd", call -> add(call, "attack-pattern", Map.of()))
        .mutation("vulnerabilityAdd", call -> add(call, "vulnerability", Map.of()))
        .mutation("countryAdd", call -> add(call, "location", Map.of("x_opencti_location_type", "Country")))
        .mutation("noteAdd", call -> add(call, "note", Map.of("created", Works.now())))
        .mutation("indicatorAdd", this::addIndicator)
        .mutation("stixCoreRelationshipAdd", call -> add(call, "relationship", Map.of()))
        .mutation("stixSightingRelationshipAdd", call -> add(call, "sighting", Map.of()))
        .mutation("stixCyberObservableAdd", this::addObservable)
        .mutation("labelAdd", call -> {
          Map<String, Object> input = call.argument("input");
          return call.space().parts(parts -> parts.recolour((String) input.get("value"),
              (String) input.get("color")).asGraphQl());
        })
        .mutation("externalReferenceAdd", call -> {
          ObjectNode reference = JSON.valueToTree(call.argument("input"));
          reference.retain("source_name", "description", "url", "external_id");
          return call.space().parts(parts -> parts.reference(reference).asGraphQl());
        });
  }

  private static String identityClass(Call call) {
    Map<String, Object> input = call.argument("input");
    return String.valueOf(input.get("type")).toLowerCase(Locale.ROOT);
  }

  private Object add(Call call, String type, Map<String, Object> defaults) {
    return add(call, new CreationInput(call.space(), type, call.argument("input"), defaults));
  }

  private Object add(Call call, CreationInput input) {
    ObjectNode stix = input.stix();
    call.space().upsert(stix);
    call.space().alias(input.stixId(), stix.path("id").asText());
    return call.space().asGraphQl(stix.path("id").asText(), views);
  }

  /** An indicator brings its relation to what it is based on with it. */
  private Object addIndicator(Call call) {
    Map<String, Object> given = call.argument("input");
    CreationInput input = new CreationInput(call.space(), "indicator", given, Map.of());
    Object added = add(call, input);
    if (given.get("basedOn") instanceof Collection<?> observables) {
      for (Object observable : observables) {
        call.space().upsert(new CreationInput(call.space(), "relationship", Map.of("relationship_type", "based-on",
            "fromId", input.stix().path("id").asText(), "toId", observable), Map.of()).stix());
      }
    }
    return added;
  }

  /** Labels and references are added to what is there; description and score are replaced. */
  private Object addObservable(Call call) {
    String type = call.argument("type");
    Map<String, Object> value = call.argument(type.replace("-", ""));
    if (type.equals("Autonomous-System") && value != null) {
      CreationInput input = new CreationInput(call.space(), "autonomous-system", call.env().getArguments(), value);
      call.space().upsert(input.stix());
      return Map.of("id", input.stix().path("id").asText(), "entity_type", type);
    }
    if (value == null || value.get("value") == null) {
      throw PlatformError.functional("Expecting variable not found", "type", type);
    }
    CreationInput input = new CreationInput(call.space(), type.toLowerCase(Locale.ROOT),
        call.env().getArguments(), Map.of("value", value.get("value")));
    Object added = add(call, input);
    List<String> markings = Views.strings(input.stix().path("object_marking_refs"));
    String id = input.stix().path("id").asText();
    call.space().edit(id, observable -> ObservableEdits.mark(observable, markings));
    return added == null ? null : call.space().asGraphQl(id, views);
  }
}
