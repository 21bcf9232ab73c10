package io.github.camelcti.crowdsec.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.doubles.TlsFront;
import io.github.camelcti.crowdsec.support.ConnectorProcess;
import io.github.camelcti.crowdsec.support.Doubles;
import io.github.camelcti.crowdsec.support.LogLines;
import io.github.camelcti.crowdsec.support.RunningConnector;
import io.github.camelcti.crowdsec.support.TestCa;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * TLS to all three servers, whose certificates are made by a private authority: once with the packaged jar, then what is
 * wrong, server by server; for the platform in {@code HttpClientsTlsTest}, for the connector's own ports in {@code PortsTlsIT}.
 */
class TlsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String ADDRESS = "192.0.2.10";
  private static final String PASSPHRASE = "planted-passphrase";
  private static final TestCa CA = new TestCa("Private CA");
  private static final TestCa OTHER = new TestCa("Other CA");
  private static final TestCa.Issued SERVER = CA.issue("localhost");
  private static final TestCa.Issued EXPIRED = CA.expired("localhost");
  private static final TestCa.Issued ELSEWHERE = CA.issue("elsewhere.example");
  private static final TestCa.Issued CLIENT = OTHER.issueRsa("connector");

  @RegisterExtension
  private final Doubles doubles = new Doubles();
  private final Broker broker = doubles.broker();
  private final OpenCtiDouble openCti = doubles.openCti();
  private final CrowdSecDouble crowdSec = doubles.crowdSec();
  private final Map<String, String> settings = doubles.environment();

  @BeforeEach
  void start() throws Exception {
    settings.put("CROWDSEC_MAX_RETRIES", "0");
  }

  @Test
  void enrichesOverTlsWithAClientCertificateAtTheBroker() throws Exception {
    // Given
    crowdSec.script(ADDRESS, Step.ok(Samples.read("200-malicious-full")));
    try (TlsFront platform = TlsFront.start(URI.create(openCti.url()).getPort(), SERVER, null);
        TlsFront cti = TlsFront.start(URI.create(crowdSec.url()).getPort(), SERVER, null);
        TlsFront amqps = TlsFront.start(broker.port(), SERVER, OTHER)) {
      settings.put("OPENCTI_URL", "https://localhost:" + platform.port());
      settings.put("CROWDSEC_API_URL", "https://localhost:" + cti.port());
      settings.put("HTTPS_CA_CERTIFICATES", CA.pem());
      useBroker(amqps.port());
      settings.put("MQ_USE_SSL_CA", CA.pem());
      settings.put("MQ_USE_SSL_CERT", CLIENT.pem());
      settings.put("MQ_USE_SSL_KEY", CLIENT.encryptedKeyPem(PASSPHRASE));
      settings.put("MQ_USE_SSL_PASSPHRASE", PASSPHRASE);
      // When
      try (ConnectorProcess process = ConnectorProcess.start(settings)) {
        process.awaitLog("jobs on queue listen_"); // at the first try, or when the broker "is back"
        String work = ask();
        await().atMost(PATIENCE).until(() -> openCti.work(work).status().equals("complete"));
        // Then
        assertThat(openCti.work(work).errors()).as(process.log()).isEmpty();
        assertThat(process.log()).doesNotContain(PASSPHRASE).doesNotContain("PRIVATE KEY");
      }
    }
  }

  static Stream<Arguments> brokers() {
    return Stream.of(
        arguments(named("unknown CA", SERVER), null, Map.of(), "not trusted; set MQ_USE_SSL_CA to the authority's certificate"),
        arguments(named("another CA", SERVER), null, Map.of("MQ_USE_SSL_CA", OTHER.pem()),
            "not trusted; set MQ_USE_SSL_CA to the authority's certificate"),
        arguments(named("expired", EXPIRED), null, Map.of("MQ_USE_SSL_CA", CA.pem()), "has expired; renew it"),
        arguments(named("another name", ELSEWHERE), null, Map.of("MQ_USE_SSL_CA", CA.pem()),
            "for another host name; set MQ_HOST"),
        arguments(named("requires a client certificate", SERVER), OTHER, Map.of("MQ_USE_SSL_CA", CA.pem()),
            "set MQ_USE_SSL_CERT and MQ_USE_SSL_KEY"),
        arguments(named("wants another client certificate", SERVER), CA, Map.of("MQ_USE_SSL_CA", CA.pem(),
            "MQ_USE_SSL_CERT", CLIENT.pem(), "MQ_USE_SSL_KEY", CLIENT.keyPem()), "set MQ_USE_SSL_CERT and MQ_USE_SSL_KEY"));
  }

  @ParameterizedTest
  @MethodSource("brokers")
  void saysWhyTheBrokerIsNotReached(TestCa.Issued shown, TestCa clients, Map<String, String> more, String words)
      throws Exception {
    try (TlsFront amqps = TlsFront.start(broker.port(), shown, clients); LogLines log = LogLines.collect()) {
      useBroker(amqps.port());
      settings.putAll(more);
      try (RunningConnector connector = RunningConnector.startWithoutWaiting(openCti, crowdSec, settings)) {
        String start = "RabbitMQ at localhost:" + amqps.port() + " is unreachable: ";
        await().atMost(PATIENCE).until(() -> log.lines(start).size() == 1);
        assertThat(log.lines(start)).singleElement().asString().contains(words);
        assertThat(connector.ended()).isFalse();
      }
    }
  }

  static Stream<Arguments> crowdSecs() {
    Map<String, String> ours = Map.of("HTTPS_CA_CERTIFICATES", CA.pem());
    return Stream.of(
        arguments(named("right CA", SERVER), null, ours, null),
        arguments(named("unknown CA", SERVER), null, Map.of(), "not trusted; add the authority's certificate to HTTPS_CA_"),
        arguments(named("another CA", SERVER), null, Map.of("HTTPS_CA_CERTIFICATES", OTHER.pem()), "not trusted"),
        arguments(named("CA of the platform only", SERVER), null, Map.of("OPENCTI_SSL_VERIFY", CA.pem()), "not trusted"),
        arguments(named("no check of the platform", SERVER), null, Map.of("OPENCTI_SSL_VERIFY", "false"), "not trusted"),
        arguments(named("expired", EXPIRED), null, ours, "has expired; renew it"),
        arguments(named("another name", ELSEWHERE), null, ours, "for another host name; use a name from the certificate in CROWDSEC_API_URL"),
        arguments(named("requires a client certificate", SERVER), OTHER, ours, "the connector has none for CrowdSec"));
  }

  /** A key that went to whoever is on the way would be worth money, so this check has no switch. */
  @ParameterizedTest
  @MethodSource("crowdSecs")
  void tellsTheAnalystWhyTheConnectionFailed(TestCa.Issued shown, TestCa clients, Map<String, String> more, String words)
      throws Exception {
    try (TlsFront cti = TlsFront.start(URI.create(crowdSec.url()).getPort(), shown, clients)) {
      settings.put("CROWDSEC_API_URL", "https://localhost:" + cti.port());
      settings.put("CROWDSEC_OUTAGE_POLICY", "fail"); // else the job waits, and the connector's state says the same
      settings.putAll(more);
      try (RunningConnector connector = RunningConnector.start(openCti, crowdSec, settings)) {
        // When
        String work = openCti.ask(connector.id(), openCti.addObservable(ADDRESS));
        await().atMost(PATIENCE).until(() -> openCti.work(work).status().equals("complete"));
        // Then
        if (words == null) {
          assertThat(openCti.work(work).errors()).isEmpty();
        } else {
          assertThat(openCti.work(work).errors()).singleElement().asString().contains(words);
        }
        assertThat(crowdSec.calls()).hasSize(words == null ? 1 : 0);
      }
    }
  }

  @Test
  void takesJobsFromABrokerWhoseCertificateIsNotCheckedAndSaysSo() throws Exception {
    try (TlsFront amqps = TlsFront.start(broker.port(), CA.expired("elsewhere.example"), null)) {
      useBroker(amqps.port());
      settings.put("MQ_USE_SSL_REJECT_UNAUTHORIZED", "false");
      try (ConnectorProcess process = ConnectorProcess.start(settings)) {
        process.awaitLog("MQ_USE_SSL_REJECT_UNAUTHORIZED (environment) turns off the check");
        process.awaitConsumer();
        String work = ask();
        await().atMost(PATIENCE).until(() -> openCti.work(work).status().equals("complete"));
      }
    }
  }

  @Test
  void tellsTheOperatorWhichSettingHelps() throws Exception {
    try (TlsFront platform = TlsFront.start(URI.create(openCti.url()).getPort(), SERVER, null)) {
      settings.put("OPENCTI_URL", "https://localhost:" + platform.port());
      try (ConnectorProcess process = ConnectorProcess.start(settings)) {
        process.awaitLog("not trusted; add the authority's certificate to OPENCTI_SSL_VERIFY");
      }
    }
  }

  @Test
  void reportsAllUnusableMaterialAtOnceAndStartsNothing() throws Exception {
    // Given
    settings.put("OPENCTI_SSL_VERIFY", "/no/such/ca.pem");
    settings.put("HTTPS_CA_CERTIFICATES", CLIENT.keyPem());
    settings.put("MQ_USE_SSL_CA", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----");
    settings.put("MQ_USE_SSL_CERT", CLIENT.pem());
    settings.put("MQ_USE_SSL_KEY", SERVER.keyPem());
    settings.put("HTTPS_PROXY", "socks5://user:planted@proxy:1080");
    // When
    try (ConnectorProcess process = ConnectorProcess.start(settings)) {
      // Then
      assertThat(process.awaitExit(PATIENCE)).isEqualTo(2);
      assertThat(process.log()).contains("OPENCTI_SSL_VERIFY", "cannot be read", "HTTPS_CA_CERTIFICATES",
          "contains no certificate", "MQ_USE_SSL_CA", "damaged", "MQ_USE_SSL_KEY", "does not belong to the certificate",
          "HTTPS_PROXY").doesNotContain("planted", "BEGIN PRIVATE", "\tat ");
      assertThat(openCti.requests()).isEmpty();
    }
  }

  private void useBroker(int port) {
    settings.put("MQ_HOST", "localhost");
    settings.put("MQ_PORT", String.valueOf(port));
    settings.put("MQ_USE_SSL", "true");
  }

  private String ask() {
    return openCti.ask(settings.get("CONNECTOR_ID"), openCti.addObservable(ADDRESS));
  }
}
