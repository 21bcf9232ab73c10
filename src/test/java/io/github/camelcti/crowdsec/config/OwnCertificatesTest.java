package io.github.camelcti.crowdsec.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.camelcti.crowdsec.support.TestCa;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Certificates that the connector itself shows: what is wrong with them is said at the start, which goes on. */
class OwnCertificatesTest {

  private static final TestCa CA = new TestCa("Some CA");
  private static final TestCa.Issued GOOD = CA.issue("connector.example", "*.wild.example", "10.0.0.7");
  private static final TestCa.Issued EXPIRED = CA.expired("connector.example");
  private static final String END =
      EXPIRED.certificate().getNotAfter().toInstant().truncatedTo(ChronoUnit.SECONDS).toString();

  @TempDir
  private Path directory;

  static Stream<Arguments> fine() {
    return Stream.of(
        arguments(named("the name in the address", callback(GOOD, "https://connector.example:7070"))),
        arguments(named("the name by a wildcard", callback(GOOD, "https://a.wild.example"))),
        arguments(named("an IP address", callback(GOOD, "https://10.0.0.7:7070"))),
        arguments(named("no TLS", with(callback(EXPIRED, "http://elsewhere"), "CONNECTOR_LISTEN_PROTOCOL_API_SSL", "false"))),
        arguments(named("jobs by RabbitMQ", with(callback(EXPIRED, "https://elsewhere"), "CONNECTOR_LISTEN_PROTOCOL", "AMQP"))),
        arguments(named("management", identity("CONNECTOR_MANAGEMENT_SSL", GOOD))),
        arguments(named("broker", identity("MQ_USE_SSL", GOOD))));
  }

  @ParameterizedTest
  @MethodSource("fine")
  void saysNothing(Map<String, String> settings) throws ConfigurationException {
    assertThat(warnings(settings)).isEmpty();
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        arguments(named("callback: expired", callback(EXPIRED, "https://connector.example")),
            "CONNECTOR_LISTEN_PROTOCOL_API_SSL_CERT (environment) expired on " + END, "renew it"),
        arguments(named("callback: another name", callback(GOOD, "https://elsewhere.example:7070")),
            "CONNECTOR_LISTEN_PROTOCOL_API_URI (environment) names the host elsewhere.example", "use a name from the certificate"),
        arguments(named("callback: no address", callback(GOOD, null)),
            "CONNECTOR_LISTEN_PROTOCOL_API_URI is not set", "use a name from the certificate"),
        arguments(named("callback: http://", callback(GOOD, "http://connector.example")),
            "CONNECTOR_LISTEN_PROTOCOL_API_URI (environment) starts with http://", "change it to https://"),
        arguments(named("management: expired", identity("CONNECTOR_MANAGEMENT_SSL", EXPIRED)),
            "CONNECTOR_MANAGEMENT_SSL_CERT (environment) expired on " + END, "renew it"),
        arguments(named("broker: expired", identity("MQ_USE_SSL", EXPIRED)),
            "MQ_USE_SSL_CERT (environment) expired on " + END, "renew it"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void saysWhatOthersWillRefuse(Map<String, String> settings, String what, String help) throws ConfigurationException {
    assertThat(warnings(settings)).singleElement().asString().startsWith(what).contains(help);
  }

  private List<String> warnings(Map<String, String> settings) throws ConfigurationException {
    ConfigFixture given = new ConfigFixture(directory);
    settings.forEach(given::with);
    return given.load().warnings();
  }

  private static Map<String, String> callback(TestCa.Issued issued, String address) {
    Map<String, String> settings = with(identity("CONNECTOR_LISTEN_PROTOCOL_API_SSL", issued), "CONNECTOR_LISTEN_PROTOCOL", "API");
    return address == null ? settings : with(settings, "CONNECTOR_LISTEN_PROTOCOL_API_URI", address);
  }

  private static Map<String, String> identity(String prefix, TestCa.Issued issued) {
    return Map.of(prefix, "true", prefix + "_CERT", issued.pem(), prefix + "_KEY", issued.keyPem());
  }

  private static Map<String, String> with(Map<String, String> settings, String name, String value) {
    Map<String, String> more = new HashMap<>(settings);
    more.put(name, value);
    return more;
  }
}
