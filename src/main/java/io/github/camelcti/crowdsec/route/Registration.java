package io.github.camelcti.crowdsec.route;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelcti.crowdsec.opencti.GraphQlReply;
import io.github.camelcti.crowdsec.opencti.QueueAccess;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/** Remembers what the platform said at registration. As a predicate: whether we are registered. */
public final class Registration extends ConfiguredBean implements Predicate {

  private volatile boolean registered;
  private volatile String platformVersion = "unknown";

  /** Takes the answer to {@code about}. */
  public void rememberVersion(@Body GraphQlReply reply) {
    platformVersion = reply.data().path("about").path("version").asText("unknown");
  }

  /**
   * Takes the answer to {@code registerConnector}.
   *
   * @return where the jobs are
   */
  public QueueAccess remember(@Body GraphQlReply reply) {
    JsonNode connector = reply.data().path("registerConnector");
    QueueAccess found = QueueAccess.of(connector.path("config"), getConfig());
    registered = true;
    return found;
  }

  @Override
  public boolean matches(Exchange exchange) {
    return registered;
  }

  /** The platform's version as it said it, {@code unknown} before it was asked. */
  public String getPlatformVersion() {
    return platformVersion;
  }
}
