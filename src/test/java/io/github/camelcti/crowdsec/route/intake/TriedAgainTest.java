package io.github.camelcti.crowdsec.route.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.StuckLimit;
import io.github.camelcti.crowdsec.config.type.Secret;
import io.github.camelcti.crowdsec.opencti.QueueAccess;
import io.github.camelcti.crowdsec.route.crowdsec.CallGateFactory;
import io.github.camelcti.crowdsec.route.hand.JobsInHand;
import io.github.camelcti.crowdsec.route.opencti.PlatformGate;
import io.github.camelcti.crowdsec.support.LogLines;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.Suspendable;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What nobody else would try again: to open the queue, and to take jobs in or hold them back. */
class TriedAgainTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final QueueAccess ACCESS =
      new QueueAccess("127.0.0.1", 1, "/", "user", Secret.of("password"), false, "listen_x", "push", "push_x");

  private final DefaultCamelContext context = new DefaultCamelContext();
  private final AtomicInteger failures = new AtomicInteger();
  private final Config config = Config.load(Map.of("OPENCTI_URL", "http://opencti:8080", "OPENCTI_TOKEN", "token-0123456789",
      "CONNECTOR_ID", "5b1d2c7e-0f5c-4c43-9b5e-3f2a9b1c7d10", "CROWDSEC_KEY", "key-0123456789", "CONNECTOR_LISTEN_PROTOCOL", "API",
      "CONNECTOR_LISTEN_PROTOCOL_API_URI", "http://127.0.0.1:7070"), Path.of("no", "such", "folder"));
  private final JobsInHand jobs = JobsInHand.of(context);
  private final Intake intake = new Intake(context, CallGateFactory.create(config),
      new PlatformGate(context, "direct:nobody", Duration.ofSeconds(1), Duration.ofSeconds(5)), new JobThreads(1, jobs), jobs,
      new StuckJobs(jobs, config, StuckLimit.of(config, name -> null)));
  private final JobQueue queue =
      new JobQueue(context, config, new WatchedConnections(new BrokerWatch()), intake);

  @BeforeEach
  void start() throws Exception {
    context.addComponent("frail", new Frail());
    context.addRoutes(new RouteBuilder() {
      @Override
      public void configure() {
        from("frail:spooled").routeId("receive-spooled-job").autoStartup(false).to("log:job");
        from("frail:callback").routeId("receive-callback").autoStartup(false).to("log:callback");
      }
    });
    context.start();
    queue.start();
  }

  @AfterEach
  void stop() {
    context.stop();
    queue.stop();
  }

  @Test
  void aQueueThatCannotBeOpenedIsOpenedLaterAndSaidOnce() {
    failures.set(2);
    try (LogLines log = LogLines.collectAll()) {
      // When
      queue.open(ACCESS);
      // Then
      await().atMost(PATIENCE).until(() -> context.getRouteController().getRouteStatus("receive-callback").isStarted());
      assertThat(log.lines("Can't consume queue listen_x: ")).singleElement().asString().contains("not yet");
      await().atMost(PATIENCE).until(() -> log.lines("Queue listen_x can be consumed now").size() == 1);
    }
  }

  @Test
  void anIntakeThatCannotBeSettledIsSettledLaterAndSaidOnce() throws Exception {
    queue.open(ACCESS);
    await().atMost(PATIENCE).until(() -> context.getRouteController().getRouteStatus("receive-callback").isStarted());
    failures.set(2);
    try (LogLines log = LogLines.collectAll()) {
      // When
      intake.hold(Duration.ofSeconds(1));
      // Then
      await().atMost(PATIENCE).until(() -> ((DefaultConsumer) context.getRoute("receive-spooled-job").getConsumer()).isSuspended());
      assertThat(log.lines("as the CrowdSec gate requires: ")).singleElement().asString().contains("not yet");
      await().atMost(PATIENCE).until(() -> log.lines("Consumers follow the CrowdSec gate again").size() == 1);
    }
  }

  /** Its consumers fail at what they are told, for as often as the test says. */
  private final class Frail extends DefaultComponent {

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
      return new DefaultEndpoint(uri, this) {
        @Override
        public Producer createProducer() {
          throw new UnsupportedOperationException();
        }

        @Override
        public Consumer createConsumer(Processor processor) {
          return new FrailConsumer(this, processor);
        }
      };
    }
  }

  private final class FrailConsumer extends DefaultConsumer implements Suspendable {

    private FrailConsumer(Endpoint endpoint, Processor processor) {
      super(endpoint, processor);
    }

    @Override
    protected void doStart() throws Exception {
      perhaps();
      super.doStart();
    }

    @Override
    public void suspend() {
      perhaps();
      super.suspend();
    }

    private void perhaps() {
      if (failures.getAndDecrement() > 0) {
        throw new IllegalStateException("not yet");
      }
    }
  }
}
