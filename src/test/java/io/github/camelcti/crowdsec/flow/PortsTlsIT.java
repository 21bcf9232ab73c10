package io.github.camelcti.crowdsec.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.support.Doubles;
import io.github.camelcti.crowdsec.support.LogLines;
import io.github.camelcti.crowdsec.support.Ports;
import io.github.camelcti.crowdsec.support.RunningConnector;
import io.github.camelcti.crowdsec.support.TestCa;
import io.github.camelcti.crowdsec.tls.Certificates;
import io.github.camelcti.crowdsec.tls.ServerTrust;
import io.github.camelcti.crowdsec.tls.TlsContexts;
import io.github.camelcti.crowdsec.tls.TlsFailure;
import io.github.camelcti.crowdsec.tls.TlsFailure.Peer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The connector's own two ports with TLS, and clients that check what they are shown. Neither asks for a client
 * certificate: who may bring jobs is said by the token, and nothing on the other port changes anything.
 */
class PortsTlsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PASSPHRASE = "planted-passphrase";
  private static final TestCa CA = new TestCa("Workers' CA");
  private static final TestCa.Issued GOOD = CA.issue("localhost");

  @TempDir
  private Path folder;

  @RegisterExtension
  private final Doubles doubles = new Doubles();
  private final OpenCtiDouble openCti = doubles.openCti();
  private final CrowdSecDouble crowdSec = doubles.crowdSec();
  private int callback;
  private int management;

  @BeforeEach
  void start() throws Exception {
    callback = Ports.free();
    management = Ports.free();
  }

  static Stream<Arguments> shown() {
    TestCa.Issued expired = CA.expired("localhost");
    return Stream.of(
        arguments(named("right CA", GOOD), CA, null, List.of()),
        arguments(named("another CA", GOOD), new TestCa("Other CA"), "authority that is not trusted", List.of()),
        arguments(named("expired", expired), CA, "has expired", List.of(
            "CONNECTOR_LISTEN_PROTOCOL_API_SSL_CERT (environment) has expired on ",
            "CONNECTOR_MANAGEMENT_SSL_CERT (environment) has expired on ")),
        arguments(named("another name", CA.issue("elsewhere.example")), CA, "for another host name", List.of(
            "CONNECTOR_LISTEN_PROTOCOL_API_URI (environment) names the host localhost")));
  }

  @ParameterizedTest
  @MethodSource("shown")
  void isBelievedByThoseWhoKnowItsAuthority(TestCa.Issued shown, TestCa known, String refusal, List<String> warnings)
      throws Exception {
    HttpClient client = HttpClient.newBuilder().sslContext(TlsContexts.client(
        ServerTrust.system().plus(Optional.of(Certificates.read(known.pem()))), null)).build();
    try (LogLines log = LogLines.collect();
        RunningConnector connector = RunningConnector.startWithoutWaiting(openCti, crowdSec, settings(shown))) {
      await().atMost(PATIENCE).until(() -> connector.runs("receive-callback"));
      HttpRequest job = HttpRequest.newBuilder(URI.create("https://localhost:" + callback + "/api/callback"))
          .header("Authorization", "Bearer " + openCti.token()).POST(BodyPublishers.ofString("{}")).build();
      HttpRequest health = HttpRequest.newBuilder(URI.create("https://localhost:" + management + "/observe/health/live"))
          .build();
      if (refusal == null) {
        assertThat(client.send(job, BodyHandlers.ofString()).statusCode()).isEqualTo(202);
        assertThat(client.send(health, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
      } else {
        for (HttpRequest request : List.of(job, health)) {
          Throwable refused = catchThrowable(() -> client.send(request, BodyHandlers.ofString()));
          assertThat(refused).isInstanceOf(SSLException.class);
          assertThat(TlsFailure.explain(refused, Peer.OPENCTI, true)).as(refused.toString()).contains(refusal);
        }
      }
      assertThat(log.warnings("CONNECTOR_")).hasSameSizeAs(warnings);
      warnings.forEach(warning -> assertThat(log.warnings(warning)).hasSize(1));
    }
  }

  private Map<String, String> settings(TestCa.Issued shown) {
    Map<String, String> settings = new HashMap<>(Map.of(
        "CONNECTOR_LISTEN_PROTOCOL", "API", "CONNECTOR_LISTEN_PROTOCOL_API_URI", "https://localhost:" + callback,
        "CONNECTOR_LISTEN_PROTOCOL_API_PORT", String.valueOf(callback), "CONNECTOR_LISTEN_PROTOCOL_API_HOST", "localhost",
        "CONNECTOR_MANAGEMENT_ENABLED", "true", "CONNECTOR_MANAGEMENT_HOST", "localhost",
        "CONNECTOR_MANAGEMENT_PORT", String.valueOf(management), "CONNECTOR_STATE_DIRECTORY", folder.toString()));
    for (String port : List.of("CONNECTOR_LISTEN_PROTOCOL_API_SSL", "CONNECTOR_MANAGEMENT_SSL")) {
      settings.put(port, "true");
      settings.put(port + "_CERT", shown.pem());
      settings.put(port + "_KEY", shown.encryptedKeyPem(PASSPHRASE));
      settings.put(port + "_PASSPHRASE", PASSPHRASE);
    }
    return settings;
  }
}
