package io.github.camelcti.crowdsec.bench;

import java.util.Locale;

/**
 * A number that is to be reached, and what became of it.
 *
 * @param name what is measured
 * @param target what it is to be, in words
 * @param measured the median over the runs
 * @param min smallest of the runs
 * @param max largest of the runs
 * @param met whether the median reaches it
 * @param python what was recorded of the Python connector that this one replaces; "" for nothing
 */
record Target(String name, String target, double measured, double min, double max, boolean met, String python) {

  static Target atLeast(String name, double limit, String unit, Scenario.Spread spread, String python) {
    return new Target(name, ">= " + number(limit) + unit, spread.median(), spread.min(), spread.max(),
        spread.median() >= limit, python);
  }

  static Target atMost(String name, double limit, String unit, Scenario.Spread spread, String python) {
    return new Target(name, "<= " + number(limit) + unit, spread.median(), spread.min(), spread.max(),
        spread.median() <= limit, python);
  }

  /** A number for people: three digits that count. */
  static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e6 || Math.abs(value) >= 100) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return String.format(Locale.ROOT, Math.abs(value) >= 10 ? "%.1f" : "%.2f", value);
  }
}
