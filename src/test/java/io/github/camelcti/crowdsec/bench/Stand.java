package io.github.camelcti.crowdsec.bench;

import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.support.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One process of the connector, with an OpenCTI, a CrowdSec and a queue of its own. */
final class Stand implements AutoCloseable {

  static final Duration PLATFORM_LATENCY = Duration.ofMillis(5);
  static final Duration CROWDSEC_LATENCY = Duration.ofMillis(50);
  private static final Duration NONE = Duration.ZERO;
  private static final long PATIENCE_SECONDS = 60;
  private static final long LOOK_EVERY_MILLIS = 2;

  /** What a start took: until the registration came in, and until the queue had a consumer. */
  record Start(long registeredMillis, long registeredCpuMillis, long consumesMillis, long consumesCpuMillis) {}

  final LightPlatform platform;
  final LightCrowdSec crowdSec;
  final JobSource jobs;
  private final String name;
  private final String command;
  private final Map<String, String> settings = new HashMap<>();
  private PackagedConnector connector;
  private Gauge gauge;

  /**
   * @param broker where the queue is
   * @param name for the log's file
   * @param concurrency value of the setting; 0 for its default
   * @param command starts another connector than ours; "" for ours
   */
  Stand(Broker broker, String name, int concurrency, String command) throws Exception {
    this.name = name;
    this.command = command;
    String id = UUID.randomUUID().toString();
    platform = new LightPlatform(broker, id, PLATFORM_LATENCY, JobSource::addressOf);
    crowdSec = new LightCrowdSec(CROWDSEC_LATENCY, Throughput.ORDINARY);
    jobs = new JobSource(broker, id);
    settings.put("OPENCTI_URL", platform.url());
    settings.put("OPENCTI_TOKEN", LightPlatform.TOKEN);
    settings.put("CONNECTOR_ID", id);
    settings.put("CONNECTOR_TYPE", "INTERNAL_ENRICHMENT"); // the image sets it
    settings.put("CONNECTOR_STATE_DIRECTORY", Path.of("target", "bench", "state", id).toAbsolutePath().toString());
    settings.put("CONNECTOR_MANAGEMENT_PORT", Integer.toString(Ports.free()));
    settings.put("CROWDSEC_KEY", "of-the-bench");
    settings.put("CROWDSEC_API_URL", crowdSec.url());
    if (concurrency > 0) {
      settings.put("CONNECTOR_CONCURRENCY", Integer.toString(concurrency));
    }
  }

  /** Starts the connector and waits until it consumes its queue. */
  Start start() throws Exception {
    CompletableFuture<Long> registration = platform.nextRegistration();
    connector = PackagedConnector.start(name, command, settings);
    gauge = new Gauge(connector.pid());
    long registered = registration.get(PATIENCE_SECONDS, TimeUnit.SECONDS) - connector.startedAt();
    long registeredCpu = gauge.cpuMillis();
    while (jobs.queue().getConsumerCount() == 0) {
      connector.checkAlive();
      Thread.sleep(LOOK_EVERY_MILLIS);
    }
    long consumes = System.nanoTime() - connector.startedAt();
    return new Start(registered / 1_000_000, registeredCpu, consumes / 1_000_000, gauge.cpuMillis());
  }

  /** Lets the doubles answer at once, so that many jobs warm the connector up in a short time; or as slowly as they should. */
  void hurry(boolean atOnce) {
    platform.latency(atOnce ? NONE : PLATFORM_LATENCY);
    crowdSec.latency(atOnce ? NONE : CROWDSEC_LATENCY);
  }

  Gauge gauge() {
    return gauge;
  }

  long pid() {
    return connector.pid();
  }

  void checkAlive() {
    connector.checkAlive();
  }

  @Override
  public void close() throws Exception {
    if (connector != null) {
      connector.close();
    }
    jobs.close();
    platform.close();
    crowdSec.close();
  }
}
