package io.github.camelcti.crowdsec.kamelet;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.opencti.QueueAccess;
import io.github.camelcti.crowdsec.opencti.graphql.Operation;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformClient;
import io.github.camelcti.crowdsec.route.intake.BrokerLogin;
import io.github.camelcti.crowdsec.route.opencti.Operations;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.support.LifecycleStrategySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpConnectException;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.Connection;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.connection.ConnectionListener;

/**
 * Connections to the broker that OpenCTI names when a connector registers: registers before the first one, and again after
 * one that could not be made. The consumer tries again by itself, so an OpenCTI that is away is waited for. From then on,
 * OpenCTI is told every 40 seconds that the connector lives.
 */
public final class RegisteredQueue implements ConnectionFactory, CamelContextAware {

  private static final Logger LOG = LoggerFactory.getLogger(RegisteredQueue.class);
  private static final long PING_SECONDS = 40;

  private final Map<String, String> parameters = new LinkedHashMap<>();
  private final CachingConnectionFactory broker = new CachingConnectionFactory();
  @SuppressWarnings("NullAway.Init") // Camel sets it
  private CamelContext camelContext;
  @SuppressWarnings("NullAway.Init") // the start sets it
  private Config config;
  @SuppressWarnings("NullAway.Init") // the start sets it
  private PlatformClient platform;
  private boolean registered;
  @SuppressWarnings("NullAway.Init") // the start sets it
  private ScheduledExecutorService pings;

  @Override
  public Connection createConnection() {
    register();
    try {
      return broker.createConnection();
    } catch (RuntimeException e) {
      forget();
      throw e;
    }
  }

  private synchronized void forget() {
    registered = false;
  }

  private synchronized void register() {
    if (registered) {
      return;
    }
    try {
      Operation asConnector = operations().register();
      Map<String, Object> variables = new HashMap<>(asConnector.variables());
      variables.put("playbook_compatible", false);
      Parameters.refuseOlderThanKamelets(platform().about());
      use(QueueAccess.of(platform()
          .ask(new Operation(asConnector.documents(), variables, asConnector.essential(), asConnector.draftId()))
          .data().path("registerConnector").path("config"), settings()));
    } catch (RuntimeException e) {
      LOG.warn("OpenCTI has not registered the connector; trying again: {}", e.getMessage());
      throw new AmqpConnectException(e);
    }
    registered = true;
    if (pings == null) {
      pings = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "opencti-ping");
        thread.setDaemon(true);
        return thread;
      });
      var unused = pings.scheduleAtFixedRate(this::ping, PING_SECONDS, PING_SECONDS, TimeUnit.SECONDS);
    }
  }

  private void use(QueueAccess access) {
    BrokerLogin.use(broker.getRabbitConnectionFactory(), access, settings());
    LOG.info("Registered with OpenCTI; jobs come from {}", access.listenQueue());
  }

  private void ping() {
    try {
      platform().ask(operations().ping());
    } catch (RuntimeException e) {
      LOG.warn("OpenCTI took no ping: {}", e.getMessage());
    }
  }

  synchronized Config settings() {
    if (config == null) {
      config = Parameters.check(parameters);
    }
    return config;
  }

  /** The requests of the connector itself. */
  Operations operations() {
    return new Operations(settings(), null, null);
  }

  synchronized PlatformClient platform() {
    if (platform == null) {
      platform = Parameters.platform(settings());
    }
    return platform;
  }

  private synchronized void destroy() {
    if (pings != null) {
      pings.shutdownNow();
    }
    broker.destroy();
  }

  @Override
  public String getHost() {
    return broker.getHost();
  }

  @Override
  public int getPort() {
    return broker.getPort();
  }

  @Override
  public String getVirtualHost() {
    return broker.getVirtualHost();
  }

  @Override
  public String getUsername() {
    return broker.getUsername();
  }

  @Override
  public void addConnectionListener(ConnectionListener listener) {
    broker.addConnectionListener(listener);
  }

  @Override
  public boolean removeConnectionListener(ConnectionListener listener) {
    return broker.removeConnectionListener(listener);
  }

  @Override
  public void clearConnectionListeners() {
    broker.clearConnectionListeners();
  }

  @Override
  public CamelContext getCamelContext() {
    return camelContext;
  }

  @Override
  public void setCamelContext(CamelContext camelContext) {
    this.camelContext = camelContext;
    camelContext.addLifecycleStrategy(new LifecycleStrategySupport() {
      @Override
      public void onContextStopped(CamelContext context) {
        destroy();
      }
    });
  }

  public void setOpenctiUrl(String value) {
    parameters.put("OPENCTI_URL", value);
  }

  public void setOpenctiToken(String value) {
    parameters.put("OPENCTI_TOKEN", value);
  }

  public void setConnectorId(String value) {
    parameters.put("CONNECTOR_ID", value);
  }

  public void setConnectorName(String value) {
    parameters.put("CONNECTOR_NAME", value);
  }

  public void setScope(String value) {
    parameters.put("CONNECTOR_SCOPE", value);
  }

  /** Whether OpenCTI asks for every new observable of the scope by itself. */
  public void setAuto(String value) {
    parameters.put("CONNECTOR_AUTO", value);
  }

  public void setMaxTlp(String value) {
    parameters.put("CROWDSEC_MAX_TLP", value);
  }

  public void setMaxPap(String value) {
    parameters.put("CROWDSEC_MAX_PAP", value);
  }

  /** The broker's host where OpenCTI's own name for it can't be reached; empty for OpenCTI's. */
  public void setBrokerHost(String value) {
    parameters.put("MQ_HOST", value);
  }

  /** The broker's port, likewise. */
  public void setBrokerPort(String value) {
    parameters.put("MQ_PORT", value);
  }

  /** Authorities that OpenCTI's and the broker's certificates may come from, beside those of Java: a file or PEM text. */
  public void setCaCertificates(String value) {
    parameters.put("HTTPS_CA_CERTIFICATES", value);
    parameters.put("MQ_USE_SSL_CA", value);
  }
}
