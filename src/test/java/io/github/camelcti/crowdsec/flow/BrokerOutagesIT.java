package io.github.camelcti.crowdsec.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.support.ConnectorProcess;
import io.github.camelcti.crowdsec.support.Doubles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** RabbitMQ goes away, loses the queue, refuses us: jobs go on afterwards, and the log says it once. */
@Tag("broker")
class BrokerOutagesIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir
  private Path folder;

  @RegisterExtension
  private final Doubles doubles = new Doubles(Broker.start());
  private final Broker broker = doubles.broker();
  private final OpenCtiDouble openCti = doubles.openCti();
  private final CrowdSecDouble crowdSec = doubles.crowdSec();
  private final Map<String, String> settings = doubles.environment();

  @BeforeEach
  void start() throws Exception {
    settings.put("CONNECTOR_CONCURRENCY", "4");
    // A registration again soon, not after 40 s
    ConnectorProcess.copyRoutes(folder);
    Path properties = folder.resolve("application.properties");
    Files.writeString(properties, Files.readString(properties).replace("ping.period = 40000", "ping.period = 1000"));
  }

  @Test
  void aBrokerThatRestartsIsOneLineWhenItGoesAndOneWhenItIsBack() throws Exception {
    assumeTrue(broker.canStop(), "the broker is not ours to stop");
    try (ConnectorProcess process = ConnectorProcess.start(settings, folder)) {
      process.awaitConsumer();
      // When the broker is away for as long as several tries take
      broker.stop();
      // A broker that is about to end may take a new connection once more before its port closes.
      await().atMost(PATIENCE).until(() -> lines(process, "is unreachable").size() == lines(process, "is back").size() + 1);
      int away = lines(process, "is unreachable").size();
      await().during(Duration.ofSeconds(4)).atMost(PATIENCE).until(() -> lines(process, "is unreachable").size() == away);
      broker.startAgain();
      // Then
      await().atMost(PATIENCE).until(() -> lines(process, "is back").size() == away);
      assertThat(lines(process, "is unreachable")).hasSize(away).hasSizeLessThanOrEqualTo(2).allSatisfy(line ->
          assertThat(line).contains(broker.host() + ":" + broker.port()).contains("ERROR"));
      assertThat(lines(process, "is back")).allSatisfy(line -> assertThat(line).contains("listen_" + connectorId()));
      assertThat(process.log()).doesNotContain("\tat ").doesNotContain("Exception").doesNotContain("SimpleMessageListener");
      assertEnriches("192.0.2.20");
    }
  }

  @Test
  void jobsThatWaitInTheQueueSurviveARestartOfTheBroker() throws Exception {
    assumeTrue(broker.canStop() && broker.isRabbitMq(), "only a RabbitMQ keeps its messages");
    try (ConnectorProcess process = ConnectorProcess.start(settings, folder)) {
      process.awaitConsumer();
      // Given more jobs than are in hand at once, all slow
      List<String> works = IntStream.range(0, 12).mapToObj(i -> {
        crowdSec.script("192.0.2." + (100 + i), CrowdSecDouble.Step.delayed(Duration.ofSeconds(1),
            CrowdSecDouble.Step.notKnown()));
        return ask("192.0.2." + (100 + i));
      }).toList();
      await().atMost(PATIENCE).until(() -> !crowdSec.calls().isEmpty());
      // When
      broker.stop();
      process.awaitLog("is unreachable");
      broker.startAgain();
      // Then
      await().atMost(PATIENCE).until(() -> works.stream().allMatch(work -> openCti.work(work).status().equals("complete")));
      assertThat(works).allMatch(work -> openCti.work(work).errors().isEmpty());
      await().atMost(PATIENCE).until(() -> broker.depth("listen_" + connectorId()) == 0);
    }
  }

  @Test
  void aDeletedQueueIsRecreatedByARegistration() throws Exception {
    assumeTrue(broker.isRabbitMq(), "the embedded broker does not tell a consumer that its queue is gone");
    try (ConnectorProcess process = ConnectorProcess.start(settings, folder)) {
      process.awaitConsumer();
      // When
      try (Connection connection = broker.connect(); Channel channel = connection.createChannel()) {
        channel.queueDelete("listen_" + connectorId());
      }
      // Then it says which queue, once, and goes on
      process.awaitLog("is back");
      assertThat(lines(process, "has no queue")).singleElement().asString().contains("listen_" + connectorId());
      assertThat(process.log()).doesNotContain("\tat ");
      assertEnriches("192.0.2.21");
    }
  }

  @Test
  void aBrokerThatArrivesLateIsWaitedFor() throws Exception {
    assumeTrue(broker.canStop() && !broker.isRabbitMq(), "needs a broker of its own");
    // Given a broker elsewhere that nobody answers at
    settings.put("MQ_PORT", "1");
    try (ConnectorProcess process = ConnectorProcess.start(settings, folder)) {
      process.awaitLog(":1 is unreachable: connection refused");
      await().during(Duration.ofSeconds(3)).atMost(PATIENCE).until(() -> lines(process, "is unreachable").size() == 1);
      assertThat(process.log()).doesNotContain("\tat ").doesNotContain("Waiting for jobs");
    }
  }

  @Test
  void refusedCredentialsAreNamedAndNotThePassword() throws Exception {
    settings.put("MQ_USER", "nobody");
    settings.put("MQ_PASS", "very-secret-1");
    try (ConnectorProcess process = ConnectorProcess.start(settings, folder)) {
      process.awaitLog("rejects the user nobody");
      await().atMost(PATIENCE).until(() -> openCti.count("registerConnector") >= 2);
      assertThat(lines(process, "rejects the user")).hasSize(1);
      assertThat(process.log()).doesNotContain("very-secret-1").doesNotContain("\tat ");
    }
  }

  @Test
  void aChangedPasswordIsTakenFromARegistration() throws Exception {
    // Given a password that OpenCTI tells and that RabbitMQ no longer takes
    openCti.tellBrokerPassword("the-one-of-yesterday");
    try (ConnectorProcess process = ConnectorProcess.start(settings, folder)) {
      process.awaitLog("rejects the user " + broker.user());
      // When OpenCTI is restarted with the new one
      openCti.tellBrokerPassword(null);
      // Then
      process.awaitConsumer();
      assertEnriches("192.0.2.30");
      assertThat(process.log()).doesNotContain("the-one-of-yesterday").doesNotContain("\tat ");
    }
  }

  private void assertEnriches(String address) {
    String work = ask(address);
    await().atMost(PATIENCE).until(() -> openCti.work(work).status().equals("complete"));
    assertThat(openCti.work(work).errors()).isEmpty();
  }

  private static List<String> lines(ConnectorProcess process, String words) {
    return process.log().lines().filter(line -> line.contains(words)).toList();
  }

  private String ask(String address) {
    return openCti.ask(connectorId(), openCti.addObservable(address));
  }

  private String connectorId() {
    return settings.get("CONNECTOR_ID");
  }
}
