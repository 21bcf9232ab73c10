package io.github.camelcti.crowdsec.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.stix.StixIds;
import io.github.camelcti.crowdsec.support.RunningConnector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What OpenCTI has already is not sent again, and nothing is missing for that. */
class LeaveOutIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ORGANIZATION = StixIds.identity("CrowdSec", "organization");
  private static final AtomicInteger NEXT = new AtomicInteger(1);
  private static final Broker BROKER = Broker.shared();

  private static OpenCtiDouble openCti;
  private static CrowdSecDouble crowdSec;
  private static RunningConnector connector;

  @BeforeAll
  static void start() throws Exception {
    openCti = OpenCtiDouble.start(BROKER);
    crowdSec = CrowdSecDouble.start();
    connector = RunningConnector.start(openCti, crowdSec, Map.of(
        "CROWDSEC_CACHE_TTL", "0",
        "CROWDSEC_MIN_DELAY_BETWEEN_ENRICHMENTS", "0",
        "CROWDSEC_ATTACK_PATTERN_CREATE_FROM_MITRE", "true",
        "CROWDSEC_CREATE_NOTE", "true",
        "CROWDSEC_INDICATOR_CREATE_FROM", "malicious"));
  }

  @AfterAll
  static void stop() throws Exception {
    connector.close();
    crowdSec.close();
    openCti.close();
  }

  private interface Change {
    void on(String observable, String address) throws Exception;
  }

  static Stream<Arguments> changes() {
    return Stream.of(
        change("nothing", (observable, address) -> { }),
        change("the organization is deleted", (observable, address) -> openCti.delete(ORGANIZATION), ORGANIZATION,
            // Its author is gone, so the indicator counts as changed, and its links go on the relationship.
            "no indicator", "based-on"),
        change("a country is deleted", (observable, address) -> openCti.delete(StixIds.country("France")),
            StixIds.country("France")),
        change("an analyst renames a country",
            (observable, address) -> openCti.edit(StixIds.country("France"), Map.of("name", "Frankreich"))),
        change("a technique is deleted", (observable, address) -> openCti.delete(StixIds.attackPattern("T1110")),
            StixIds.attackPattern("T1110")),
        change("a relationship that all addresses share is deleted", (observable, address) -> openCti.delete(targets()),
            targets()),
        change("its note is deleted", (observable, address) -> openCti.delete(note(observable)), "note"),
        change("its note is rewritten", (observable, address) -> openCti.edit(note(observable), Map.of("content", "x")),
            "note"),
        change("its sighting at a country is deleted",
            (observable, address) -> openCti.delete(StixIds.sighting(observable, StixIds.country("France"))),
            "sighting at France"),
        change("its sighting at a country has another share",
            (observable, address) -> openCti.edit(StixIds.sighting(observable, StixIds.country("France")), Map.of("count", 99)),
            "sighting at France"),
        change("its sighting at the organization ends earlier",
            (observable, address) -> openCti.edit(atOrganization(observable), Map.of("last_seen", "2020-01-01T00:00:00.000Z")),
            "sighting at CrowdSec"),
        change("its sighting at the organization has less confidence",
            (observable, address) -> openCti.edit(atOrganization(observable), Map.of("confidence", 1)),
            "sighting at CrowdSec"),
        change("its sighting at the organization lost its marking",
            (observable, address) -> openCti.edit(atOrganization(observable), Map.of("object_marking_refs", List.of())),
            "sighting at CrowdSec"));
  }

  private static Arguments change(String name, Change change, String... sentAgain) {
    return arguments(named(name, change), List.of(sentAgain));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  void theSameAgainSendsTheIndicatorAndWhatIsNotInPlace(Change change, List<String> sentAgain) throws Exception {
    // Given
    String address = address();
    crowdSec.script(address, Step.ok(Samples.read("200-malicious-full", address)));
    String observable = openCti.addObservable(address, "TLP:GREEN");
    enrich(observable);
    enrich(observable); // by now it is known what all addresses share
    TreeSet<String> before = ids();
    change.on(observable, address);
    // When
    JsonNode bundle = enrich(observable);
    // Then
    List<String> expected = new ArrayList<>(List.of(indicator(address)));
    sentAgain.forEach(id -> expected.add(switch (id) {
      case "no indicator" -> ORGANIZATION;
      case "based-on" -> StixIds.relationship("based-on", indicator(address), observable);
      case "note" -> note(observable);
      case "sighting at France" -> StixIds.sighting(observable, StixIds.country("France"));
      case "sighting at CrowdSec" -> atOrganization(observable);
      default -> id;
    }));
    expected.removeIf(id -> sentAgain.contains("no indicator") && id.equals(indicator(address)));
    List<String> sent = sent(bundle);
    if (expected.size() == 1) {
      // No bundle has a single object.
      assertThat(sent).hasSize(2).containsAnyOf(ORGANIZATION, observable);
      sent.removeAll(List.of(ORGANIZATION, observable));
    }
    assertThat(sent).containsExactlyInAnyOrderElementsOf(new TreeSet<>(expected));
    TreeSet<String> missing = new TreeSet<>(before);
    missing.removeAll(ids());
    missing.removeIf(StixIds.country("France")::equals); // goes by another id once it is renamed
    assertThat(missing).isEmpty();
    assertThat(openCti.works()).allSatisfy(work -> assertThat(work.errors()).isEmpty());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"200-suspicious", "200-known", "404-not-found"})
  void nothingIsSentButTheTimeIfNothingIsNew(String sample) throws Exception {
    // Given
    String address = address();
    if (sample.startsWith("200")) {
      crowdSec.script(address, Step.ok(Samples.read(sample, address)));
    }
    String observable = openCti.addObservableOf("IPv4-Addr", address, "Seen by me.");
    enrich(observable);
    openCti.describe(observable, "Seen by me. `Last CrowdSec enrichment: 2024-01-01T00:00:00+00:00`");
    int before = openCti.bundles().size();
    // When
    enrich(observable);
    // Then
    assertThat(openCti.bundles()).hasSize(before);
    assertThat(openCti.observable(observable).description()).startsWith("Seen by me.")
        .contains("Last CrowdSec enrichment").doesNotContain("2024-01-01");
    assertThat(openCti.works()).last().satisfies(work -> {
      assertThat(work.errors()).isEmpty();
      assertThat(work.messages()).last().asString().contains("CrowdSec", "OpenCTI has all of it");
    });
  }

  @Test
  void anotherAddressOnlyRefersToWhatAllShare() throws Exception {
    // Given
    String one = address();
    String other = address();
    for (String address : List.of(one, other)) {
      crowdSec.script(address, Step.ok(Samples.read("200-malicious-full", address)));
    }
    String observable = openCti.addObservable(one);
    enrich(observable);
    enrich(observable);
    // When
    JsonNode bundle = enrich(openCti.addObservable(other));
    // Then
    assertThat(types(bundle)).containsOnly("ipv4-addr", "indicator", "relationship", "sighting", "note");
    assertThat(bundle.path("objects")).noneMatch(it -> it.path("relationship_type").asText().equals("targets"));
    assertThat(openCti.works()).allSatisfy(work -> assertThat(work.errors()).isEmpty());
  }

  @Test
  void whatChangedIsSent() throws Exception {
    // Given
    String address = address();
    ObjectNode later = (ObjectNode) JSON.readTree(Samples.read("200-malicious-full", address));
    ((ObjectNode) later.path("history")).put("last_seen", "2024-06-30T10:00:00+00:00");
    ((ObjectNode) later.path("target_countries")).put("FR", 77);
    crowdSec.script(address, Step.ok(Samples.read("200-malicious-full", address)), Step.ok(later.toString()));
    String observable = openCti.addObservable(address);
    enrich(observable);
    // When
    JsonNode bundle = enrich(observable);
    // Then
    assertThat(sent(bundle)).contains(note(observable), atOrganization(observable), atOrganization(indicator(address)),
        StixIds.sighting(observable, StixIds.country("France")));
    assertThat(openCti.object(atOrganization(observable)).path("last_seen").asText()).startsWith("2024-06-30");
    assertThat(types(bundle)).doesNotContain("vulnerability", "identity", "ipv4-addr");
  }

  @Test
  void whatNeverGotInIsSentAgain() throws Exception {
    // Given a result that waits in OpenCTI's queue
    String address = address();
    crowdSec.script(address, Step.ok(Samples.read("200-malicious-full", address)));
    String observable = openCti.addObservable(address);
    openCti.workersRest();
    try {
      int before = openCti.bundles().size();
      openCti.ask(connector.id(), observable);
      patiently().until(() -> openCti.bundles().size() == before + 1 && connector.idle());
      // When the address is looked up again
      openCti.ask(connector.id(), observable);
      patiently().until(() -> openCti.bundles().size() == before + 2 && connector.idle());
      // Then all that is about it is sent again
      assertThat(about(observable, openCti.bundles().get(before + 1)))
          .containsExactlyInAnyOrderElementsOf(about(observable, openCti.bundles().get(before)));
    } finally {
      openCti.workersWork();
    }
    patiently().until(() -> openCti.allWorksComplete() && openCti.workersAreIdle());
  }

  private static List<String> about(String observable, JsonNode bundle) {
    return sent(bundle, it -> it.toString().contains(observable));
  }

  private static JsonNode enrich(String observable) {
    String work = openCti.ask(connector.id(), observable);
    patiently().until(() -> openCti.work(work).status().equals("complete"));
    patiently().until(() -> connector.idle() && openCti.allWorksComplete() && openCti.workersAreIdle());
    return openCti.bundles().get(openCti.bundles().size() - 1);
  }

  private static TreeSet<String> ids() {
    TreeSet<String> ids = new TreeSet<>();
    openCti.objects(null).forEach(it -> ids.add(it.path("id").asText()));
    return ids;
  }

  private static List<String> sent(JsonNode bundle) {
    return sent(bundle, it -> true);
  }

  private static List<String> sent(JsonNode bundle, Predicate<JsonNode> which) {
    List<String> ids = new ArrayList<>();
    bundle.path("objects").forEach(it -> {
      if (which.test(it)) {
        ids.add(it.path("id").asText());
      }
    });
    return ids;
  }

  private static List<String> types(JsonNode bundle) {
    return bundle.path("objects").findValuesAsText("type");
  }

  private static String address() {
    return "198.18.1." + NEXT.getAndIncrement();
  }

  private static String indicator(String address) {
    return StixIds.indicator("[ipv4-addr:value = '" + address + "']");
  }

  private static String targets() {
    return StixIds.relationship("targets", StixIds.attackPattern("T1110"), StixIds.country("France"));
  }

  private static String note(String observable) {
    return StixIds.anchored("note", Map.of("crowdsec-note", observable));
  }

  private static String atOrganization(String sighted) {
    return StixIds.anchored("sighting", Map.of("crowdsec-sighting", sighted, "at", ORGANIZATION));
  }

  private static ConditionFactory patiently() {
    return await().dontCatchUncaughtExceptions().atMost(Duration.ofSeconds(30));
  }
}
