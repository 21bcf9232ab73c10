package io.github.camelcti.crowdsec.opencti;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelcti.crowdsec.enrich.Observable;
import io.github.camelcti.crowdsec.enrich.marking.DisclosureLimits;
import io.github.camelcti.crowdsec.enrich.marking.Tlp;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The platform has the observable as TLP:AMBER, described as "Seen by me". */
class PlaybookObservableTest {

  private static final String RED = "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed";
  private static final String GREEN = "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da";
  private static final String OTHER = "marking-definition--11111111-1111-4111-8111-111111111111";

  private static Playbook playbook(String observable, String more) throws Exception {
    String bundle = "{\"type\": \"bundle\", \"objects\": [{\"type\": \"ipv4-addr\", \"id\": \"" + Results.OBSERVABLE + "\""
        + observable + "}" + more + "]}";
    return new Playbook("ex", "ev", "pb", Results.OBSERVABLE, "st", "ps", (ObjectNode) new ObjectMapper().readTree(bundle),
        Instant.EPOCH);
  }

  /** The lowest limit that lets it pass; null if none does. */
  private static Tlp level(Observable seen) {
    return Arrays.stream(Tlp.values())
        .filter(level -> new DisclosureLimits(level.label(), "PAP:RED").excess(seen.markings()).isEmpty())
        .findFirst().orElse(null);
  }

  private static String marked(String... ids) {
    return ", \"object_marking_refs\": [\"" + String.join("\", \"", ids) + "\"]";
  }

  private static String definition(String id, String fields) {
    return ", {\"type\": \"marking-definition\", \"id\": \"" + id + "\", " + fields + "}";
  }

  static Stream<Arguments> markings() {
    return Stream.of(
        arguments(named("none in the bundle", ""), "", Tlp.AMBER),
        arguments(named("a stricter one, by its id", marked(RED)), "", Tlp.RED),
        arguments(named("a freer one", marked(GREEN)), "", Tlp.AMBER),
        arguments(named("a freer and a stricter one", marked(GREEN, RED)), "", Tlp.RED),
        arguments(named("an unknown id without a definition", marked(OTHER)), "", Tlp.AMBER),
        arguments(named("by its definition, as OpenCTI writes it", marked(OTHER)),
            definition(OTHER, "\"definition_type\": \"TLP\", \"name\": \"TLP:RED\", \"definition\": {\"TLP\": \"TLP:RED\"}"),
            Tlp.RED),
        arguments(named("by its definition, as STIX 2.1 writes it", marked(OTHER)),
            definition(OTHER, "\"definition_type\": \"tlp\", \"definition\": {\"tlp\": \"red\"}"), Tlp.RED),
        arguments(named("of TLP 2.0, which has no definition type", marked(OTHER)),
            definition(OTHER, "\"name\": \"TLP:AMBER+STRICT\", \"extensions\": {}"), Tlp.AMBER_STRICT),
        arguments(named("a TLP of a name that we don't know", marked(OTHER)),
            definition(OTHER, "\"definition_type\": \"TLP\", \"name\": \"TLP:BLACK\""), null),
        arguments(named("of another kind, that says TLP:RED", marked(OTHER)),
            definition(OTHER, "\"definition_type\": \"statement\", \"definition\": {\"statement\": \"TLP:RED\"}"), Tlp.RED),
        arguments(named("a known id with a definition that plays it down", marked(RED)),
            definition(RED, "\"definition_type\": \"statement\", \"name\": \"for everybody\""), Tlp.RED),
        arguments(named("one of another kind", marked(OTHER)),
            definition(OTHER, "\"definition_type\": \"statement\", \"name\": \"Copyright\""), Tlp.AMBER));
  }

  @ParameterizedTest
  @MethodSource("markings")
  void theStricterMarkingCounts(String observable, String definitions, Tlp expected) throws Exception {
    // When
    Observable seen = PlaybookObservable.of(Results.observable(), playbook(observable, definitions));
    // Then
    assertThat(level(seen)).isEqualTo(expected);
    assertThat(seen.markings()).containsAll(Results.observable().markings());
    assertThat(seen.organizations()).isEqualTo(Results.observable().organizations());
  }

  static Stream<Arguments> descriptions() {
    String extension = ", \"extensions\": {\"" + PlaybookResult.OBSERVABLE_EXTENSION + "\": {\"description\": \"inside\"}}";
    return Stream.of(
        arguments(named("none", ""), "Seen by me"),
        arguments(named("null", ", \"x_opencti_description\": null"), "Seen by me"),
        arguments(named("at the top level", ", \"x_opencti_description\": \"above\""), "above"),
        arguments(named("in the extension, where the platform writes it", extension), "inside"),
        arguments(named("in both", ", \"x_opencti_description\": \"above\"" + extension), "above"));
  }

  @ParameterizedTest
  @MethodSource("descriptions")
  void theBundlesDescriptionIsTheNewerOne(String observable, String expected) throws Exception {
    assertThat(PlaybookObservable.of(Results.observable(), playbook(observable, "")).description()).isEqualTo(expected);
  }

  @Test
  void aBundleWithoutTheObservableChangesNothing() throws Exception {
    Playbook playbook = playbook(marked(RED), "");
    Observable other = new Observable("ipv4-addr--2", "IPv4-Addr", "192.0.2.2", null, java.util.List.of(),
        java.util.List.of());
    assertThat(PlaybookObservable.of(other, playbook)).isSameAs(other);
  }
}
