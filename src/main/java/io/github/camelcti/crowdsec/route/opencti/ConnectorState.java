package io.github.camelcti.crowdsec.route.opencti;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelcti.crowdsec.crowdsec.CallGate;
import io.github.camelcti.crowdsec.opencti.graphql.GraphQlReply;
import io.github.camelcti.crowdsec.opencti.graphql.Operation;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.Body;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the gate's state as the connector state in OpenCTI, which shows it and keeps it across our restarts. It is
 * sent with every ping (a ping without one would clear it) and comes back at registration. A "reset state" in OpenCTI
 * is detected when OpenCTI no longer has the state after a ping (OpenCTI contract, 1.3).
 */
public final class ConnectorState {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectorState.class);

  private final CamelContext camelContext;
  private final CallGate gate;
  private final String pingEndpoint;
  @SuppressWarnings("NullAway.Init") // take() sets it before it is used
  private ProducerTemplate template;
  private @Nullable String told;
  private @Nullable String sent;
  private boolean held;

  /** @param pingEndpoint where a ping starts */
  public ConnectorState(CamelContext camelContext, CallGate gate, String pingEndpoint) {
    this.camelContext = camelContext;
    this.gate = gate;
    this.pingEndpoint = pingEndpoint;
  }

  /** Takes the answer to {@code registerConnector}; ignored at later registrations of the same process. */
  public synchronized void take(@Body GraphQlReply reply) {
    JsonNode state = reply.data().path("registerConnector").path("connector_state");
    held = !isEmpty(state);
    if (template == null) {
      gate.restore(state.asText(null));
      template = camelContext.createProducerTemplate();
      told = gate.toJson();
      gate.onChange(this::tellSoon);
    }
  }

  /** Adds the state to the request for a ping. */
  public Operation send(@Body Operation ping) {
    String state = gate.toJson();
    synchronized (this) {
      sent = state;
    }
    return ping.with("state", state);
  }

  /** Takes the answer to a ping. */
  public void look(@Body GraphQlReply reply) {
    JsonNode state = reply.data().path("pingConnector").path("connector_state");
    boolean reset;
    synchronized (this) {
      reset = sent != null && held && !state.isMissingNode() && isEmpty(state);
      held = !isEmpty(state);
    }
    // Outside the lock: the gate calls its listeners, of which this is one.
    if (reset) {
      gate.tryNow();
    }
  }

  /**
   * Sends a change at once, not with the next ping: a closed gate, or a call that counts against a budget. Called
   * within the gate, so it only hands over.
   */
  private void tellSoon() {
    String now = gate.toJson();
    if (Objects.equals(now, told)) {
      return;
    }
    told = now;
    try {
      var unused = template.asyncSendBody(pingEndpoint, null);
    } catch (RejectedExecutionException e) {
      LOG.debug("The connector is stopping, so its state is not sent to OpenCTI: {}", now);
    }
  }

  private static boolean isEmpty(JsonNode state) {
    String text = state.asText("").strip();
    return text.isEmpty() || text.equals("null") || text.equals("{}");
  }
}
