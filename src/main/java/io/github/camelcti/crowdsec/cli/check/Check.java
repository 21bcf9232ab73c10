package io.github.camelcti.crowdsec.cli.check;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * One line of {@code check}.
 *
 * @param name what was looked at, for example {@code broker}
 * @param state how it stands
 * @param said what was found, a phrase
 * @param fix what to do; null when there is nothing to do
 * @param lasting whether it stays wrong until somebody changes a setting or a right
 */
public record Check(String name, State state, String said, String fix, @JsonIgnore boolean lasting) {

  /** How something stands; spelt as it is printed. */
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

  /** Something that is not there right now. */
  public static Check away(String name, String said, String fix) {
    return new Check(name, State.problem, said, fix, false);
  }

  /** Something that stays wrong until somebody changes a setting or a right. */
  public static Check wrong(String name, String said, String fix) {
    return new Check(name, State.problem, said, fix, true);
  }
}
