package io.github.camelcti.crowdsec.reload.options;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.camel.util.ObjectHelper;
import org.jspecify.annotations.Nullable;

/** The options of a step or of a component, as Camel's jar describes them. */
public final class CamelOptions {

  private static final String MODEL = "META-INF/org/apache/camel/model/";
  private static final List<String> MODELS =
      List.of("", "app/", "config/", "errorhandler/", "language/", "dataformat/", "loadbalancer/", "rest/");
  private static final String SERVICES = "META-INF/services/org/apache/camel/";
  private static final String SCHEMA = "schema/camelYamlDsl.json";
  private static final String STEPS = "org.apache.camel.model.ProcessorDefinition";
  /** What the component reads and its endpoints don't list. */
  static final Set<String> OF_HTTP_COMPONENT =
      Set.of("connectionRequestTimeout", "connectTimeout", "responseTimeout", "soTimeout");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, Optional<CamelOptions>> KNOWN = new ConcurrentHashMap<>();
  private static final Map<String, Boolean> THERE = new ConcurrentHashMap<>();

  private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]+");
  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+(?:[.][0-9]+)?");
  /** Camel reads what is none of these as zero, without a word. */
  private static final Pattern TIME = Pattern.compile("-?[0-9]+|P[0-9DTHMS.]+|(?:[0-9]+(?:ms|[dhms])[a-z]*)+");

  private final Map<String, Option> options = new LinkedHashMap<>();
  private final boolean lenient;
  /** Whether Camel takes a time with units for any number. */
  private final boolean endpoint;

  private record Option(String type, List<String> values, @Nullable String prefix) {}

  private CamelOptions(JsonNode description, String kind) {
    description.path("properties").properties().forEach(it -> options.put(it.getKey(), option(it.getValue())));
    if (kind.equals("http") || kind.equals("https")) {
      OF_HTTP_COMPONENT.forEach(name -> options.put(name, option(description.path("componentProperties").path(name))));
    }
    endpoint = description.has("component");
    lenient = description.at("/component/lenientProperties").asBoolean();
  }

  private static Option option(JsonNode it) {
    List<String> values = new ArrayList<>();
    it.path("enum").forEach(value -> values.add(value.asText()));
    return new Option(it.path("type").asText(), values, it.path("prefix").textValue());
  }

  /** The options of a step, or of another part of a route such as {@code redeliveryPolicy}; empty if Camel knows none. */
  public static Optional<CamelOptions> ofStep(String name) {
    return KNOWN.computeIfAbsent("step " + name, key -> MODELS.stream().map(folder -> read(MODEL + folder + name + ".json"))
        .flatMap(Optional::stream).findFirst().map(description -> new CamelOptions(description, name)));
  }

  /** The options of an endpoint, those of its path included; empty if the component is not on the class path. */
  public static Optional<CamelOptions> ofEndpoint(String scheme) {
    return KNOWN.computeIfAbsent("endpoint " + scheme, key -> {
      Properties service = new Properties();
      try (InputStream in = open(SERVICES + "component/" + scheme)) {
        if (in == null) {
          return Optional.empty();
        }
        service.load(in);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      String type = service.getProperty("class", "");
      String folder = type.substring(0, Math.max(0, type.lastIndexOf('.'))).replace('.', '/');
      return read("META-INF/" + folder + "/" + scheme + ".json").map(description -> new CamelOptions(description, scheme));
    });
  }

  /**
   * Whether Camel has a part of some name on the class path.
   *
   * @param kind {@code component}, {@code language} or {@code dataformat}
   */
  public static boolean isThere(String kind, String name) {
    return THERE.computeIfAbsent(kind + "/" + name, key -> {
      try (InputStream in = open(SERVICES + key)) {
        return in != null;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  /** The words with which a step of a route, or an entry of a file, can begin; what is not on the class path included. */
  public static Set<String> steps() {
    Set<String> names = new LinkedHashSet<>();
    JsonNode items = read(SCHEMA).orElseThrow().path("items");
    List.of(items.path("properties"), items.path("definitions").path(STEPS).path("properties"))
        .forEach(known -> known.fieldNames().forEachRemaining(names::add));
    return names;
  }

  /** The steps for which a text can't stand, as it can for {@code log}. */
  public static Set<String> stepsWithoutText() {
    JsonNode definitions = read(SCHEMA).orElseThrow().path("items").path("definitions");
    Set<String> names = new LinkedHashSet<>();
    definitions.path(STEPS).path("properties").properties().forEach(step -> {
      String definition = step.getValue().path("$ref").asText().replaceFirst(".*/", "");
      if (!definitions.path(definition).path("oneOf").path(0).path("type").asText().equals("string")) {
        names.add(step.getKey());
      }
    });
    return names;
  }

  /** All names, without those that begin with a prefix of the engineer's choice. */
  public Set<String> names() {
    return options.keySet();
  }

  /** Whether unknown options are allowed: {@code http} sends them as query parameters. */
  public boolean lenient() {
    return lenient;
  }

  /** Whether there is such an option. */
  public boolean has(String name) {
    return options.containsKey(name)
        || options.values().stream().anyMatch(option -> option.prefix() != null && name.startsWith(option.prefix()));
  }

  /**
   * What is wrong with a value.
   *
   * @param name any option
   * @param written what the route says
   * @param value the same, its placeholders resolved; may be a secret, so it is in no message
   * @return the reason and the fix; empty if it is right, or can't be judged before a message is there
   */
  public Optional<String> refuses(String name, String written, String value) {
    Option option = options.get(name);
    if (option == null || value.isBlank() || value.contains("${") || value.contains("{{") || value.startsWith("#")
        || value.startsWith("RAW(")) {
      return Optional.empty();
    }
    boolean takesUnits = endpoint && !OF_HTTP_COMPONENT.contains(name);
    return reason(option, value.strip(), takesUnits).map(reason -> name + ": '" + written + "' is " + reason);
  }

  private static Optional<String> reason(Option option, String value, boolean takesUnits) {
    return switch (option.type()) {
      case "integer" -> unless(WHOLE.matcher(value).matches() || takesUnits && TIME.matcher(value).matches(),
          "not a whole number");
      case "number" -> unless(NUMBER.matcher(value).matches(), "not a number");
      case "duration" -> unless(TIME.matcher(value).matches(), "not a time; write milliseconds (5000) or units (5s, 1m30s)");
      case "boolean" -> unless(value.matches("(?i)true|false"), "neither true nor false");
      case "enum" -> unless(option.values().isEmpty() || option.values().stream().anyMatch(it -> plain(it).equals(plain(value))),
          "none of " + String.join(", ", option.values()));
      default -> Optional.empty();
    };
  }

  private static Optional<String> unless(boolean right, String reason) {
    return right ? Optional.empty() : Optional.of(reason);
  }

  /** Camel takes {@code in-only} and {@code inOnly} for {@code InOnly}. */
  private static String plain(String value) {
    return value.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
  }

  private static Optional<JsonNode> read(String resource) {
    try (InputStream in = open(resource)) {
      return in == null ? Optional.empty() : Optional.of(JSON.readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable InputStream open(String resource) {
    return ObjectHelper.loadResourceAsStream(resource, Thread.currentThread().getContextClassLoader());
  }
}
