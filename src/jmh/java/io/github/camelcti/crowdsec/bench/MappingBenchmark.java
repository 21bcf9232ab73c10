package io.github.camelcti.crowdsec.bench;

import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.enrich.Enricher;
import io.github.camelcti.crowdsec.enrich.Enrichment;
import io.github.camelcti.crowdsec.enrich.Observable;
import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.enrich.answer.UnreadableAnswerException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

/** From CrowdSec's answer to the text of the bundle, in its three steps, with the default settings. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class MappingBenchmark {

  private static final String ADDRESS = "192.0.2.10";

  /** A malicious address with everything that answers have (6 KB); the largest answer that there is (167 KB). */
  @Param({"200-malicious-full", "200-huge"})
  public String sample;

  private final Enricher enricher = new Enricher(null, Clock.systemUTC());
  private final IpAddress address = IpAddress.parse(ADDRESS).orElseThrow();
  private final Observable observable = new Observable("ipv4-addr--cc3b90c9-2ba9-5a04-9b8b-a42d1ba81b48", "IPv4-Addr", ADDRESS,
      null, List.of(), List.of());
  private byte[] body;
  private CtiAnswer answer;
  private Enrichment enrichment;

  @Setup
  public void prepare() throws UnreadableAnswerException {
    body = Samples.read(sample, ADDRESS).getBytes(StandardCharsets.UTF_8);
    answer = parse();
    enrichment = map();
  }

  @Benchmark
  public CtiAnswer parse() throws UnreadableAnswerException {
    return CtiAnswer.parse(body);
  }

  @Benchmark
  public Enrichment map() {
    return enricher.enrich(observable, address, answer);
  }

  @Benchmark
  public String serialise() {
    return enrichment.bundle().toJson();
  }
}
