package io.github.camelcti.crowdsec.bench;

import io.github.camelcti.crowdsec.stix.StixIds;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The id of one object of each kind that a bundle has. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class StixIdsBenchmark {

  private static final String INDICATOR = "indicator--1b8a7d3c-6f0e-5b8f-9a55-3d2f0f8f6d10";
  private static final String COUNTRY = "location--5acd8b26-51c2-4608-86ed-e9edd43ad971";

  @Param({"ipv4-addr", "identity", "indicator", "attack-pattern", "vulnerability", "location", "relationship", "sighting", "note",
      "bundle"})
  public String kind;

  private Supplier<String> id;

  @Setup
  public void prepare() {
    byte[] content = "x".repeat(16 * 1024).getBytes();
    id = switch (kind) {
      case "ipv4-addr" -> () -> StixIds.of("ipv4-addr", Map.of("value", "192.0.2.10")).orElseThrow();
      case "identity" -> () -> StixIds.identity("CrowdSec", "organization");
      case "indicator" -> () -> StixIds.indicator("[ipv4-addr:value = '192.0.2.10']");
      case "attack-pattern" -> () -> StixIds.attackPattern("T1110");
      case "vulnerability" -> () -> StixIds.vulnerability("CVE-2021-44228");
      case "location" -> () -> StixIds.country("Germany");
      case "relationship" -> () -> StixIds.relationship("targets", INDICATOR, COUNTRY);
      case "sighting" -> () -> StixIds.sighting(INDICATOR, COUNTRY);
      case "note" -> () -> StixIds.anchored("note", Map.of("of", "192.0.2.10"));
      case "bundle" -> () -> StixIds.bundle(content);
      default -> throw new IllegalArgumentException("no id of " + kind);
    };
  }

  @Benchmark
  public String id() {
    return id.get();
  }
}
