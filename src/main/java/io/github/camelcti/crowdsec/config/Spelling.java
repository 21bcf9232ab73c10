package io.github.camelcti.crowdsec.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** Suggests the name that an unknown one probably meant. */
public final class Spelling {

  private static final int SMALL_SLIP = 2;

  private Spelling() {}

  /**
   * The name that was probably meant.
   *
   * @param words whether an extra or missing word counts as a small typo: CROWDSEC_API_KEY for CROWDSEC_KEY
   * @return the nearest name, if it is close enough to be a typo
   */
  public static Optional<String> nearest(String name, Collection<String> known, boolean words) {
    int limit = Math.max(SMALL_SLIP, name.length() / 5);
    String lower = name.toLowerCase(Locale.ROOT);
    ToIntFunction<String> letters = other -> distance(lower, other.toLowerCase(Locale.ROOT));
    ToIntFunction<String> slip = other -> words && akin(lower, other)
        ? Math.min(SMALL_SLIP, letters.applyAsInt(other))
        : letters.applyAsInt(other);
    return known.stream()
        .min(Comparator.comparingInt(slip).thenComparingInt(letters).thenComparing(Comparator.naturalOrder()))
        .filter(other -> slip.applyAsInt(other) <= limit);
  }

  /** Whether one name contains all words of the other. */
  private static boolean akin(String name, String other) {
    List<String> one = List.of(name.split("[._-]"));
    List<String> two = List.of(other.toLowerCase(Locale.ROOT).split("[._-]"));
    return one.containsAll(two) || two.containsAll(one);
  }

  /** Number of edits from one word to the other; swapping two neighbours counts as one (optimal string alignment). */
  static int distance(String from, String to) {
    int[][] edits = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        edits[i][j] = i == 0 || j == 0 ? i + j : step(edits, from, to, i, j);
      }
    }
    return edits[from.length()][to.length()];
  }

  private static int step(int[][] edits, String from, String to, int i, int j) {
    int replace = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
    int best = Math.min(
        Math.min(edits[i - 1][j] + 1, edits[i][j - 1] + 1), edits[i - 1][j - 1] + replace);
    boolean swapped = i > 1
        && j > 1
        && from.charAt(i - 1) == to.charAt(j - 2)
        && from.charAt(i - 2) == to.charAt(j - 1);
    return swapped ? Math.min(best, edits[i - 2][j - 2] + 1) : best;
  }
}
