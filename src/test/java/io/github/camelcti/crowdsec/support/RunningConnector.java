package io.github.camelcti.crowdsec.support;

import static org.awaitility.Awaitility.await;

import io.github.camelcti.crowdsec.Connector;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.component.springrabbit.SpringRabbitMQConsumer;
import org.apache.camel.main.Main;
import org.awaitility.Awaitility;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;

/** The connector with the routes of {@code routes/}, in this process. */
public final class RunningConnector implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  static {
    // Most of what tests wait for is there in less than Awaitility's tenth of a second.
    Awaitility.setDefaultPollInterval(Duration.ofMillis(40));
  }

  private final Main main;
  private final String id;
  private final Thread thread;

  private RunningConnector(Main main, String id) {
    this.main = main;
    this.id = id;
    this.thread = new Thread(this::run, "connector");
    thread.start();
  }

  /**
   * Starts it and waits until it consumes its queue.
   *
   * @param openCti the platform
   * @param crowdSec the CTI API
   * @param settings on top of what is needed: settings by environment name, lines of application.properties by theirs
   */
  public static RunningConnector start(OpenCtiDouble openCti, CrowdSecDouble crowdSec, Map<String, String> settings)
      throws Exception {
    RunningConnector connector = startWithoutWaiting(openCti, crowdSec, settings);
    String takesJobs = "api".equals(settings.get("CONNECTOR_LISTEN_PROTOCOL")) ? "receive-callback" : "receive-job";
    await().atMost(PATIENCE).until(() -> connector.runs(takesJobs));
    if (takesJobs.equals("receive-job")) {
      // A consumer that has nothing to do sees a stop when it has waited for a message: a second, unless it is told.
      connector.consumers().setReceiveTimeout(100);
    }
    return connector;
  }

  /** Starts it and does not wait for anything. */
  public static RunningConnector startWithoutWaiting(
      OpenCtiDouble openCti, CrowdSecDouble crowdSec, Map<String, String> settings) throws Exception {
    return startWithoutWaiting(openCti, crowdSec, settings, main -> { });
  }

  /** The same with something that is done to Camel's main before it runs. */
  public static RunningConnector startWithoutWaiting(OpenCtiDouble openCti, CrowdSecDouble crowdSec,
      Map<String, String> settings, Consumer<Main> prepared) throws Exception {
    Map<String, String> environment = environment(openCti, crowdSec);
    Map<String, String> properties = new HashMap<>();
    settings.forEach((name, value) -> (Character.isUpperCase(name.charAt(0)) ? environment : properties).put(name, value));
    Main main = Connector.prepare(Config.load(environment, Path.of("")));
    // So that a test can see where a job is.
    main.addOverrideProperty("camel.main.inflightRepositoryBrowseEnabled", "true");
    properties.forEach(main::addOverrideProperty);
    prepared.accept(main);
    return new RunningConnector(main, environment.get("CONNECTOR_ID"));
  }

  /** Sends the ping that the timer would send some time later. */
  public void pingNow() throws Exception {
    main.getCamelTemplate().sendBody("direct:ping-opencti", null);
  }

  /** Sends a message that belongs to no job. */
  public Exchange send(String uri) throws Exception {
    return main.getCamelTemplate().send(uri, message -> { });
  }

  /** The least that the connector needs to know, with a connector id of its own. */
  public static Map<String, String> environment(OpenCtiDouble openCti, CrowdSecDouble crowdSec) {
    Map<String, String> environment = new HashMap<>();
    environment.put("OPENCTI_URL", openCti.url());
    environment.put("OPENCTI_TOKEN", openCti.token());
    String id = UUID.randomUUID().toString();
    environment.put("CONNECTOR_ID", id);
    environment.put("CROWDSEC_KEY", crowdSec.key());
    environment.put("CROWDSEC_API_URL", crowdSec.url());
    environment.put("CROWDSEC_RETRY_DELAY", "100ms");
    // One each: what one of them was told must not serve the next test.
    environment.put("CONNECTOR_STATE_DIRECTORY", Path.of("target", "state", id).toAbsolutePath().toString());
    // Tests run several at once, and only some of them look at it.
    environment.put("CONNECTOR_MANAGEMENT_ENABLED", "false");
    return environment;
  }

  /** Whether a route is started. */
  public boolean runs(String routeId) {
    return main.getCamelContext() != null && main.getCamelContext().getRouteController() != null
        && main.getCamelContext().getRoute(routeId) != null
        && main.getCamelContext().getRouteController().getRouteStatus(routeId).isStarted();
  }

  /** Whether it has stopped by itself. */
  public boolean ended() {
    return !thread.isAlive();
  }

  private void run() {
    try {
      main.run();
    } catch (Exception e) {
      throw new IllegalStateException("the connector does not run", e);
    }
  }

  /** Whether a job is in this route right now. */
  public boolean isIn(String routeId) {
    return main.getCamelContext().getInflightRepository().browse().stream()
        .anyMatch(inflight -> routeId.equals(inflight.getAtRouteId()));
  }

  /**
   * Whether the timer's first ping is over. It comes a second after the start and is left out when the registration takes
   * longer; with a long {@code ping.period} none follows.
   */
  public boolean firstPingIsOver() {
    return main.getCamelContext().getRoute("keep-alive").getUptimeMillis() > 2000 && !isIn("keep-alive") && !isIn("ping-opencti");
  }

  /** Whether no job is in hand. */
  public boolean idle() {
    return jobsInHand() == 0;
  }

  /** How many jobs are in hand; one that asks OpenCTI has two exchanges. */
  public int jobsInHand() {
    return (int) main.getCamelContext().getInflightRepository().browse().stream()
        .filter(inflight -> List.of("receive-job", "receive-spooled-job").contains(inflight.getFromRouteId()))
        .map(inflight -> inflight.getExchange().getVariable("jobKey", inflight.getExchange().getExchangeId(), String.class))
        .distinct().count();
  }

  /** Ends the consumers behind the route's back, as a fatal error in them does. */
  public void endConsumers() throws ReflectiveOperationException {
    consumers().stop();
  }

  private SimpleMessageListenerContainer consumers() throws ReflectiveOperationException {
    Object consumer = main.getCamelContext().getRoute("receive-job").getConsumer();
    Field field = SpringRabbitMQConsumer.class.getDeclaredField("listenerContainer");
    field.setAccessible(true);
    return (SimpleMessageListenerContainer) field.get(consumer);
  }

  /** The connector's id. */
  public String id() {
    return id;
  }

  /** Camel's main, to look at routes and beans. */
  public Main main() {
    return main;
  }

  @Override
  public void close() throws InterruptedException {
    if (!thread.isAlive()) {
      return;
    }
    main.shutdown();
    thread.join(PATIENCE.toMillis());
  }
}
