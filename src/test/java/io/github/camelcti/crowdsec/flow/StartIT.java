package io.github.camelcti.crowdsec.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelcti.crowdsec.route.Beans;
import io.github.camelcti.crowdsec.support.Doubles;
import io.github.camelcti.crowdsec.support.Ports;
import io.github.camelcti.crowdsec.support.RunningConnector;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A busy machine: OpenCTI has registered the connector before Camel's start is over. */
class StartIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @RegisterExtension
  private final Doubles doubles = new Doubles();

  @ParameterizedTest(name = "jobs by {0}")
  @ValueSource(strings = {"AMQP", "API"})
  void jobsAreTakenAlthoughTheRegistrationWasQuickerThanTheStart(String protocol) throws Exception {
    // Given
    Map<String, String> settings = Map.of("CONNECTOR_LISTEN_PROTOCOL", protocol, "CONNECTOR_LISTEN_PROTOCOL_API_HOST", "127.0.0.1",
        "CONNECTOR_LISTEN_PROTOCOL_API_PORT", String.valueOf(Ports.free()));
    try (RunningConnector connector = RunningConnector.startWithoutWaiting(doubles.openCti(), doubles.crowdSec(), settings,
        StartIT::lingers)) {
      await().atMost(PATIENCE).until(() -> doubles.openCti().registered(connector.id()));
      // When
      String work = doubles.openCti().ask(connector.id(), doubles.openCti().addObservable("198.18.0.1"));
      // Then
      await().atMost(PATIENCE).until(() -> doubles.openCti().work(work).status().equals("complete"));
      assertThat(doubles.openCti().work(work).errors()).isEmpty();
    }
  }

  /** The timers run, and Camel's start goes on until half a second after the registration. */
  private static void lingers(Main main) {
    main.addMainListener(new MainListenerSupport() {
      @Override
      public void beforeInitialize(BaseMainSupport starting) {
        starting.getCamelContext().getManagementStrategy().addEventNotifier(new EventNotifierSupport() {
          @Override
          public void notify(CamelEvent event) {
            if (event instanceof CamelEvent.CamelContextRoutesStartedEvent started) {
              assertThat(started.getContext().isStarted()).isFalse();
              await().atMost(PATIENCE).until(() -> Beans.of(started.getContext()).registration().isRegistered());
              await().pollDelay(Duration.ofMillis(500)).until(() -> true);
            }
          }
        });
      }
    });
  }
}
