package io.github.camelcti.crowdsec.demo;

import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.doubles.Samples;
import java.util.Map;

/**
 * The doubles as servers, for a connector in a process of its own: what {@code deploy/compose} runs in a container.
 * CrowdSec knows a few addresses, all others are unknown to it.
 */
public final class Stand implements AutoCloseable {

  private static final int OPENCTI_PORT = 8080;
  private static final int CROWDSEC_PORT = 8081;
  private static final Map<String, String> KNOWN = Map.of(
      "192.0.2.10", "200-malicious-full",
      "192.0.2.53", "200-safe-false-positive",
      "198.51.100.20", "200-suspicious",
      "2001:db8::10", "200-ipv6");

  private final Broker broker;
  private final OpenCtiDouble openCti;
  private final CrowdSecDouble crowdSec;

  private Stand(Broker broker, int openCtiPort, int crowdSecPort) {
    this.broker = broker;
    this.openCti = OpenCtiDouble.start(broker, openCtiPort);
    this.crowdSec = CrowdSecDouble.start(crowdSecPort);
    KNOWN.forEach((address, sample) -> crowdSec.answer(address, Samples.read(sample, address)));
  }

  /** Runs until it is killed; RabbitMQ is the one that {@code TEST_BROKER_URI} names. */
  public static void main(String[] args) throws InterruptedException {
    start(OPENCTI_PORT, CROWDSEC_PORT);
    System.out.println("OpenCTI double on port " + OPENCTI_PORT + ", CrowdSec double on port " + CROWDSEC_PORT);
    Thread.currentThread().join();
  }

  /** Starts it on given ports, 0 for free ones. */
  static Stand start(int openCtiPort, int crowdSecPort) {
    return new Stand(Broker.shared(), openCtiPort, crowdSecPort);
  }

  OpenCtiDouble openCti() {
    return openCti;
  }

  CrowdSecDouble crowdSec() {
    return crowdSec;
  }

  @Override
  public void close() {
    crowdSec.close();
    openCti.close();
    broker.close();
  }
}
