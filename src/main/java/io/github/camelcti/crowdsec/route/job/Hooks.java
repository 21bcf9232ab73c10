package io.github.camelcti.crowdsec.route.job;

import java.util.List;

/** The names of {@code direct:} endpoints at which an engineer's own routes meet ours. */
public final class Hooks {

  /** Where a route can forbid a look-up. */
  static final String VETO = "before-look-up";

  /** Where our flow calls own routes, in the order in which a job comes by. */
  public static final List<String> NAMES = List.of(VETO, "after-answer", "before-bundle", "after-work");

  /** What own routes may call to end a job with a reason of their own. */
  public static final String SKIP = "skip-job";

  private Hooks() {}

  /**
   * Whether our flow calls a route that starts there.
   *
   * @param directName what follows {@code direct:}; a hook's name, or one with a suffix such as {@code before-bundle-tags},
   *     so that several routes can be at one hook
   */
  public static boolean isHook(String directName) {
    return NAMES.stream().anyMatch(hook -> isAt(hook, directName));
  }

  /** Whether a route that starts there is at this hook. */
  static boolean isAt(String hook, String directName) {
    return directName.equals(hook) || directName.startsWith(hook + "-") && directName.length() > hook.length() + 1;
  }
}
