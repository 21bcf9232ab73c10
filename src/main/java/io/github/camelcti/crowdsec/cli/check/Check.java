package io.github.camelcti.crowdsec.cli.check;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.jspecify.annotations.Nullable;

/**
 * One line of {@code check}.
 *
 * @param name what was checked, for example {@code broker}
 * @param state its state
 * @param said what was found, a phrase
 * @param fix what to do; null if there is nothing to do
 * @param lasting whether it stays wrong until a setting or a right is changed
 */
public record Check(String name, State state, String said, @Nullable String fix, @JsonIgnore boolean lasting) {

  /** The states, spelt as they are printed. */
  public enum State {
    ok,
    problem,
    skipped
  }

  public static Check ok(String name, String said) {
    return new Check(name, State.ok, said, null, false);
  }

  public static Check skipped(String name, String said) {
    return new Check(name, State.skipped, said, null, false);
  }

  /** Something that can't be reached at the moment. */
  public static Check away(String name, String said, String fix) {
    return new Check(name, State.problem, said, fix, false);
  }

  /** Something that stays wrong until a setting or a right is changed. */
  public static Check wrong(String name, String said, String fix) {
    return new Check(name, State.problem, said, fix, true);
  }
}
