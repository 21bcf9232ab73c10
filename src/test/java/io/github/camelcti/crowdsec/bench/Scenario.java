package io.github.camelcti.crowdsec.bench;

import java.util.List;
import java.util.Map;

/**
 * What was measured in one scenario.
 *
 * @param name what it is
 * @param concurrency jobs at the same time
 * @param jobs counted jobs of a run; 0 for a scenario without jobs
 * @param runs the numbers of each run, by name
 */
record Scenario(String name, int concurrency, int jobs, List<Map<String, Double>> runs) {

  /** A number over the runs. */
  record Spread(double median, double min, double max) {}

  /** The number with that name over the runs; null when none has it. */
  Spread of(String number) {
    double[] sorted = runs.stream().filter(run -> run.containsKey(number)).mapToDouble(run -> run.get(number)).sorted().toArray();
    if (sorted.length == 0) {
      return null;
    }
    int middle = sorted.length / 2;
    double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }

  double median(String number) {
    return of(number).median();
  }
}
