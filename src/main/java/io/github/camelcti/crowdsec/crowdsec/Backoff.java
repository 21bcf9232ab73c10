package io.github.camelcti.crowdsec.crowdsec;

import java.time.Duration;

/**
 * Waits that double up to a cap. Part of each is random, so that several connectors with one key do not call at the
 * same moment.
 */
public record Backoff(Duration first, Duration longest) {

  private static final double SHORTEST_PART = 0.75;
  private static final int MOST_DOUBLINGS = 40;

  /**
   * @param attempt 1 for the first
   * @param chance from 0 up to 1
   * @return three quarters to all of the doubled wait
   */
  public Duration pause(int attempt, double chance) {
    double whole = Math.min((double) longest.toMillis(), first.toMillis() * Math.pow(2, Math.min(attempt - 1, MOST_DOUBLINGS)));
    return Duration.ofMillis(Math.round(whole * (SHORTEST_PART + (1 - SHORTEST_PART) * chance)));
  }
}
