package io.github.camelcti.crowdsec.reload.options;

import io.github.camelcti.crowdsec.config.Spelling;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says what Camel's messages leave out: what was meant, or what to do. */
public final class CamelMessages {

  /** {@code group(1)}: the word of the route file that the message is about. */
  private static final Pattern UNKNOWN_FIELD = Pattern.compile("Unsupported field: (\\S+)");
  private static final Pattern UNKNOWN_STEP = Pattern.compile("Unknown node id: (\\S+)");
  private static final Pattern UNKNOWN_METHOD =
      Pattern.compile("[Mm]ethod with name: (\\S+) not found on (?:bean: .* of type|class): ([\\w.$]+)");
  private static final Pattern UNKNOWN_OPTION =
      Pattern.compile("resolve endpoint: ([\\w+.-]+):.*Unknown parameters=\\[\\{([^=]+)=.*");
  private static final Pattern NO_NUMBER = Pattern.compile("For input string: \"(.*)\"");
  private static final Pattern NO_LANGUAGE = Pattern.compile("No language could be found for: (\\S+)");
  private static final Pattern NO_PROPERTY = Pattern.compile("Error binding property \\((\\S+?)=.*\\) with name: ");
  /** What Camel's YAML says to {@code delay: 5}. */
  public static final String NO_TEXT = "UnsupportedOperationException";

  private static final Set<String> OF_BEAN = Set.of("name", "type", "properties", "constructors", "factoryBean",
      "factoryMethod", "initMethod", "destroyMethod", "builderClass", "builderMethod", "script", "scriptLanguage");

  private CamelMessages() {}

  /**
   * @param message Camel's own words
   * @param around the key around the word that the message is about, such as {@code log}; empty if unknown
   * @return the same or better ones
   */
  public static String explain(String message, String around) {
    Matcher field = UNKNOWN_FIELD.matcher(message);
    if (field.find()) {
      return "Unsupported field: " + field.group(1) + (field.group(1).equals("steps") && around.equals("route")
          ? "; they belong below from" : meant(field.group(1), fields(around)));
    }
    Matcher step = UNKNOWN_STEP.matcher(message);
    if (step.find()) {
      return "Unknown node id: " + step.group(1) + meant(step.group(1), CamelOptions.steps());
    }
    Matcher method = UNKNOWN_METHOD.matcher(message);
    if (method.find()) {
      return "Method with name: " + method.group(1) + " not found on " + method.group(2)
          + meant(method.group(1), methods(method.group(2)));
    }
    Matcher option = UNKNOWN_OPTION.matcher(message);
    if (option.find()) {
      return EndpointOptions.unknown(option.group(2), option.group(1));
    }
    Matcher number = NO_NUMBER.matcher(message);
    if (number.find()) {
      return "'" + number.group(1) + "' is not a number";
    }
    if (message.equals(NO_TEXT)) {
      return around + " can't be a text; write its parts below it";
    }
    Matcher property = NO_PROPERTY.matcher(message);
    return property.find() ? "the property " + property.group(1) + " does not exist, or can't have this value" : message;
  }

  /** The word of the route file that a message is about, null when it names none. */
  public static @Nullable String about(String message) {
    return Stream.of(UNKNOWN_FIELD, UNKNOWN_STEP, UNKNOWN_METHOD, NO_NUMBER, NO_LANGUAGE, NO_PROPERTY)
        .map(pattern -> pattern.matcher(message)).filter(Matcher::find).map(found -> found.group(1)).findFirst()
        .or(() -> Optional.of(UNKNOWN_OPTION.matcher(message)).filter(Matcher::find).map(found -> found.group(2)))
        .orElse(null);
  }

  /** The message of a failure that names a line of {@code application.properties}, if one does. */
  public static Optional<String> ofProperty(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (NO_PROPERTY.matcher(message).find()) {
        return Optional.of(message);
      }
    }
    return Optional.empty();
  }

  private static Set<String> fields(String around) {
    if (around.equals("beans")) {
      return OF_BEAN;
    }
    Set<String> fields = new HashSet<>(CamelOptions.ofStep(around).map(CamelOptions::names).orElse(Set.of()));
    fields.addAll(Set.of("steps", "expression", "uri", "parameters", "simple", "constant"));
    return fields;
  }

  private static Set<String> methods(String type) {
    try {
      return Stream.of(Class.forName(type, false, Thread.currentThread().getContextClassLoader()).getMethods())
          .filter(method -> method.getDeclaringClass() != Object.class).map(Method::getName)
          .collect(Collectors.toCollection(LinkedHashSet::new));
    } catch (ClassNotFoundException | LinkageError e) {
      return Set.of();
    }
  }

  /** The end of a sentence about an unknown name. */
  static String meant(String name, Collection<String> known) {
    return Spelling.nearest(name, known, false).filter(nearest -> !nearest.equals(name)).map(nearest -> "; did you mean " + nearest + "?").orElse("");
  }
}
