package io.github.camelcti.crowdsec.opencti.graphql;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A version of OpenCTI, such as {@code 6.9.22} or {@code 7.260817.0}. What follows the numbers ({@code -beta}) is
 * ignored.
 *
 * @param text as the platform said it, never null
 * @param parts its numbers, empty if the text does not begin with one
 */
public record PlatformVersion(String text, List<Integer> parts) implements Comparable<PlatformVersion> {

  /** The version of a platform that does not return one. */
  public static final PlatformVersion UNKNOWN = new PlatformVersion("unknown", List.of());

  private static final Pattern NUMBERS = Pattern.compile("^\\s*v?(\\d{1,9}(?:\\.\\d{1,9})*)");

  public PlatformVersion {
    parts = List.copyOf(parts);
  }

  /** Reads a version; null or a text without numbers gives one without parts. */
  public static PlatformVersion of(@Nullable String text) {
    String said = text == null ? "" : text;
    Matcher matcher = NUMBERS.matcher(said);
    if (!matcher.find()) {
      return said.isBlank() ? UNKNOWN : new PlatformVersion(said.strip(), List.of());
    }
    List<Integer> parts = new ArrayList<>();
    for (String part : matcher.group(1).split("\\.")) {
      parts.add(Integer.valueOf(part));
    }
    return new PlatformVersion(said.strip(), parts);
  }

  /** Whether the text held a version. */
  public boolean known() {
    return !parts.isEmpty();
  }

  /**
   * Whether this one is the same or newer. An unknown version counts as the newest: a platform that hides or changes
   * its number is more likely a new one than an old one.
   */
  public boolean atLeast(PlatformVersion other) {
    return !known() || compareTo(other) >= 0;
  }

  /** The same for a version as text, for example {@code 6.9}. */
  public boolean atLeast(String other) {
    return atLeast(of(other));
  }

  @Override
  public int compareTo(PlatformVersion other) {
    for (int i = 0; i < Math.max(parts.size(), other.parts.size()); i++) {
      int difference = Integer.compare(part(i), other.part(i));
      if (difference != 0) {
        return difference;
      }
    }
    return 0;
  }

  /**
   * Whether a result is lost when its work was closed meanwhile: every minute the platform closes works that are older
   * than the one that an object was last reported for, and its workers silently drop results of closed works. Observed
   * on 6.9.10; introduced with 6.9.0, fixed with 6.9.18 and in May 2026 (OpenCTI observations, 13.1). An unknown
   * version is taken for an affected one, since that costs no more than a second work.
   */
  public boolean dropsResultsOfClosedWorks() {
    return !known() || atLeast("6.9") && !atLeast("6.9.18") || atLeast("7") && !atLeast("7.260511");
  }

  int part(int index) {
    return index < parts.size() ? parts.get(index) : 0;
  }

  @Override
  public String toString() {
    return text;
  }
}
