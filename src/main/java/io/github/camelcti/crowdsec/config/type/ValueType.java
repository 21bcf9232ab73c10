package io.github.camelcti.crowdsec.config.type;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How the text of a setting becomes a value and back. Most types are made in {@link ValueTypes}. */
public final class ValueType<T> {

  private final String accepted;
  private final BiFunction<String, Consumer<String>, T> parser;
  private final Consumer<ObjectNode> schema;
  private @Nullable String acceptedInBrief;
  private Function<T, String> canonical = Object::toString;
  private @Nullable Function<T, String> written;
  private final Set<Trait> traits = EnumSet.noneOf(Trait.class);

  /** What is special about the values of some types. */
  public enum Trait {
    /** They are kept out of messages, documents and Camel's properties. */
    SECRET,
    /** A list in {@code config.yml} counts as one value, its items joined by commas. */
    LIST,
    /** People make the value up, so it may look like the placeholder from a sample and still be real. */
    CHOSEN_FREELY,
    /** {@code config.yml} needs no quotes around a value ({@code #} starts a comment there). */
    BARE_IN_YAML
  }

  private ValueType(String accepted, BiFunction<String, Consumer<String>, T> parser, Consumer<ObjectNode> schema) {
    this.accepted = accepted;
    this.parser = parser;
    this.schema = schema;
  }

  /**
   * A type of values that may be shown.
   *
   * @param accepted what is accepted, to follow "Set NAME to", without a full stop
   * @param parser reads a value; receives warnings about a text that is accepted but should be changed
   * @param schema adds what a JSON schema says about the value: its type and limits
   */
  static <T> ValueType<T> of(String accepted, BiFunction<String, Consumer<String>, T> parser, Consumer<ObjectNode> schema) {
    return new ValueType<>(accepted, parser, schema);
  }

  /** The same without warnings. */
  static <T> ValueType<T> of(String accepted, Function<String, T> parser, Consumer<ObjectNode> schema) {
    return of(accepted, (text, warning) -> parser.apply(text), schema);
  }

  /**
   * A type of values that are or may contain a secret: they are kept out of messages, documents and Camel's properties.
   */
  static <T> ValueType<T> secret(String accepted, BiFunction<String, Consumer<String>, T> parser) {
    return of(accepted, parser, schema -> schema.put("type", "string").put("format", "password").put("writeOnly", true))
        .with(Trait.SECRET);
  }

  /** What is accepted, for a table below an explanation of booleans, durations and lists. */
  ValueType<T> inBrief(String text) {
    acceptedInBrief = text;
    return this;
  }

  /** How Camel's properties represent a value, if that is not its own text. */
  ValueType<T> canonical(Function<T, String> text) {
    canonical = text;
    return this;
  }

  /** How a person would write a value in a settings file, if that is different. */
  ValueType<T> written(Function<T, String> text) {
    written = text;
    return this;
  }

  /** Adds what is special about the values. */
  ValueType<T> with(Trait trait) {
    traits.add(trait);
    return this;
  }

  /**
   * Reads a value.
   *
   * @param text trimmed text, never empty
   * @param warning receives a warning about a text that is accepted but should be changed
   * @throws InvalidValueException if the text is not accepted
   */
  public T parse(String text, Consumer<String> warning) {
    return parser.apply(text, warning);
  }

  /** What is accepted, to follow "Set NAME to", for example {@code true or false}; without a full stop. */
  public String accepted() {
    return accepted;
  }

  /** The same for a table below an explanation of booleans, durations and lists. */
  public String acceptedInBrief() {
    return acceptedInBrief == null ? accepted : acceptedInBrief;
  }

  /** Adds what a JSON schema says about the value: its type and limits. */
  public void describe(ObjectNode node) {
    schema.accept(node);
  }

  /** The one text for a value in Camel's properties (durations in milliseconds). */
  public String canonical(@Nullable T value) {
    return canonical.apply(value);
  }

  /** A value as a person would write it in a settings file; {@link #parse} reads it back as an equal value. */
  public String written(@Nullable T value) {
    return written == null ? canonical(value) : written.apply(value);
  }

  public boolean is(Trait trait) {
    return traits.contains(trait);
  }
}
