package io.github.camelcti.crowdsec.route;

import io.github.camelcti.crowdsec.opencti.QueueAccess;
import java.security.GeneralSecurityException;
import org.apache.camel.Body;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Route;
import org.apache.camel.component.springrabbit.SpringRabbitMQEndpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;

/**
 * Opens the listen queue: gives the broker's access to the connection factory and the queue's name to the route that
 * consumes it, both known only after registration, and starts that route. Opening again with the same access changes
 * nothing; with another one (moved broker, rotated password) it reconnects.
 */
public final class JobQueue implements CamelContextAware {

  private static final Logger LOG = LoggerFactory.getLogger(JobQueue.class);

  private CamelContext camelContext;
  private CachingConnectionFactory connectionFactory;
  private String routeId;
  private QueueAccess opened;

  /**
   * @param access what registration named
   * @throws Exception if the route can't be started
   */
  public synchronized void open(@Body QueueAccess access) throws Exception {
    if (access.equals(opened)) {
      return;
    }
    Route route = camelContext.getRoute(routeId);
    if (route == null) {
      throw new IllegalStateException("there is no route '" + routeId + "' to start; the bean jobQueue names it");
    }
    camelContext.getRouteController().stopRoute(routeId);
    connect(access);
    // The route is written with the name that every platform without a queue prefix uses; registration has the last word.
    ((SpringRabbitMQEndpoint) route.getEndpoint()).setQueues(access.listenQueue());
    camelContext.getRouteController().startRoute(routeId);
    opened = access;
    LOG.info("Waiting for jobs on queue {} at {}:{}", access.listenQueue(), access.host(), access.port());
  }

  private void connect(QueueAccess access) throws GeneralSecurityException {
    connectionFactory.setHost(access.host());
    connectionFactory.setPort(access.port());
    connectionFactory.setVirtualHost(access.vhost());
    connectionFactory.setUsername(access.user());
    connectionFactory.setPassword(access.password().reveal());
    if (access.ssl()) {
      useTls();
    }
    connectionFactory.resetConnection();
  }

  private void useTls() throws GeneralSecurityException {
    connectionFactory.getRabbitConnectionFactory().useSslProtocol(javax.net.ssl.SSLContext.getDefault());
    connectionFactory.getRabbitConnectionFactory().enableHostnameVerification();
  }

  @Override
  public CamelContext getCamelContext() {
    return camelContext;
  }

  @Override
  public void setCamelContext(CamelContext camelContext) {
    this.camelContext = camelContext;
  }

  public CachingConnectionFactory getConnectionFactory() {
    return connectionFactory;
  }

  public void setConnectionFactory(CachingConnectionFactory connectionFactory) {
    this.connectionFactory = connectionFactory;
  }

  public String getRouteId() {
    return routeId;
  }

  /** The route to start, by its id. */
  public void setRouteId(String routeId) {
    this.routeId = routeId;
  }
}
