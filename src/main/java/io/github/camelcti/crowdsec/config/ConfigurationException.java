package io.github.camelcti.crowdsec.config;

import io.github.camelcti.crowdsec.config.source.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** The settings cannot be used. Carries every problem, so that an operator can fix them all at once. */
public final class ConfigurationException extends RuntimeException {

  /** Exit code of a process that stops because of its settings; a crash exits with 1. */
  public static final int EXIT_CODE = 2;

  private final transient List<Problem> problems;
  private final transient List<String> warnings;

  ConfigurationException(List<Problem> problems, List<String> warnings) {
    super(message(problems));
    this.problems = List.copyOf(problems);
    this.warnings = List.copyOf(warnings);
  }

  /** All problems, at least one, in the order of the catalogue. */
  public List<Problem> problems() {
    return problems;
  }

  /** Warnings found along with the problems; a misspelt name often explains a missing value. */
  public List<String> warnings() {
    return warnings;
  }

  private static String message(List<Problem> problems) {
    String count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
    return problems.stream()
        .map(problem -> "- " + problem)
        .collect(Collectors.joining("\n", count + " in the settings:\n", ""));
  }
}
