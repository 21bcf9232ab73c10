package io.github.camelcti.crowdsec.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.doubles.ProxyDouble;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.support.ConnectorProcess;
import io.github.camelcti.crowdsec.support.Doubles;
import io.github.camelcti.crowdsec.support.RunningConnector;
import io.github.camelcti.crowdsec.support.TestCa;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Unmistakable secrets go in; nothing that the connector says or shows has any of them in it. */
class SecretsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String ADDRESS = "192.0.2.10";
  private static final String HEADER = "planted-header-value";
  private static final String PASSPHRASE = "planted-passphrase";
  private static final TestCa.Issued CLIENT = new TestCa("CA").issue("connector");

  @RegisterExtension
  private final Doubles doubles = new Doubles();
  private final Broker broker = doubles.broker();
  private final OpenCtiDouble openCti = doubles.openCti();
  private final CrowdSecDouble crowdSec = doubles.crowdSec();
  private final ProxyDouble proxy = ProxyDouble.start();
  private final List<String> secrets = new ArrayList<>();
  private final Map<String, String> settings = doubles.environment();

  @BeforeEach
  void plant() throws Exception {
    crowdSec.script(ADDRESS, Step.status(500, "{}"), Step.ok(Samples.read("200-malicious-full")));
    String key = CLIENT.encryptedKeyPem(PASSPHRASE);
    settings.putAll(Map.of(
        "HTTP_PROXY", proxy.url(),
        "NO_PROXY", "127.0.0.1:" + URI.create(crowdSec.url()).getPort(),
        "OPENCTI_CUSTOM_HEADERS", "X-Gateway: " + HEADER,
        "MQ_USE_SSL_CERT", CLIENT.pem(),
        "MQ_USE_SSL_KEY", key,
        "MQ_USE_SSL_PASSPHRASE", PASSPHRASE));
    secrets.addAll(List.of(openCti.token(), crowdSec.key(), ProxyDouble.PASSWORD, HEADER, PASSPHRASE, key.lines().toList().get(3),
        Base64.getEncoder().encodeToString((ProxyDouble.USER + ":" + ProxyDouble.PASSWORD).getBytes(StandardCharsets.UTF_8))));
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
  }

  @Test
  void theLogHasNoneEvenWithAllThatLibrariesSay() throws Exception {
    // Given
    settings.put("CONNECTOR_LOG_LEVEL", "trace");
    settings.put("JAVA_TOOL_OPTIONS", "-Dconnector.log.libraries=TRACE");
    try (ConnectorProcess process = ConnectorProcess.start(settings)) {
      process.awaitConsumer();
      // When a job succeeds, one fails, and one is no job
      crowdSec.script("192.0.2.11", Step.status(400, "{\"message\": \"no\"}"));
      String work = ask(ADDRESS);
      String failed = ask("192.0.2.11");
      openCti.publish(settings.get("CONNECTOR_ID"), "no job".getBytes(StandardCharsets.UTF_8), Map.of());
      await().atMost(PATIENCE).until(() -> openCti.work(work).status().equals("complete")
          && openCti.work(failed).status().equals("complete"));
      process.terminate();
      process.awaitExit(PATIENCE);
      // Then
      assertThat(process.log()).contains("TRACE", "DEBUG");
      assertNone(process.log());
      assertThat(openCti.work(work).errors()).isEmpty();
      assertNone(openCti.works().toString());
    }
    // And they went only where they belong
    assertThat(openCti.requests()).isNotEmpty().allSatisfy(request -> {
      assertThat(request.headers()).containsEntry("x-gateway", HEADER);
      assertThat(request.headers().toString() + request.variables()).doesNotContain(crowdSec.key(), PASSPHRASE);
    });
    assertThat(crowdSec.calls()).isNotEmpty().allSatisfy(call ->
        assertThat(call.headers().toString()).doesNotContain(openCti.token(), HEADER, ProxyDouble.PASSWORD));
  }

  @Test
  void aWrongBrokerPasswordIsNotShown() throws Exception {
    // Given
    settings.put("MQ_PASS", "planted-broker-password");
    secrets.add("planted-broker-password");
    settings.put("CONNECTOR_LOG_LEVEL", "trace");
    settings.put("JAVA_TOOL_OPTIONS", "-Dconnector.log.libraries=DEBUG");
    try (ConnectorProcess process = ConnectorProcess.start(settings)) {
      // When
      process.awaitLog("rejects the user");
      // Then
      assertNone(process.log());
    }
  }

  @Test
  void whatCamelCanShowHasNone() throws Exception {
    settings.put("camel.main.messageHistory", "true");
    try (RunningConnector connector = RunningConnector.start(openCti, crowdSec, settings)) {
      // Given a job that went through
      String work = openCti.ask(connector.id(), openCti.addObservable(ADDRESS));
      await().atMost(PATIENCE).until(() -> openCti.work(work).status().equals("complete"));
      // When
      CamelContext camel = connector.main().getCamelContext();
      StringBuilder shown = new StringBuilder();
      camel.getEndpoints().forEach(endpoint -> shown.append(endpoint).append(' ').append(endpoint.getEndpointUri()).append('\n'));
      ((ModelCamelContext) camel).getRouteDefinitions().forEach(route -> shown.append(route).append('\n'));
      camel.getRoutes().forEach(route -> shown.append(route).append(route.getProperties()).append('\n'));
      camel.getRegistry().findByTypeWithName(Object.class).forEach((name, bean) -> shown.append(name).append(bean).append('\n'));
      shown.append(camel.getPropertiesComponent().loadProperties());
      Thread.getAllStackTraces().keySet().forEach(thread -> shown.append(thread.getName()).append('\n'));
      // Then
      assertThat(shown).contains("receive-job", "crowdsecHttp", "connector.name");
      assertNone(shown.toString());
    }
  }

  private void assertNone(String text) {
    secrets.forEach(secret -> assertThat(text.contains(secret))
        .as("'" + secret + "' is shown in: " + text.lines().filter(line -> line.contains(secret)).limit(3).toList()).isFalse());
  }

  private String ask(String address) {
    return openCti.ask(settings.get("CONNECTOR_ID"), openCti.addObservable(address));
  }
}
