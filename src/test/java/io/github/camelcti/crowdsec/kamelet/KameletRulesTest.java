package io.github.camelcti.crowdsec.kamelet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelcti.crowdsec.base.Build;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The rules that the catalogue of Apache Camel has for its Kamelets: those of script/validator in apache/camel-kamelets, but
 * for the provider, and what every Kamelet there has although nothing checks it.
 */
class KameletRulesTest {

  private static final Path FOLDER = Path.of("kamelets");
  private static final String SUFFIX = ".kamelet.yaml";
  private static final Pattern PARAMETER = Pattern.compile("\\{\\{[?]?([A-Za-z0-9-._]+)(?:[:][^}]*)?}}");
  private static final Set<String> SMALL_WORDS = Set.of("a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the",
      "to", "with");
  private static final String CREDENTIALS = "urn:camel:group:credentials";

  static Stream<String> kamelets() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(SUFFIX)).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("kamelets")
  void haveANameATypeAndWhatTheCatalogueShows(String file) throws IOException {
    JsonNode kamelet = read(file);
    String name = kamelet.at("/metadata/name").asText();
    String type = kamelet.at("/metadata/labels/camel.apache.org~1kamelet.type").asText();
    JsonNode annotations = kamelet.at("/metadata/annotations");
    assertThat(file).isEqualTo(name + SUFFIX);
    assertThat(type).isIn("source", "sink", "action");
    assertThat(name).endsWith("-" + type);
    assertThat(kamelet.path("kind").asText()).isEqualTo("Kamelet");
    assertThat(annotations.path("camel.apache.org/kamelet.icon").asText()).startsWith("data:image/svg+xml;base64,");
    assertThat(annotations.path("camel.apache.org/catalog.version").asText()).isEqualTo(Build.version());
    assertThat(annotations.path("camel.apache.org/kamelet.support.level").asText()).isIn("Stable", "Preview");
    for (String shown : List.of("provider", "kamelet.group", "kamelet.namespace")) {
      assertThat(annotations.path("camel.apache.org/" + shown).asText()).as(shown).isNotBlank();
    }
    JsonNode definition = kamelet.at("/spec/definition");
    assertThat(definition.path("title").asText()).endsWith(" " + type.substring(0, 1).toUpperCase() + type.substring(1));
    assertThat(definition.path("description").asText()).isNotBlank();
    assertThat(definition.path("type").asText()).isEqualTo("object");
  }

  @ParameterizedTest
  @MethodSource("kamelets")
  void describeEveryParameter(String file) throws IOException {
    JsonNode definition = read(file).at("/spec/definition");
    JsonNode properties = definition.path("properties");
    List<String> required = new ArrayList<>();
    definition.path("required").forEach(name -> required.add(name.asText()));
    assertThat(required).doesNotHaveDuplicates().isSubsetOf(names(properties));
    properties.properties().forEach(property -> {
      JsonNode parameter = property.getValue();
      String title = parameter.path("title").asText();
      String descriptors = parameter.path("x-descriptors").toString();
      assertThat(parameter.path("type").asText()).as(property.getKey()).isIn("string", "integer", "boolean");
      assertThat(parameter.path("description").asText()).as(property.getKey()).isNotBlank();
      assertThat(title).as(property.getKey()).isNotBlank().doesNotStartWith("The ").doesNotStartWith("A ").doesNotStartWith("An ");
      assertThat(Stream.of(title.split(" ")).filter(word -> !SMALL_WORDS.contains(word.toLowerCase())))
          .as(property.getKey()).allMatch(word -> Character.isUpperCase(word.charAt(0)));
      assertThat(property.getKey().matches("(?i).*(key|token|password|proxy).*")).as("%s is a secret", property.getKey())
          .isEqualTo("password".equals(parameter.path("format").asText())).isEqualTo(descriptors.contains(CREDENTIALS));
      JsonNode preset = parameter.path("default");
      if (!preset.isMissingNode()) {
        assertThat(required).as("a required parameter has no default").doesNotContain(property.getKey());
        assertThat(Map.of("string", preset.isTextual(), "integer", preset.isIntegralNumber(), "boolean", preset.isBoolean())
            .get(parameter.path("type").asText())).as("default of %s", property.getKey()).isTrue();
        assertThat(parameter.path("enum").isMissingNode() || parameter.path("enum").toString().contains(preset.toString()))
            .as("default of %s is one of its values", property.getKey()).isTrue();
      }
    });
  }

  @ParameterizedTest
  @MethodSource("kamelets")
  void useEveryParameterAndNoOther(String file) throws IOException {
    JsonNode kamelet = read(file);
    JsonNode template = kamelet.at("/spec/template");
    Set<String> declared = new TreeSet<>(names(kamelet.at("/spec/definition/properties")));
    template.path("beans").forEach(bean -> declared.add(bean.path("name").asText()));
    Set<String> used = new TreeSet<>();
    texts(template).forEach(text -> PARAMETER.matcher(text).results().forEach(found -> used.add(found.group(1))));
    assertThat(used).isEqualTo(declared);
  }

  @ParameterizedTest
  @MethodSource("kamelets")
  void nameWhatTheyNeed(String file) throws IOException {
    JsonNode kamelet = read(file);
    Set<String> given = new HashSet<>();
    kamelet.at("/spec/dependencies").forEach(dependency -> given.add(dependency.asText()));
    Set<String> needed = new TreeSet<>(Set.of("mvn:io.github.camelcti:crowdsec-connector:" + Build.version(), "camel:core"));
    kamelet.at("/spec/template").findValuesAsText("uri").forEach(uri -> needed.add("camel:" + uri.split(":")[0]));
    if (!kamelet.at("/spec/template").findValues("bean").isEmpty()) {
      needed.add("camel:bean");
    }
    assertThat(given).isEqualTo(needed);
  }

  @ParameterizedTest
  @MethodSource("kamelets")
  void haveTheirStepsWhereDesignersLookForThem(String file) throws IOException {
    JsonNode kamelet = read(file);
    assertThat(names(kamelet.at("/spec/template"))).isEqualTo(Set.of("beans", "from"));
    assertThat(kamelet.at("/spec/template/from/steps")).isNotEmpty();
    kamelet.at("/spec/dataTypes").forEach(slot ->
        assertThat(slot.at("/types/" + slot.path("default").asText() + "/mediaType").asText()).isNotBlank());
    String type = kamelet.at("/metadata/labels/camel.apache.org~1kamelet.type").asText();
    assertThat(names(kamelet.at("/spec/dataTypes"))).isEqualTo(
        Map.of("source", Set.of("out"), "sink", Set.of("in"), "action", Set.of("in", "out")).get(type));
  }

  @Test
  void areDifferent() throws IOException {
    List<String> told = new ArrayList<>();
    for (String file : kamelets().toList()) {
      told.add(read(file).at("/spec/definition/title").asText());
      told.add(read(file).at("/spec/definition/description").asText());
    }
    assertThat(told).isNotEmpty().doesNotHaveDuplicates();
  }

  private static JsonNode read(String file) throws IOException {
    Object yaml = new Load(LoadSettings.builder().setLabel(file).build()).loadFromString(Files.readString(FOLDER.resolve(file)));
    return new ObjectMapper().valueToTree(yaml);
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static List<String> texts(JsonNode node) {
    if (node.isTextual()) {
      return List.of(node.asText());
    }
    List<String> texts = new ArrayList<>();
    node.forEach(child -> texts.addAll(texts(child)));
    return texts;
  }
}
