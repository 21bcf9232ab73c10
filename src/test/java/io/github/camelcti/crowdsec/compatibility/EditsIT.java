package io.github.camelcti.crowdsec.compatibility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step;
import io.github.camelcti.crowdsec.doubles.Generation;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.stix.StixIds;
import io.github.camelcti.crowdsec.support.RunningConnector;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What an analyst wrote stays, on every platform and by every way back; docs/mapping.md has the table. */
class EditsIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String COUNTRY = StixIds.country("Germany");
  private static final String PATTERN = StixIds.attackPattern("T1110");
  private static final String VULNERABILITY = StixIds.vulnerability("CVE-2021-41773");
  private static final String ORGANIZATION = StixIds.identity("CrowdSec", "organization");
  private static final List<String> COMMON = List.of(COUNTRY, PATTERN, VULNERABILITY, ORGANIZATION);

  private static final Broker BROKER = Broker.shared();

  static Stream<Arguments> platforms() {
    return Stream.of(Generation.values())
        .flatMap(generation -> Stream.of("api", "amqp").map(protocol -> arguments(generation, protocol)));
  }

  @ParameterizedTest(name = "OpenCTI {0} by {1}")
  @CsvSource({"V5_12, amqp", "V6_9, api"})
  void anIndicatorIsUpdatedOnlyIfNobodyElseMadeOrChangedIt(Generation generation, String protocol) throws Exception {
    try (OpenCtiDouble openCti = OpenCtiDouble.start(BROKER, generation); CrowdSecDouble crowdSec = CrowdSecDouble.start();
        RunningConnector connector = RunningConnector.start(openCti, crowdSec,
            settings(protocol, "CROWDSEC_INDICATOR_CREATE_FROM", "malicious"))) {
      // Given
      Map<Edit, String> observables = new LinkedHashMap<>();
      for (Edit edit : Edit.values()) {
        String address = address(edit);
        observables.put(edit, openCti.addObservable(address));
        crowdSec.script(address, answer(address, 4, edit.longAgo() ? 900 : 2), answer(address, 5, edit.longAgo() ? 880 : 1));
        edit.before(openCti, indicatorOfAnAnalyst(address));
      }
      enrich(openCti, connector, observables.values());
      Map<Edit, JsonNode> edited = new HashMap<>();
      for (Edit edit : Edit.values()) {
        edit.make(openCti, indicator(edit));
        edited.put(edit, openCti.object(indicator(edit)));
      }
      // When
      enrich(openCti, connector, observables.values());
      // Then
      for (Edit edit : Edit.values()) {
        JsonNode now = openCti.object(indicator(edit));
        String what = "somebody " + edit.text;
        if (edit.stays) {
          assertThat(now).as(what).isEqualTo(edited.get(edit));
        } else {
          assertThat(now.path("x_opencti_score").asInt()).as(what).isEqualTo(100);
          assertThat(now.path("revoked").asBoolean()).as(what).isFalse();
        }
        assertThat(openCti.objects("relationship")).as(what).anySatisfy(relationship -> {
          assertThat(relationship.path("relationship_type").asText()).isEqualTo("based-on");
          assertThat(relationship.path("source_ref").asText()).isEqualTo(indicator(edit));
          assertThat(relationship.path("target_ref").asText()).isEqualTo(observables.get(edit));
          assertThat(relationship.path("external_references").size()).isEqualTo(edit.stays ? 1 : 0);
        });
      }
      assertThat(openCti.works()).allSatisfy(work -> assertThat(work.errors()).isEmpty());
    }
  }

  @Tag("nightly")
  @ParameterizedTest(name = "OpenCTI {0} by {1}")
  @MethodSource("platforms")
  void anIndicatorIsUpdatedOnlyIfNobodyElseMadeOrChangedItOnEveryPlatform(Generation generation, String protocol)
      throws Exception {
    anIndicatorIsUpdatedOnlyIfNobodyElseMadeOrChangedIt(generation, protocol);
  }

  @ParameterizedTest(name = "OpenCTI {0} by {1}")
  @CsvSource({"V5_12, amqp", "V6_9, api"})
  void whatEverybodyKnowsKeepsTheNamesAndDescriptionsThatAnalystsGiveIt(Generation generation, String protocol)
      throws Exception {
    try (OpenCtiDouble openCti = OpenCtiDouble.start(BROKER, generation); CrowdSecDouble crowdSec = CrowdSecDouble.start()) {
      // Given
      List<String> addresses = List.of("192.0.2.1", "192.0.2.2", "192.0.2.3");
      addresses.forEach(address -> crowdSec.script(address, answer(address, 4, 2)));
      try (RunningConnector connector = RunningConnector.start(openCti, crowdSec, settings(protocol))) {
        enrich(openCti, connector, List.of(openCti.addObservable(addresses.get(0))));
        COMMON.forEach(id -> openCti.edit(id, Map.of("name", "Ours " + id, "description", "Our text")));
        // When
        enrich(openCti, connector, List.of(openCti.addObservable(addresses.get(1))));
        // Then
        COMMON.forEach(id -> assertThat(openCti.object(id).path("name").asText()).isEqualTo("Ours " + id));
      }
      // When
      try (RunningConnector anotherOne = RunningConnector.start(openCti, crowdSec, settings(protocol))) {
        enrich(openCti, anotherOne, List.of(openCti.addObservable(addresses.get(2))));
      }
      // Then
      COMMON.forEach(id -> {
        assertThat(openCti.object(id).path("name").asText()).isEqualTo("Ours " + id);
        assertThat(openCti.object(id).path("description").asText()).isEqualTo("Our text");
      });
      assertThat(openCti.works()).allSatisfy(work -> assertThat(work.errors()).isEmpty());
    }
  }

  @Tag("nightly")
  @ParameterizedTest(name = "OpenCTI {0} by {1}")
  @MethodSource("platforms")
  void whatEverybodyKnowsKeepsTheNamesAndDescriptionsThatAnalystsGiveItOnEveryPlatform(Generation generation,
      String protocol) throws Exception {
    whatEverybodyKnowsKeepsTheNamesAndDescriptionsThatAnalystsGiveIt(generation, protocol);
  }

  @ParameterizedTest(name = "OpenCTI {0} by {1}")
  @CsvSource({"V5_12, amqp", "V6_9, api"})
  void whatAnAnalystDeletedIsMadeAgain(Generation generation, String protocol) throws Exception {
    try (OpenCtiDouble openCti = OpenCtiDouble.start(BROKER, generation); CrowdSecDouble crowdSec = CrowdSecDouble.start();
        RunningConnector connector = RunningConnector.start(openCti, crowdSec, settings(protocol))) {
      // Given
      List<String> addresses = List.of("192.0.2.1", "192.0.2.2", "192.0.2.3");
      addresses.forEach(address -> crowdSec.script(address, answer(address, 4, 2)));
      enrich(openCti, connector, List.of(openCti.addObservable(addresses.get(0))));
      enrich(openCti, connector, List.of(openCti.addObservable(addresses.get(1))));
      // When
      COMMON.forEach(openCti::delete);
      enrich(openCti, connector, List.of(openCti.addObservable(addresses.get(2))));
      // Then
      assertThat(COMMON).allSatisfy(id -> assertThat(openCti.object(id)).isNotNull());
      assertThat(openCti.works()).allSatisfy(work -> assertThat(work.errors()).isEmpty());
    }
  }

  @Tag("nightly")
  @ParameterizedTest(name = "OpenCTI {0} by {1}")
  @MethodSource("platforms")
  void whatAnAnalystDeletedIsMadeAgainOnEveryPlatform(Generation generation, String protocol) throws Exception {
    whatAnAnalystDeletedIsMadeAgain(generation, protocol);
  }

  @ParameterizedTest(name = "OpenCTI {0} by {1}")
  @CsvSource({"V5_12, amqp", "V6_9, api"})
  void aDescriptionThatIsEditedWhileTheResultWaitsStays(Generation generation, String protocol) throws Exception {
    try (OpenCtiDouble openCti = OpenCtiDouble.start(BROKER, generation); CrowdSecDouble crowdSec = CrowdSecDouble.start();
        RunningConnector connector = RunningConnector.start(openCti, crowdSec, settings(protocol))) {
      // Given
      crowdSec.script("192.0.2.1", answer("192.0.2.1", 4, 2));
      String observable = openCti.addObservableOf("IPv4-Addr", "192.0.2.1", "Seen by me.");
      openCti.workersRest();
      openCti.ask(connector.id(), observable);
      patiently().until(() -> openCti.observable(observable).description().contains("Last CrowdSec enrichment"));
      // When
      String edited = "Seen by me, twice. " + openCti.observable(observable).description();
      openCti.describe(observable, edited);
      openCti.workersWork();
      patiently().until(() -> !openCti.observable(observable).labels().isEmpty() && openCti.allWorksComplete());
      // Then
      assertThat(openCti.observable(observable).description()).isEqualTo(edited);
    }
  }

  @Tag("nightly")
  @ParameterizedTest(name = "OpenCTI {0} by {1}")
  @MethodSource("platforms")
  void aDescriptionThatIsEditedWhileTheResultWaitsStaysOnEveryPlatform(Generation generation, String protocol)
      throws Exception {
    aDescriptionThatIsEditedWhileTheResultWaitsStays(generation, protocol);
  }

  @ParameterizedTest(name = "OpenCTI {0}")
  @EnumSource(value = Generation.class, names = {"V5_3"}, mode = EnumSource.Mode.EXCLUDE)
  void aPlaybookGetsNoIndicatorThatSomebodyElseChanged(Generation generation) throws Exception {
    try (OpenCtiDouble openCti = OpenCtiDouble.start(BROKER, generation); CrowdSecDouble crowdSec = CrowdSecDouble.start();
        RunningConnector connector = RunningConnector.start(openCti, crowdSec,
            settings("api", "CROWDSEC_INDICATOR_CREATE_FROM", "malicious"))) {
      // Given
      String address = address(Edit.RENAMED);
      crowdSec.script(address, answer(address, 4, 2), answer(address, 5, 1));
      String observable = openCti.addObservable(address);
      enrich(openCti, connector, List.of(observable));
      Edit.RENAMED.make(openCti, indicator(Edit.RENAMED));
      // When
      String execution = openCti.askPlaybook(connector.id(), observable);
      patiently().until(() -> !openCti.playbookSteps(execution).isEmpty());
      // Then
      Map<String, JsonNode> answer = new HashMap<>();
      openCti.playbookSteps(execution).get(0).bundle().path("objects").forEach(it -> answer.put(it.path("id").asText(), it));
      assertThat(answer).doesNotContainKey(indicator(Edit.RENAMED));
      assertThat(COMMON).allSatisfy(id -> assertThat(answer.get(id).path("confidence").asInt()).isZero());
    }
  }

  @ParameterizedTest(name = "OpenCTI {0}")
  @EnumSource(value = Generation.class, names = {"V6_9", "V7"})
  void aDraftGetsNoIndicatorThatSomebodyElseChanged(Generation generation) throws Exception {
    try (OpenCtiDouble openCti = OpenCtiDouble.start(BROKER, generation); CrowdSecDouble crowdSec = CrowdSecDouble.start();
        RunningConnector connector = RunningConnector.start(openCti, crowdSec,
            settings("api", "CROWDSEC_INDICATOR_CREATE_FROM", "malicious"))) {
      // Given
      String address = address(Edit.RENAMED);
      crowdSec.script(address, answer(address, 4, 2), answer(address, 5, 1));
      String observable = openCti.addObservable(address);
      enrich(openCti, connector, List.of(observable));
      Edit.RENAMED.make(openCti, indicator(Edit.RENAMED));
      COMMON.forEach(id -> openCti.edit(id, Map.of("name", "Ours " + id)));
      String draft = openCti.openDraft();
      // When
      String work = openCti.askInDraft(connector.id(), observable, draft);
      patiently().until(() -> openCti.work(work).status().equals("complete"));
      // Then
      assertThat(openCti.work(work).errors()).isEmpty();
      assertThat(openCti.draftObjects(draft, "indicator")).isEmpty();
      assertThat(openCti.draftObjects(draft, "location")).allSatisfy(country ->
          assertThat(country.path("name").asText()).isNotEqualTo("Germany"));
    }
  }

  @ParameterizedTest(name = "OpenCTI {0} by {1}, {2}")
  @CsvSource({"V6_9, api, malicious, 1", "V6_9, api, safe, 0", "V5_12, amqp, malicious, 1"})
  void theLookUpIsOneCallAndOnlyForIndicators(Generation generation, String protocol, String from, int lookUps)
      throws Exception {
    try (OpenCtiDouble openCti = OpenCtiDouble.start(BROKER, generation); CrowdSecDouble crowdSec = CrowdSecDouble.start();
        RunningConnector connector = RunningConnector.start(openCti, crowdSec,
            settings(protocol, "CROWDSEC_INDICATOR_CREATE_FROM", from))) {
      // Given
      crowdSec.script("192.0.2.1", answer("192.0.2.1", 4, 2));
      // When
      enrich(openCti, connector, List.of(openCti.addObservable("192.0.2.1")));
      // Then
      long attempts = openCti.count("stixCyberObservable");
      assertThat(openCti.count("indicator")).isEqualTo(lookUps * attempts);
      assertThat(openCti.requests()).filteredOn(it -> it.rootFields().contains("stixDomainObjects"))
          .allSatisfy(it -> assertThat(it.rootFields()).contains("stixCyberObservable"));
    }
  }

  @Tag("nightly")
  @ParameterizedTest(name = "OpenCTI {0} by {1}, {2}")
  @MethodSource("calls")
  void theLookUpIsOneCallAndOnlyForIndicatorsOnEveryPlatform(Generation generation, String protocol,
      String from, int lookUps) throws Exception {
    theLookUpIsOneCallAndOnlyForIndicators(generation, protocol, from, lookUps);
  }

  static Stream<Arguments> calls() {
    return platforms().flatMap(platform -> Stream.of(arguments(platform.get()[0], platform.get()[1], "malicious", 1),
        arguments(platform.get()[0], platform.get()[1], "safe", 0)));
  }

  private static void enrich(OpenCtiDouble openCti, RunningConnector connector, Iterable<String> observables) {
    for (String observable : observables) {
      String work = openCti.ask(connector.id(), observable);
      patiently().until(() -> openCti.work(work).status().equals("complete"));
    }
    patiently().until(connector::idle);
    // A work may be complete before its import.
    patiently().until(() -> openCti.allWorksComplete() && BROKER.depth("push_" + connector.id()) == 0
        && openCti.workersAreIdle());
  }

  private static ConditionFactory patiently() {
    return await().dontCatchUncaughtExceptions().atMost(Duration.ofSeconds(60));
  }

  private static String address(Edit edit) {
    return "198.18.0." + (edit.ordinal() + 1);
  }

  private static String indicator(Edit edit) {
    return StixIds.indicator("[ipv4-addr:value = '" + address(edit) + "']");
  }

  private static JsonNode indicatorOfAnAnalyst(String address) {
    return JSON.createObjectNode().put("type", "indicator").put("spec_version", "2.1")
        .put("id", StixIds.indicator("[ipv4-addr:value = '" + address + "']"))
        .put("name", "Our scanner").put("description", "Do not block").put("pattern_type", "stix")
        .put("pattern", "[ipv4-addr:value = '" + address + "']").put("x_opencti_score", 10).put("confidence", 60);
  }

  private static Step answer(String address, int score, int daysAgo) {
    try {
      ObjectNode answer = (ObjectNode) JSON.readTree(Samples.read("200-malicious-full", address));
      ((ObjectNode) answer.path("history")).put("last_seen", Instant.now().minus(Duration.ofDays(daysAgo)).toString());
      ((ObjectNode) answer.path("scores").path("overall")).put("total", score);
      return Step.ok(answer.toString());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, String> settings(String protocol, String... more) {
    Map<String, String> settings = new HashMap<>(Map.of(
        "CONNECTOR_QUEUE_PROTOCOL", protocol,
        "CROWDSEC_CACHE_TTL", "0",
        "CROWDSEC_MIN_DELAY_BETWEEN_ENRICHMENTS", "0",
        "CROWDSEC_ATTACK_PATTERN_CREATE_FROM_MITRE", "true"));
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return settings;
  }
}
