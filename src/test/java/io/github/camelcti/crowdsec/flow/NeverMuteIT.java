package io.github.camelcti.crowdsec.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.support.LogLines;
import io.github.camelcti.crowdsec.support.RunningConnector;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is seen at every log level: that the connector started, what it ignores, and when an outage begins and ends. */
class NeverMuteIT {

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final List<String> LEVELS = List.of("error", "warning", "info", "debug");

  private static Broker broker;
  private static OpenCtiDouble openCti;
  private static CrowdSecDouble crowdSec;
  private static RunningConnector connector;
  private static int asked;

  private enum Outage {
    OPENCTI("OpenCTI is down: ", "OpenCTI is back after ") {
      @Override
      void begin() throws Exception {
        openCti.down();
        connector.pingNow();
      }

      @Override
      void end() throws Exception {
        openCti.up();
        connector.pingNow();
      }
    },
    OTHER_SERVER("answered with HTTP 404; check whether OPENCTI_URL (environment) is OpenCTI's address. ", "OpenCTI is back after ") {
      @Override
      void begin() throws Exception {
        openCti.failNext(1, 404, "<html>");
        connector.pingNow();
      }

      @Override
      void end() throws Exception {
        connector.pingNow();
      }
    },
    BROKER(" is unreachable: ", " is back after ") {
      @Override
      void begin() {
        assumeTrue(broker.canStop(), "the broker is not ours to stop");
        broker.stop();
      }

      @Override
      void end() throws Exception {
        broker.startAgain();
        openCti.forget(connector.id());
        connector.pingNow();
      }
    },
    CROWDSEC("CrowdSec look-ups paused until ", "CrowdSec look-ups resumed") {
      @Override
      void begin() {
        crowdSec.down();
        ask();
      }

      @Override
      void end() {
        crowdSec.up();
      }
    },
    QUOTA("the quota of the CrowdSec key is used up; jobs wait in the queue", "CrowdSec look-ups resumed") {
      @Override
      void begin() {
        crowdSec.always(Step.status(429, CrowdSecDouble.QUOTA));
        ask();
      }

      @Override
      void end() {
        crowdSec.always(Step.notKnown());
      }
    },
    KEY("CrowdSec rejects the key in CROWDSEC_KEY", "CrowdSec look-ups resumed") {
      @Override
      void begin() {
        crowdSec.always(Step.status(403, "{\"message\": \"Forbidden\"}"));
        ask();
      }

      @Override
      void end() {
        crowdSec.always(Step.notKnown());
      }
    };

    private final String beginning;
    private final String ending;

    Outage(String beginning, String ending) {
      this.beginning = beginning;
      this.ending = ending;
    }

    abstract void begin() throws Exception;

    abstract void end() throws Exception;
  }

  @BeforeAll
  static void start() throws Exception {
    broker = Broker.start();
    openCti = OpenCtiDouble.start(broker);
    crowdSec = CrowdSecDouble.start();
    crowdSec.always(Step.notKnown());
    connector = RunningConnector.start(openCti, crowdSec, settings());
  }

  @AfterAll
  static void stop() throws Exception {
    connector.close();
    crowdSec.close();
    openCti.close();
    broker.close();
  }

  @AfterEach
  void usual() {
    level("info");
  }

  static Stream<Arguments> outages() {
    return Arrays.stream(Outage.values()).flatMap(outage -> LEVELS.stream().map(level -> Arguments.of(outage, level)));
  }

  @ParameterizedTest(name = "{0} away at {1}")
  @MethodSource("outages")
  void anOutageIsSeenWhenItBeginsAndWhenItEnds(Outage outage, String level) throws Exception {
    level(level);
    try (LogLines log = LogLines.collectAll()) {
      // When it begins
      outage.begin();
      // Then it is an error, as with the Python client library
      await().atMost(PATIENCE).until(() -> !log.lines(outage.beginning).isEmpty());
      assertThat(log.warnings(outage.beginning)).isEmpty();
      // And when it ends
      outage.end();
      await().atMost(PATIENCE).until(() -> !log.lines(outage.ending).isEmpty());
      await().atMost(PATIENCE).until(connector::idle);
    }
  }

  @Test
  void aHealthyRunIsOneLineAtError() throws Exception {
    level("error");
    try (LogLines log = LogLines.collectAll()) {
      // Given a setting that is misspelt
      Map<String, String> settings = settings();
      settings.put("CROWDSEC_MAX_TPL", "TLP:GREEN");
      try (RunningConnector other = RunningConnector.start(openCti, crowdSec, settings)) {
        // When it does a job
        String work = openCti.ask(other.id(), openCti.addObservable("198.51.100.1"));
        await().atMost(PATIENCE).until(() -> openCti.work(work).status().equals("complete"));
      }
      // Then
      assertThat(log.lines("")).hasSize(2);
      assertThat(log.lines("").get(0)).startsWith("CrowdSec connector for OpenCTI ").contains(openCti.url(), "jobs from RabbitMQ",
          "up to TLP:AMBER and PAP:AMBER");
      assertThat(log.lines("").get(1)).contains("CROWDSEC_MAX_TPL is not a setting; did you mean CROWDSEC_MAX_TLP?");
    }
  }

  private static Map<String, String> settings() {
    return new HashMap<>(Map.of("platform.retry-delay", "40", "platform.retry-delay-max", "200", "registration.retry-delay", "40",
        "registration.retry-delay-max", "100", "job.return-delay", "10", "CROWDSEC_RETRY_DELAY", "10ms", "CROWDSEC_MAX_RETRIES", "0",
        "CROWDSEC_QUOTA_RETRY_DELAY", "100ms", "CROWDSEC_QUOTA_RETRY_DELAY_MAX", "200ms",
        "CROWDSEC_OUTAGE_RETRY_DELAY_MAX", "200ms"));
  }

  private static void level(String level) {
    Level log4j = Level.getLevel(Map.of("warning", "WARN").getOrDefault(level, level.toUpperCase(Locale.ROOT)));
    Configurator.setLevel("io.github.camelcti", log4j);
    Configurator.setLevel("crowdsec", log4j);
  }

  private static void ask() {
    openCti.ask(connector.id(), openCti.addObservable("198.18.0." + ++asked));
  }
}
