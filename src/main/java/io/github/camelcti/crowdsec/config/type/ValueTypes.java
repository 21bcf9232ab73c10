package io.github.camelcti.crowdsec.config.type;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelcti.crowdsec.config.type.ValueType.Trait;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The simple types of settings. */
public final class ValueTypes {

  static final Map<String, Boolean> BOOLEANS = Map.of(
      "true", true, "yes", true, "on", true, "1", true,
      "false", false, "no", false, "off", false, "0", false);
  private static final Pattern METRIC_NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
  private static final Pattern URL_PATH = Pattern.compile("/[A-Za-z0-9/._~-]*");
  private static final Pattern COLOUR = Pattern.compile("#[0-9a-fA-F]{6}");
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

  private ValueTypes() {}

  /** Any text of at least this many characters. */
  public static ValueType<String> text(int shortest) {
    return ValueType.of(
        shortest > 1 ? "a text of at least " + shortest + " characters" : "a text",
        text -> {
          if (text.length() < shortest) {
            throw new InvalidValueException("is shorter than " + shortest + " characters");
          }
          return text;
        },
        schema -> schema.put("type", "string").put("minLength", shortest));
  }

  /** The path of a URL, such as {@code /api/callback}. */
  public static ValueType<String> path() {
    return form("a path that starts with /, without ? or #", URL_PATH, "is not a path",
        schema -> schema.put("pattern", URL_PATH.pattern()));
  }

  /** What may start the name of a metric (Prometheus' data model). */
  public static ValueType<String> metricName() {
    return form("letters, digits and underscores, not starting with a digit", METRIC_NAME, "can't start a metric name",
        schema -> schema.put("pattern", METRIC_NAME.pattern()));
  }

  /** A UUID of any version, in lower case. */
  public static ValueType<String> uuid() {
    return form("a UUID that no other connector on the platform has, for example from the command uuidgen", UUID,
        "is not a UUID", schema -> schema.put("format", "uuid"));
  }

  /** A label colour, {@code #rrggbb}, kept as written. */
  public static ValueType<String> colour() {
    return form("a colour as #rrggbb (six hexadecimal digits), in quotes in config.yml", COLOUR,
        "is not a colour", schema -> schema.put("pattern", "^" + COLOUR.pattern() + "$"));
  }

  private static ValueType<String> form(String accepted, Pattern form, String otherwise, Consumer<ObjectNode> schema) {
    return ValueType.of(
        accepted,
        text -> {
          if (!form.matcher(text).matches()) {
            throw new InvalidValueException(otherwise);
          }
          return form == UUID ? text.toLowerCase(Locale.ROOT) : text;
        },
        node -> schema.accept(node.put("type", "string")));
  }

  /**
   * One of some words.
   *
   * @param words accepted words, lower case, with what they mean, in the order of the documents
   * @param shown the words that documents and messages list
   */
  public static <T> ValueType<T> choice(Map<String, T> words, List<String> shown) {
    return ValueType.of(
        shown.size() == 1 ? shown.get(0) + ", the only value" : "one of " + String.join(", ", shown),
        text -> {
          T value = words.get(QuotedText.unquoted(text).toLowerCase(Locale.ROOT));
          if (value == null) {
            throw new InvalidValueException("is not an accepted value");
          }
          return value;
        },
        schema -> {
          schema.put("type", "string");
          shown.forEach(schema.putArray("enum")::add);
        });
  }

  /**
   * A list of some words, separated by commas; items are trimmed, empty and duplicate ones left out.
   *
   * @param words accepted items, in the spelling to use whatever the case of the text
   * @param meaning what an empty list means in the documents, null when a list needs an item
   */
  public static ValueType<List<String>> list(List<String> words, @Nullable String meaning) {
    String some = "one or more of " + String.join(", ", words) + ", separated by commas";
    String word = "(" + String.join("|", words) + ")";
    String list = word + "( *, *" + word + ")*";
    return ValueType.<List<String>>of(
        meaning == null ? some : some + " (" + meaning + ")",
        text -> {
          List<String> items = QuotedText.items(text);
          List<String> wrong = items.stream().filter(item -> known(words, item) == null).toList();
          if (!wrong.isEmpty()) {
            throw new InvalidValueException("has unknown items: " + String.join(", ", wrong));
          }
          if (items.isEmpty() && meaning == null) {
            throw new InvalidValueException("has no items");
          }
          return items.stream().map(item -> known(words, item)).distinct().toList();
        },
        // A text, not an array, because the platform passes every value as an environment variable.
        schema -> schema.put("type", "string").put("pattern", "^" + (meaning == null ? list : "(" + list + ")?") + "$"))
        .inBrief("list of " + String.join(", ", words))
        .canonical(items -> String.join(",", items)).with(Trait.LIST);
  }

  private static @Nullable String known(List<String> words, String item) {
    return words.stream().filter(word -> word.equalsIgnoreCase(item)).findFirst().orElse(null);
  }

  /**
   * A list of any words, separated by commas; items are trimmed, empty and duplicate ones left out.
   *
   * @param meaning what an empty list means in the documents
   */
  public static ValueType<List<String>> texts(String meaning) {
    return ValueType.of("a list of words, separated by commas (" + meaning + ")",
        text -> QuotedText.items(text).stream().distinct().toList(),
        schema -> schema.put("type", "string"))
        .canonical(items -> String.join(",", items)).with(Trait.LIST);
  }

  /**
   * {@code true} or {@code false} in any usual spelling: more than Python accepts, but unlike there, no other text
   * counts as true.
   */
  public static ValueType<Boolean> bool() {
    return ValueType.of(
        "true or false (also yes, no, on, off, 1, 0)",
        text -> {
          Boolean value = BOOLEANS.get(text.toLowerCase(Locale.ROOT));
          if (value == null) {
            throw new InvalidValueException("is neither true nor false");
          }
          return value;
        },
        schema -> schema.put("type", "boolean"))
        .inBrief("true or false").with(Trait.BARE_IN_YAML);
  }

  /** A whole number within limits, both included. */
  public static ValueType<Integer> number(int lowest, int highest) {
    return ValueType.of(
        "a whole number from " + lowest + " to " + highest,
        text -> {
          if (!text.matches("[+-]?[0-9]+")) {
            throw new InvalidValueException("is not a whole number", numberFix(text, lowest, highest));
          }
          BigInteger value = new BigInteger(text);
          boolean low = value.compareTo(BigInteger.valueOf(lowest)) < 0;
          if (low || value.compareTo(BigInteger.valueOf(highest)) > 0) {
            throw new InvalidValueException("is not between " + lowest + " and " + highest);
          }
          return value.intValue();
        },
        schema -> schema.put("type", "integer").put("minimum", lowest).put("maximum", highest))
        .with(Trait.BARE_IN_YAML);
  }

  /** Kubernetes sets NAME_PORT=tcp://... in every container beside a service called NAME. */
  private static @Nullable String numberFix(String text, int lowest, int highest) {
    return text.startsWith("tcp://")
        ? "Kubernetes sets this variable for a service of that name: set enableServiceLinks: false in the "
            + "pod, or give a whole number from " + lowest + " to " + highest + "."
        : null;
  }

  /** A secret sent in HTTP headers: no spaces, no control characters. */
  public static ValueType<Secret> token() {
    return secret("the secret, on one line, without spaces", true);
  }

  /** A password: any text on one line. */
  public static ValueType<Secret> password() {
    return secret("the secret, on one line", false).with(Trait.CHOSEN_FREELY);
  }

  private static ValueType<Secret> secret(String accepted, boolean strict) {
    return ValueType.secret(accepted, (text, warning) -> {
      if (text.chars().anyMatch(Character::isISOControl)) {
        throw new InvalidValueException("contains a line break or another control character");
      }
      if (strict && !text.chars().allMatch(c -> c > ' ' && c < 127)) {
        throw new InvalidValueException("contains a space or a non-ASCII character");
      }
      return Secret.of(text);
    });
  }

  /** Hosts to reach without a proxy. */
  public static ValueType<NoProxy> noProxy() {
    return ValueType.of(
        "host names (each covers its subdomains), addresses and networks, separated by commas, or *",
        NoProxy::of, schema -> schema.put("type", "string"));
  }
}
