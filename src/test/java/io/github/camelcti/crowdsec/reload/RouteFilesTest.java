package io.github.camelcti.crowdsec.reload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.github.camelcti.crowdsec.config.Setting;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.opencti.graphql.Document;
import io.github.camelcti.crowdsec.route.Beans;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The rules that the files of {@code routes/} keep, whoever edits them. */
class RouteFilesTest {

  private static final Path ROUTES = Path.of("routes");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^}:]+)(:[^}]*)?}}");
  private static final Set<String> NAMED_ELSEWHERE =
      Set.of("config", "metrics", "callGate", "intake", "listenerContainers");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static JsonSchema schema;

  @BeforeAll
  static void readCamelsSchema() throws IOException {
    try (InputStream in = RouteFilesTest.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
      schema = JsonSchemaFactory.getInstance(VersionFlag.V4).getSchema(in);
    }
  }

  static Stream<Path> files() throws IOException {
    return Files.list(ROUTES).filter(file -> file.toString().endsWith(".camel.yaml")).sorted();
  }

  @ParameterizedTest
  @MethodSource("files")
  void isValidByCamelsOwnSchema(Path file) throws IOException {
    assertThat(schema.validate(read(file))).as(file.toString()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("files")
  void staysShortEnoughToTakeInAtAGlance(Path file) throws IOException {
    assertThat(Files.readAllLines(file)).as(file.toString()).hasSizeLessThanOrEqualTo(150);
  }

  @Test
  void everyRouteSaysWhatComesInAndWhatGoesOut() throws IOException {
    for (JsonNode route : all("route")) {
      String id = route.path("id").asText();
      assertThat(id).as("id of a route").matches("[a-z]+(-[a-z]+)+");
      assertThat(route.path("description").asText()).as("description of " + id).contains("In:", "Out:");
    }
    for (JsonNode configuration : all("routeConfiguration")) {
      assertThat(configuration.path("description").asText()).as(configuration.path("id").asText()).isNotBlank();
    }
  }

  @Test
  void everyIdBeginsWithThatOfItsRouteAndStandsOnce() throws IOException {
    // Given
    List<String> ids = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    // When
    for (JsonNode route : all("route")) {
      collect(route.path("from"), route.path("id").asText(), ids, wrong);
      ids.add(route.path("id").asText());
    }
    // Then
    assertThat(wrong).as("ids that don't begin with their route's").isEmpty();
    assertThat(ids).doesNotHaveDuplicates();
  }

  @Test
  void everyBeanThatARouteNamesIsThereAndEveryOtherHasANeed() throws IOException {
    // Given
    Set<String> declared = new TreeSet<>(Beans.names());
    for (JsonNode beans : all("beans")) {
      beans.forEach(bean -> declared.add(bean.path("name").asText()));
    }
    // When
    Set<String> named = new TreeSet<>(NAMED_ELSEWHERE);
    for (Path file : files().toList()) {
      Matcher reference = Pattern.compile("#bean:([A-Za-z]+)|ref: ([A-Za-z]+)|[A-Za-z]+Ref: ([A-Za-z]+)"
          + "|executorService: ([A-Za-z]+)|executor: ([a-z][A-Za-z]+)$|bean:([A-Za-z]+)\\?", Pattern.MULTILINE).matcher(Files.readString(file));
      while (reference.find()) {
        for (int group = 1; group <= reference.groupCount(); group++) {
          if (reference.group(group) != null) {
            named.add(reference.group(group));
          }
        }
      }
    }
    // Then
    assertThat(named).isSubsetOf(declared);
    assertThat(declared).isSubsetOf(named);
  }

  @Test
  void everyVariableThatABeanReadsIsSetSomewhere() throws IOException {
    // Given
    Set<String> read = new TreeSet<>();
    Set<String> set = new TreeSet<>();
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java/io/github/camelcti/crowdsec/route"))) {
      for (Path source : sources.filter(it -> it.toString().endsWith(".java")).toList()) {
        String text = Files.readString(source);
        Pattern.compile("@Variable\\(\"(\\w+)\"\\)").matcher(text).results().forEach(it -> read.add(it.group(1)));
        Pattern.compile("setVariable\\(\"(\\w+)\"|static final String \\w+ = \"(\\w+)\"").matcher(text).results()
            .forEach(it -> set.add(it.group(1) == null ? it.group(2) : it.group(1)));
      }
    }
    // When
    for (Path file : files().toList()) {
      Pattern.compile("- setVariable:\\s+name: (\\w+)").matcher(Files.readString(file)).results().forEach(it -> set.add(it.group(1)));
    }
    // Then
    assertThat(read).contains("job", "enrichment", "result").isSubsetOf(set);
  }

  @Test
  void thePageOnRoutesListsEveryBean() throws IOException {
    // Given
    Set<String> names = new TreeSet<>(Beans.names());
    for (JsonNode beans : all("beans")) {
      beans.forEach(bean -> names.add(bean.path("name").asText()));
    }
    // When
    String page = Files.readString(Path.of("docs/routes.md"));
    String section = page.substring(page.indexOf("| bean | what it does |"), page.indexOf("A bean of the same name"));
    Set<String> listed = new TreeSet<>();
    section.lines().filter(line -> line.startsWith("|")).forEach(line -> Pattern.compile("`([A-Za-z]+)`").matcher(line.split("[|]")[1]).results()
        .forEach(name -> listed.add(name.group(1))));
    // Then
    assertThat(listed).isEqualTo(names);
  }

  @Test
  void everyPlaceholderIsADeclaredSettingOrALineOfApplicationProperties() throws IOException {
    // Given
    Set<String> known = Settings.all().stream().filter(setting -> !setting.isSecret())
        .map(Setting::camelName).collect(Collectors.toCollection(HashSet::new));
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(Path.of("application.properties"))) {
      properties.load(in);
    }
    known.addAll(properties.stringPropertyNames());
    // When
    Set<String> used = new TreeSet<>();
    for (Path file : files().toList()) {
      Matcher placeholder = PLACEHOLDER.matcher(Files.readString(file));
      while (placeholder.find()) {
        used.add(placeholder.group(1));
      }
    }
    // Then
    assertThat(used).isSubsetOf(known);
  }

  @Test
  void noConstructThatEditorsBreakStandsAtTheTop() throws IOException {
    for (Path file : files().toList()) {
      for (JsonNode entry : read(file)) {
        assertThat(entry.fieldNames().next()).as(file.toString()).isIn("beans", "route", "routeConfiguration");
      }
      assertThat(Files.readString(file)).as(file.toString()).doesNotContain("onFallback");
    }
  }

  @Test
  void everyDocumentThatAnOperationNamesIsThereAndNoOther() throws IOException {
    // Given
    Set<String> named = new TreeSet<>();
    for (Path source : List.of(Path.of("route/opencti/Operations.java"), Path.of("opencti/result/Pushes.java"), Path.of("opencti/result/DirectWrites.java"),
        Path.of("cli/check/PlatformCheck.java"), Path.of("cli/backfill/Backfill.java"))) {
      Matcher name = Pattern.compile("\"((?:about|register|ping|read|mark|push|close|announce|answer|find|ask|open-import|work-alive)(?:-[a-z]+)*)\"")
          .matcher(Files.readString(Path.of("src/main/java/io/github/camelcti/crowdsec").resolve(source)));
      while (name.find()) {
        named.add(name.group(1));
      }
    }
    // When
    Set<String> there;
    try (Stream<Path> list = Files.list(ROUTES.resolve("graphql"))) {
      there = list.map(file -> Document.of(file.getFileName().toString(), "").name())
          .filter(name -> !name.startsWith("write-"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
    // Then
    assertThat(named).containsExactlyElementsOf(there);
  }

  private static void collect(JsonNode node, String route, List<String> ids, List<String> wrong) {
    if (node.has("id")) {
      ids.add(node.path("id").asText());
      if (!node.path("id").asText().startsWith(route + "-")) {
        wrong.add(route + ": " + node.path("id").asText());
      }
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      JsonNode value = field.getValue();
      if (value.isObject()) {
        collect(value, route, ids, wrong);
      }
      value.elements().forEachRemaining(child -> {
        if (value.isArray()) {
          collect(child, route, ids, wrong);
        }
      });
    }
  }

  private static List<JsonNode> all(String construct) throws IOException {
    List<JsonNode> found = new ArrayList<>();
    for (Path file : files().toList()) {
      for (JsonNode entry : read(file)) {
        if (entry.has(construct)) {
          found.add(entry.get(construct));
        }
      }
    }
    assertThat(found).as("constructs of kind " + construct).isNotEmpty();
    return found;
  }

  private static JsonNode read(Path file) throws IOException {
    Object content = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
    return JSON.valueToTree(content);
  }
}
