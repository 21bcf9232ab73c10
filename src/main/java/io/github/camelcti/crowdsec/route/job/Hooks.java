package io.github.camelcti.crowdsec.route.job;

import java.util.List;

/** The names of the {@code direct:} endpoints at which routes of engineers hook into the flow. */
public final class Hooks {

  /** In the order of the flow. */
  public static final List<String> NAMES = List.of("before-look-up", "after-answer", "before-bundle", "after-work");

  private Hooks() {}

  /** Whether a route that starts at {@code direct:} with this name is a hook: one of {@link #NAMES}, or one with {@code -something} after it. */
  public static boolean isHook(String directName) {
    return NAMES.stream().anyMatch(name -> directName.equals(name) || directName.startsWith(name + "-"));
  }
}
