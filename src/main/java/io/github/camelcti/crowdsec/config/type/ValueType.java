package io.github.camelcti.crowdsec.config.type;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;

/**
 * How the text of a setting becomes a value and back.
 *
 * @param <T> type of the value
 */
public abstract class ValueType<T> {

  /**
   * Reads a value.
   *
   * @param text trimmed text, never null or empty
   * @param warning takes a remark on a text that is accepted but should be changed, never null
   * @return the value, never null
   * @throws InvalidValueException when the text is not acceptable
   */
  public abstract T parse(String text, Consumer<String> warning);

  /**
   * What is accepted, to be read after "Set NAME to", for example {@code true or false}.
   *
   * @return description without a full stop, never null
   */
  public abstract String accepted();

  /**
   * The same for a table that stands below an explanation of booleans, durations and lists.
   *
   * @return description without a full stop, never null
   */
  public String acceptedInBrief() {
    return accepted();
  }

  /**
   * Adds what a JSON schema says about the value: its type and limits.
   *
   * @param schema the property's schema, changed in place
   */
  public abstract void describe(ObjectNode schema);

  /**
   * The one text that stands for a value, as Camel's properties carry it (durations in milliseconds).
   *
   * @param value never null
   * @return text, never null
   */
  public String canonical(T value) {
    return value.toString();
  }

  /**
   * A value as a person would write it in a file of settings.
   *
   * @param value never null
   * @return text that {@link #parse} reads back to an equal value, never null
   */
  public String written(T value) {
    return canonical(value);
  }

  /** Whether a list in {@code config.yml} is taken for one value, its items joined by commas. */
  public boolean takesList() {
    return false;
  }

  /** Whether values are kept out of messages, documents and Camel's properties. */
  public boolean secret() {
    return false;
  }

  /** Whether people make the value up, so that it may read like the placeholder of a sample and be real all the same. */
  public boolean chosenFreely() {
    return false;
  }

  /** Whether {@code config.yml} needs quotes around a value ({@code #} starts a comment there). */
  public boolean quotedInYaml() {
    return true;
  }
}
