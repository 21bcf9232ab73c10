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
   * @param text trimmed text, never empty
   * @param warning takes a remark on a text that is accepted but should be changed
   * @throws InvalidValueException when the text is not acceptable
   */
  public abstract T parse(String text, Consumer<String> warning);

  /** What is accepted, to be read after "Set NAME to", for example {@code true or false}; without a full stop. */
  public abstract String accepted();

  /** The same for a table that stands below an explanation of booleans, durations and lists. */
  public String acceptedInBrief() {
    return accepted();
  }

  /** Adds what a JSON schema says about the value: its type and limits. */
  public abstract void describe(ObjectNode schema);

  /** The one text that stands for a value, as Camel's properties carry it (durations in milliseconds). */
  public String canonical(T value) {
    return value.toString();
  }

  /** A value as a person would write it in a file of settings; {@link #parse} reads it back to an equal value. */
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
