package io.github.camelcti.crowdsec.config.type;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

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

  /** Any text of at least so many characters. */
  public static ValueType<String> text(int shortest) {
    return new TextType<>(
        shortest > 1 ? "a text of at least " + shortest + " characters" : "a text",
        text -> {
          if (text.length() < shortest) {
            throw new InvalidValueException("is shorter than " + shortest + " characters", null);
          }
          return text;
        },
        schema -> schema.put("type", "string").put("minLength", shortest));
  }

  /** The path of a URL, such as {@code /api/callback}. */
  public static ValueType<String> path() {
    return form("a path that begins with /, without ? and #", URL_PATH, "is not a path",
        schema -> schema.put("pattern", URL_PATH.pattern()));
  }

  /** What may begin the name of a metric (Prometheus' data model). */
  public static ValueType<String> metricName() {
    return form("letters, digits and underscores, no digit first", METRIC_NAME, "can't begin the name of a metric",
        schema -> schema.put("pattern", METRIC_NAME.pattern()));
  }

  /** A UUID of any version, in lower case. */
  public static ValueType<String> uuid() {
    return form("a UUID that no other connector of the platform has, for example one made by the command uuidgen", UUID,
        "is not a UUID", schema -> schema.put("format", "uuid"));
  }

  /** A colour as labels have it, {@code #rrggbb}, kept as it was written. */
  public static ValueType<String> colour() {
    return form("a colour as #rrggbb, six hexadecimal digits, with quotes around it in config.yml", COLOUR,
        "is not a colour", schema -> schema.put("pattern", "^" + COLOUR.pattern() + "$"));
  }

  private static ValueType<String> form(String accepted, Pattern form, String otherwise, Consumer<ObjectNode> schema) {
    return new TextType<>(
        accepted,
        text -> {
          if (!form.matcher(text).matches()) {
            throw new InvalidValueException(otherwise, null);
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
    return new TextType<>(
        shown.size() == 1 ? shown.get(0) + ", the only value there is" : "one of " + String.join(", ", shown),
        text -> {
          T value = words.get(QuotedText.unquoted(text).toLowerCase(Locale.ROOT));
          if (value == null) {
            throw new InvalidValueException("is not an accepted value", null);
          }
          return value;
        },
        schema -> {
          schema.put("type", "string");
          shown.forEach(schema.putArray("enum")::add);
        });
  }

  /**
   * A list of some words, separated by commas; items are trimmed, empty ones and doubles left out.
   *
   * @param words accepted items in the spelling that they are brought to, whatever their case
   * @param meaning what an empty list means in the documents, null when a list needs an item
   */
  public static ValueType<List<String>> list(List<String> words, String meaning) {
    return new ListType(words, meaning);
  }

  /**
   * A list of any words, separated by commas; items are trimmed, empty ones and doubles left out.
   *
   * @param meaning what an empty list means in the documents
   */
  public static ValueType<List<String>> texts(String meaning) {
    return new TextType<>("a list of words, separated by commas (" + meaning + ")",
        text -> QuotedText.items(text).stream().distinct().toList(),
        schema -> schema.put("type", "string")) {
      @Override
      public String canonical(List<String> value) {
        return String.join(",", value);
      }

      @Override
      public boolean takesList() {
        return true;
      }
    };
  }

  /**
   * {@code true} or {@code false} in any usual spelling: more than Python takes, and never a text that counts
   * as true.
   */
  public static ValueType<Boolean> bool() {
    return new TextType<>(
        "true or false (also yes, no, on, off, 1, 0)",
        text -> {
          Boolean value = BOOLEANS.get(text.toLowerCase(Locale.ROOT));
          if (value == null) {
            throw new InvalidValueException("is neither true nor false", null);
          }
          return value;
        },
        schema -> schema.put("type", "boolean")) {
      @Override
      public boolean quotedInYaml() {
        return false;
      }

      @Override
      public String acceptedInBrief() {
        return "true or false";
      }
    };
  }

  /** A whole number within limits, both included. */
  public static ValueType<Integer> number(int lowest, int highest) {
    return new TextType<>(
        "a whole number from " + lowest + " to " + highest,
        text -> {
          if (!text.matches("[+-]?[0-9]+")) {
            throw new InvalidValueException("is not a whole number", numberFix(text, lowest, highest));
          }
          BigInteger value = new BigInteger(text);
          boolean low = value.compareTo(BigInteger.valueOf(lowest)) < 0;
          if (low || value.compareTo(BigInteger.valueOf(highest)) > 0) {
            throw new InvalidValueException("is not between " + lowest + " and " + highest, null);
          }
          return value.intValue();
        },
        schema -> schema.put("type", "integer").put("minimum", lowest).put("maximum", highest)) {
      @Override
      public boolean quotedInYaml() {
        return false;
      }
    };
  }

  /** Kubernetes sets NAME_PORT=tcp://... in every container beside a service called NAME. */
  private static String numberFix(String text, int lowest, int highest) {
    return text.startsWith("tcp://")
        ? "Kubernetes sets this variable for a service of that name: set enableServiceLinks: false in the "
            + "pod, or give a whole number from " + lowest + " to " + highest + "."
        : null;
  }

  /** A secret of the HTTP protocol: no blanks, no control characters. */
  public static ValueType<Secret> token() {
    return new SecretType(true);
  }

  /** A password: any text on one line. */
  public static ValueType<Secret> password() {
    return new SecretType(false);
  }

  /** The address of a server, http or https, without a slash at its end. */
  public static ValueType<String> url(String example, String ending) {
    return new UrlType(example, ending);
  }

  /** A length of time within limits, both included. */
  public static ValueType<Duration> duration(Duration shortest, Duration longest) {
    return new DurationType(shortest, longest);
  }

  /** Further headers of HTTP. */
  public static ValueType<CustomHeaders> headers() {
    return new HeadersType();
  }

  /** An HTTP proxy. */
  public static ValueType<ProxyServer> proxy() {
    return new ProxyType();
  }

  /** Hosts that are reached without a proxy. */
  public static ValueType<NoProxy> noProxy() {
    return new TextType<>(
        "names of hosts (which stand for all names below them), addresses and networks, separated by commas, or *",
        NoProxy::of, schema -> schema.put("type", "string"));
  }

  /** A type that is a parsing function and a few words. */
  static class TextType<T> extends ValueType<T> {

    private final String accepted;
    private final Function<String, T> parser;
    private final Consumer<ObjectNode> schema;

    TextType(String accepted, Function<String, T> parser, Consumer<ObjectNode> schema) {
      this.accepted = accepted;
      this.parser = parser;
      this.schema = schema;
    }

    @Override
    public T parse(String text, Consumer<String> warning) {
      return parser.apply(text);
    }

    @Override
    public String accepted() {
      return accepted;
    }

    @Override
    public void describe(ObjectNode node) {
      schema.accept(node);
    }
  }

  private static final class ListType extends ValueType<List<String>> {

    private final List<String> words;
    private final String meaning;

    ListType(List<String> words, String meaning) {
      this.words = words;
      this.meaning = meaning;
    }

    @Override
    public List<String> parse(String text, Consumer<String> warning) {
      List<String> items = QuotedText.items(text);
      List<String> wrong = items.stream().filter(item -> known(item) == null).toList();
      if (!wrong.isEmpty()) {
        throw new InvalidValueException("has unknown items: " + String.join(", ", wrong), null);
      }
      if (items.isEmpty() && meaning == null) {
        throw new InvalidValueException("has no item", null);
      }
      return items.stream().map(this::known).distinct().toList();
    }

    private String known(String item) {
      return words.stream().filter(word -> word.equalsIgnoreCase(item)).findFirst().orElse(null);
    }

    @Override
    public String accepted() {
      String some = "one or more of " + String.join(", ", words) + ", separated by commas";
      return meaning == null ? some : some + " (" + meaning + ")";
    }

    @Override
    public String acceptedInBrief() {
      return "list of " + String.join(", ", words);
    }

    @Override
    public String canonical(List<String> value) {
      return String.join(",", value);
    }

    @Override
    public void describe(ObjectNode schema) {
      // A text, not an array: the platform hands every value over as an environment variable.
      String word = "(" + String.join("|", words) + ")";
      String list = word + "( *, *" + word + ")*";
      schema.put("type", "string").put("pattern", "^" + (meaning == null ? list : "(" + list + ")?") + "$");
    }

    @Override
    public boolean takesList() {
      return true;
    }
  }

  private static final class SecretType extends SecretBearingType<Secret> {

    private final boolean strict;

    SecretType(boolean strict) {
      this.strict = strict;
    }

    @Override
    public Secret parse(String text, Consumer<String> warning) {
      if (text.chars().anyMatch(Character::isISOControl)) {
        throw new InvalidValueException("has a line break or another control character in it", null);
      }
      if (strict && !text.chars().allMatch(c -> c > ' ' && c < 127)) {
        throw new InvalidValueException("has a blank or a character outside ASCII in it", null);
      }
      return Secret.of(text);
    }

    @Override
    public String accepted() {
      return strict ? "the secret, on one line, without blanks" : "the secret, on one line";
    }

    @Override
    public boolean chosenFreely() {
      return !strict;
    }
  }

  /** A type whose values are a secret, or may hold one. */
  abstract static class SecretBearingType<T> extends ValueType<T> {

    @Override
    public final void describe(ObjectNode schema) {
      schema.put("type", "string").put("format", "password").put("writeOnly", true);
    }

    @Override
    public final boolean secret() {
      return true;
    }
  }
}
