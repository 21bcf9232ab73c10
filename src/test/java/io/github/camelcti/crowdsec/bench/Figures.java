package io.github.camelcti.crowdsec.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * What was measured of one connector.
 *
 * @param scenarios one after the other
 * @param seen when analysts see results, by the number of jobs that came at once
 */
record Figures(List<Scenario> scenarios, List<Scenario> seen) {

  Figures() {
    this(new ArrayList<>(), new ArrayList<>());
  }

  Scenario named(String name) {
    return scenarios.stream().filter(it -> it.name().equals(name)).findFirst().orElseThrow();
  }
}
