package io.github.camelcti.crowdsec.enrich;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.enrich.answer.UnreadableAnswerException;
import io.github.camelcti.crowdsec.enrich.marking.Marking;
import io.github.camelcti.crowdsec.stix.StixIds;
import io.github.camelcti.crowdsec.support.SettingsOf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the Python connector did in one scenario with one configuration.
 *
 * @param shared folder with the records and the samples
 * @param json the record
 */
record GoldenRecord(Path shared, JsonNode json) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Folder of the material that is shared by several projects and not part of this one. */
  static Path sharedFolder() {
    String named = System.getProperty("SHARED_DIR", System.getenv("SHARED_DIR"));
    return Path.of(named == null || named.isBlank() ? "../shared" : named);
  }

  /** All records, empty if the shared folder is not there. */
  static List<GoldenRecord> all() {
    Path folder = sharedFolder().resolve("golden");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().matches(".+\\..+\\.json"))
          .sorted()
          .map(file -> new GoldenRecord(sharedFolder(), read(file)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String scenario() {
    return json.path("scenario").asText();
  }

  String config() {
    return json.path("config").asText();
  }

  String value() {
    return json.path("observable").path("value").asText();
  }

  JsonNode run() {
    return json.path("runs").path(0);
  }

  boolean inError() {
    return run().path("work").path("processed").path(0).path("in_error").asBoolean();
  }

  String message() {
    return run().path("work").path("processed").path(0).path("message").asText();
  }

  EnrichmentSettings settings() {
    Map<String, String> environment = new HashMap<>();
    for (JsonNode line : read(shared.resolve("golden/summary.json"))) {
      if (line.has("env") && line.path("config").asText().equals(config())) {
        line.path("env").properties().forEach(entry ->
            environment.put(entry.getKey(), entry.getValue().asText()));
      }
    }
    // What a note tells besides is an intended difference.
    environment.put("CROWDSEC_NOTE_LEAVE_OUT", "network, scores, classifications, threats, blocklists");
    return SettingsOf.environment(environment);
  }

  /** The observable as the platform had it. */
  Observable observable() {
    JsonNode entity = run().path("job").path("event").path("stix_entity");
    JsonNode given = json.path("observable");
    List<Marking> markings = new ArrayList<>();
    for (int i = 0; i < given.path("markings").size(); i++) {
      String definition = given.path("markings").path(i).asText();
      String id = entity.path("object_marking_refs").path(i).asText();
      markings.add(new Marking(id, definition.replaceFirst(":.*", ""), definition));
    }
    return new Observable(entity.path("id").asText(), type(), value(),
        given.path("description").asText(null), markings, organizations(given.path("organizations")));
  }

  private String type() {
    String usual = value().contains(":") ? "IPv6-Addr" : "IPv4-Addr";
    return json.path("observable").path("entity_type").asText(usual);
  }

  private static List<String> organizations(JsonNode names) {
    List<String> ids = new ArrayList<>();
    names.forEach(name -> ids.add(StixIds.identity(name.asText(), "organization")));
    return ids;
  }

  /** The body that CrowdSec answered with. */
  byte[] body() {
    String script = json.path("cti").path("script").asText("");
    return switch (script) {
      case "empty" -> new byte[0];
      case "null" -> "null".getBytes(StandardCharsets.UTF_8);
      case "badjson" -> "{\"ip\": \"192.0.2".getBytes(StandardCharsets.UTF_8);
      case "@list-body" -> "[{\"ip\": \"192.0.2.1\"}]".getBytes(StandardCharsets.UTF_8);
      default -> sample().toString().getBytes(StandardCharsets.UTF_8);
    };
  }

  /** The sample that the address was answered with. */
  JsonNode sample() {
    return json.path("cti").has("sample")
        ? read(shared.resolve("crowdsec/samples/" + json.path("cti").path("sample").asText() + ".json"))
        : JSON.createObjectNode();
  }

  CtiAnswer answer() throws UnreadableAnswerException {
    return isNotFound() ? CtiAnswer.notKnown() : CtiAnswer.parse(body());
  }

  private boolean isNotFound() {
    return json.path("cti").path("sample").asText().startsWith("404");
  }

  /** What our mapping makes of the same, empty if the value is no address. */
  Optional<Enrichment> ours() throws UnreadableAnswerException {
    Optional<IpAddress> address = IpAddress.parse(value());
    if (address.isEmpty()) {
      return Optional.empty();
    }
    Enricher enricher = new Enricher(settings(), Fixtures.at(Fixtures.NOW));
    return Optional.of(enricher.enrich(observable(), address.get(), answer()));
  }

  /** The objects that the Python connector pushed, by id. */
  Map<String, ObjectNode> pushed() {
    Map<String, ObjectNode> objects = new LinkedHashMap<>();
    for (JsonNode message : run().path("pushed")) {
      for (JsonNode object : message.path("bundle").path("objects")) {
        objects.put(object.path("id").asText(), object.deepCopy());
      }
    }
    return objects;
  }

  /** The inputs of all calls of a mutation, in order. */
  List<JsonNode> inputs(String field) {
    List<JsonNode> inputs = new ArrayList<>();
    for (JsonNode call : run().path("graphql")) {
      if (call.path("fields").path(0).asText().equals(field)) {
        inputs.add(call.path("variables").path("input"));
      }
    }
    return inputs;
  }

  /** The labels that the Python connector looked up, to create them where they were missing. */
  List<String> labels() {
    List<String> labels = new ArrayList<>();
    for (JsonNode call : run().path("graphql")) {
      if (call.path("fields").path(0).asText().equals("labels")) {
        labels.add(call.path("variables").path("filters").path("filters").path(0).path("values").path(0)
            .asText());
      }
    }
    return labels;
  }

  static Map<String, ObjectNode> byId(Enrichment enrichment) {
    Map<String, ObjectNode> objects = new LinkedHashMap<>();
    try {
      for (JsonNode object : JSON.readTree(enrichment.bundle().toJson()).path("objects")) {
        objects.put(object.path("id").asText(), (ObjectNode) object);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return objects;
  }

  static JsonNode read(Path file) {
    try {
      return JSON.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return scenario() + "." + config();
  }
}
