package io.github.camelcti.crowdsec.support;

import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What a connector talks to, for one test: an OpenCTI of generation 6.9 and a CrowdSec, on the broker that all tests share.
 * A field with {@code @RegisterExtension} makes them; after the test they end.
 */
public final class Doubles implements AfterEachCallback {

  private final Broker broker;
  private final OpenCtiDouble openCti;
  private final CrowdSecDouble crowdSec = CrowdSecDouble.start();

  /** With the broker that all tests share. */
  public Doubles() {
    this(Broker.shared());
  }

  /** With a broker that ends with the others. */
  public Doubles(Broker broker) {
    this.broker = broker;
    this.openCti = OpenCtiDouble.start(broker);
  }

  public Broker broker() {
    return broker;
  }

  public OpenCtiDouble openCti() {
    return openCti;
  }

  public CrowdSecDouble crowdSec() {
    return crowdSec;
  }

  /** The least that a connector needs to know, with a connector id of its own: settings by environment name. */
  public Map<String, String> environment() {
    return RunningConnector.environment(openCti, crowdSec);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    crowdSec.close();
    openCti.close();
    broker.close();
  }
}
