package io.github.camelcti.crowdsec.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelcti.crowdsec.Terminal;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step;
import io.github.camelcti.crowdsec.doubles.Generation;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.opencti.graphql.Operation;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformClient;
import io.github.camelcti.crowdsec.reload.RouteFolder;
import io.github.camelcti.crowdsec.support.Ports;
import io.github.camelcti.crowdsec.support.RunningConnector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code check} against doubles behind real sockets: the right line for each trouble, and nothing registered by it. */
class CheckCommandTest {

  private static final Path ROOT = Path.of("");

  private final Broker broker = Broker.shared();
  private final OpenCtiDouble openCti = OpenCtiDouble.start(broker);
  private final CrowdSecDouble crowdSec = CrowdSecDouble.start();
  private final Map<String, String> settings = RunningConnector.environment(openCti, crowdSec);

  @AfterEach
  void stop() throws Exception {
    crowdSec.close();
    openCti.close();
    broker.close();
  }

  static Stream<Arguments> troubles() {
    return Stream.of(
        trouble("a wrong setting", (it, set) -> set.put("CONNECTOR_CONCURRENCY", "many"), 2,
            "problem configuration CONNECTOR_CONCURRENCY (environment): \"many\" is not a whole number.", "fix: Set CONNECTOR_CONCURRENCY to"),
        trouble("platform down", (it, set) -> it.openCti.down(), 1,
            "problem platform OpenCTI at http://127.0.0.1:", "fix: Start OpenCTI, or correct OPENCTI_URL (environment).",
            "skipped token the platform can't be reached"),
        trouble("unknown platform", (it, set) -> set.put("OPENCTI_URL", "http://opencti.invalid:8080"), 2,
            "problem platform OpenCTI at http://opencti.invalid:8080 can't be reached: the host name is unknown", "fix: Correct the host name in OPENCTI_URL"),
        trouble("a dead proxy", (it, set) -> set.putAll(Map.of("OPENCTI_URL", "http://opencti.invalid:8080",
            "HTTP_PROXY", "http://me:planted-word@127.0.0.1:1")), 1, "problem platform OpenCTI at http://opencti.invalid:8080 through the "
            + "proxy 127.0.0.1:1 (HTTP_PROXY, environment) can't be reached", "fix: If the proxy is the right one, start it; "
            + "otherwise correct HTTP_PROXY, or add the platform's host to NO_PROXY."),
        trouble("a misspelt proxy", (it, set) -> set.putAll(Map.of("OPENCTI_URL", "https://opencti.invalid",
            "HTTPS_PROXY", "http://proxy.invalid:3128")), 2, "through the proxy proxy.invalid:3128 (HTTPS_PROXY, environment) can't be "
            + "reached: the host name is unknown (proxy.invalid", "otherwise correct HTTPS_PROXY"),
        trouble("no platform", (it, set) -> it.openCti.failNext(9, 404, "<html>"), 1,
            "problem platform OpenCTI at http://127.0.0.1:", "answered with HTTP 404"),
        trouble("platform without its search engine", (it, set) -> it.openCti.searchEngineAway(true), 1,
            "ok platform OpenCTI", "problem registration OpenCTI answered read-connector/connector with DATABASE_ERROR",
            "fix: Check OpenCTI's search engine and its RabbitMQ"),
        trouble("wrong token", (it, set) -> set.put("OPENCTI_TOKEN", "00000000-0000-4000-8000-000000000000"), 2,
            "ok platform answers at", "problem token OpenCTI does not know it (environment)", "fix: Set OPENCTI_TOKEN to the token"),
        trouble("token without rights", (it, set) -> it.openCti.rights("KNOWLEDGE"), 2,
            "ok token belongs to the user 'connectors'",
            "problem rights 'connectors' lacks CONNECTORAPI (register, ping, push results), KNOWLEDGE_KNUPDATE (write "
                + "enrichments)",
            "fix: Give the user a role with them", "skipped registration OpenCTI does not report it to this user"),
        trouble("token without the connector's right", (it, set) -> it.openCti.rights("KNOWLEDGE_KNUPDATE_KNDELETE"), 2,
            "problem rights 'connectors' lacks CONNECTORAPI (register, ping, push results) fix: Give the user a role with it"),
        trouble("unresolvable MQ_HOST", (it, set) -> set.put("MQ_HOST", "rabbit.invalid"), 2,
            "problem broker rabbit.invalid:5672 (MQ_HOST): the host name is unknown here", "fix: Set MQ_HOST to a name"),
        trouble("an inner name of the broker", (it, set) -> {
          it.openCti.callBroker("rabbitmq.invalid");
          it.register();
        }, 2, "ok registration as 'CrowdSec'", "problem broker rabbitmq.invalid:", "(as OpenCTI names it): the host name is unknown here",
            "fix: Set MQ_HOST to a name of OpenCTI's RabbitMQ that this computer can resolve"),
        trouble("nobody at the broker's port", (it, set) -> {
          it.register();
          set.put("MQ_PORT", String.valueOf(Ports.free()));
        }, 1, "problem broker 127.0.0.1:", "(MQ_PORT, the host as OpenCTI names it) can't be reached: connection refused", "set MQ_HOST and MQ_PORT"),
        trouble("a wrong password for the broker", (it, set) -> {
          it.register();
          set.put("MQ_PASS", "planted-wrong");
        }, 2, "refuses user 'guest'", "fix: Remove MQ_USER, MQ_PASS and MQ_VHOST"),
        trouble("no jobs by HTTP in this generation", (it, set) -> {
          it.openCti.claim("6.2.18");
          set.put("CONNECTOR_LISTEN_PROTOCOL", "API");
        }, 2, "problem results OpenCTI 6.2.18 can't send jobs over HTTP", "fix: Set CONNECTOR_LISTEN_PROTOCOL to "
            + "AMQP."));
  }

  private static Arguments trouble(String name, BiConsumer<CheckCommandTest, Map<String, String>> given, int code, String... lines) {
    return arguments(named(name, given), code, List.of(lines));
  }

  @ParameterizedTest
  @MethodSource("troubles")
  void saysWhatIsWrongAndHowToMendIt(BiConsumer<CheckCommandTest, Map<String, String>> given, int code, List<String> lines) {
    // Given
    given.accept(this, settings);
    boolean before = openCti.registered(settings.get("CONNECTOR_ID"));
    // When
    Terminal terminal = Terminal.type(settings, ROOT, "check");
    // Then
    assertThat(terminal.out().replaceAll("\\s+", " ")).contains(lines);
    assertThat(terminal.exitCode()).isEqualTo(code);
    assertThat(terminal.out()).doesNotContain(openCti.token(), crowdSec.key(), "planted");
    assertThat(openCti.registered(settings.get("CONNECTOR_ID"))).isEqualTo(before);
    assertThat(crowdSec.calls()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Generation.class)
  void findsAllInOrderWithEveryGeneration(Generation generation) {
    try (OpenCtiDouble platform = OpenCtiDouble.start(broker, generation)) {
      // Given a first look
      settings.put("OPENCTI_URL", platform.url());
      Terminal first = Terminal.type(settings, ROOT, "check");
      assertThat(first.out()).contains("not yet; the first run registers the connector").contains("OpenCTI "
          + generation.version());
      assertThat(first.exitCode()).isZero();
      assertThat(platform.registered(settings.get("CONNECTOR_ID"))).isFalse();
      // When
      register();
      Terminal second = Terminal.type(settings, ROOT, "check");
      // Then
      assertThat(second.out()).contains("accepts user 'guest' and has queue listen_").doesNotContain("problem ");
      assertThat(second.exitCode()).isZero();
    }
  }

  @Test
  void asksCrowdSecOnceAndOnlyWhenTold() {
    crowdSec.script("1.1.1.1", Step.status(403, "{\"message\": \"Forbidden\"}"));
    Terminal refused = Terminal.type(settings, ROOT, "check", "--crowdsec");
    assertThat(refused.out()).containsPattern("problem +crowdsec +.*CROWDSEC_KEY").contains("fix: Set CROWDSEC_KEY");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(crowdSec.calls()).hasSize(1);
  }

  static Stream<Arguments> otherAnswers() {
    return Stream.of(
        arguments(named("CrowdSec does not know the address", Step.notKnown()), 0, "ok +crowdsec +the key works"),
        arguments(named("a proxy's page", Step.page(403)), 2, "something other than CrowdSec's API answered .HTTP 403"),
        arguments(named("a wrong path", Step.status(404, "{\"message\": \"Missing Authentication Token\"}")), 2,
            "CROWDSEC_API_URL is probably wrong"),
        arguments(named("anybody's page", Step.page(404)), 2, "CROWDSEC_API_URL is probably wrong"),
        arguments(named("nothing at all", Step.status(404, "")), 2, "HTTP 404 without a body"),
        arguments(named("a gateway", Step.page(502)), 1, "something other than CrowdSec's API answered .HTTP 502"));
  }

  @ParameterizedTest
  @MethodSource("otherAnswers")
  void callsAKeyGoodOnlyWhenCrowdSecItselfAnswers(Step answer, int code, String line) {
    crowdSec.script("1.1.1.1", answer);
    Terminal terminal = Terminal.type(settings, ROOT, "check", "--crowdsec");
    assertThat(terminal.out()).containsPattern(line);
    assertThat(terminal.exitCode()).isEqualTo(code);
    assertThat(terminal.out().contains("the key works")).isEqualTo(code == 0);
    assertThat(crowdSec.calls()).hasSize(1);
  }

  @Test
  void tellsProgramsTheSame() {
    openCti.down();
    JsonNode json = Terminal.type(settings, ROOT, "check", "--json").json();
    assertThat(json.path("ok").asBoolean(true)).isFalse();
    assertThat(json.at("/checks/1/name").asText()).isEqualTo("platform");
    assertThat(json.at("/checks/1/state").asText()).isEqualTo("problem");
    assertThat(json.at("/checks/1/fix").asText()).contains("OPENCTI_URL");
  }

  private void register() {
    Config config = Config.load(settings, ROOT);
    try (PlatformClient client = new PlatformClient(config, RouteFolder.read(ROOT).read())) {
      client.about();
      client.ask(Operation.of("register-connector", Map.of("id", settings.get("CONNECTOR_ID"), "name", "CrowdSec",
          "type", "INTERNAL_ENRICHMENT", "scope", List.of("IPv4-Addr"), "auto", false, "playbook_compatible", true),
          "registerConnector"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
