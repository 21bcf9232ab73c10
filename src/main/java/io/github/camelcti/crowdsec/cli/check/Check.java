package io.github.camelcti.crowdsec.cli;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * One line of {@code check}.
 *
 * @param name what was looked at, for example {@code broker}
 * @param state how it stands
 * @param said what was found, a phrase
 * @param fix what to do; null when there is nothing to do
 * @param code what the line makes of the exit code
 */
record Check(String name, State state, String said, String fix, @JsonIgnore int code) {

  /** How something stands; spelt as it is printed. */
  enum State {
    ok,
    problem,
    skipped
  }

  static Check ok(String name, String said) {
    return new Check(name, State.ok, said, null, ExitCode.OK);
  }

  static Check skipped(String name, String said) {
    return new Check(name, State.skipped, said, null, ExitCode.OK);
  }

  /** Something that is not there right now. */
  static Check away(String name, String said, String fix) {
    return new Check(name, State.problem, said, fix, ExitCode.FAILED);
  }

  /** Something that stays wrong until somebody changes a setting or a right. */
  static Check wrong(String name, String said, String fix) {
    return new Check(name, State.problem, said, fix, ExitCode.CONFIGURATION);
  }
}
