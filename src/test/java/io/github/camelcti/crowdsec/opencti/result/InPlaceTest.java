package io.github.camelcti.crowdsec.opencti.result;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelcti.crowdsec.opencti.graphql.GraphQlReply;
import io.github.camelcti.crowdsec.stix.ExternalReference;
import io.github.camelcti.crowdsec.stix.Label;
import io.github.camelcti.crowdsec.stix.StixBundle;
import io.github.camelcti.crowdsec.stix.StixObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code LeaveOutIT} can't wait for, or can't make OpenCTI say. */
class InPlaceTest {

  private static final String ALL = "objects";
  private static final String COUNTRY = "location--1";
  private static final String SIGHTING = "sighting--1";

  private final AtomicLong nanoTime = new AtomicLong();
  private final InPlace inPlace = new InPlace(nanoTime::get);

  @ParameterizedTest(name = "{0} s after the read: {1} objects")
  @CsvSource({"0, 0", "59, 0", "61, 3"})
  void aReadIsTrustedForAMinute(int seconds, int objects) throws Exception {
    // Given
    inPlace.sent("it", bundle());
    inPlace.learn("it", bothThere());
    // When
    nanoTime.addAndGet(Duration.ofSeconds(seconds).toNanos());
    // Then
    assertThat(inPlace.leaveOut("it", bundle(), true).objects()).hasSize(objects);
  }

  @Test
  void aBundleHasNoSingleObject() throws Exception {
    // Given
    inPlace.sent("it", bundle());
    // When
    inPlace.learn("it", bothThere());
    // Then
    assertThat(inPlace.leaveOut("it", bundle(), false).objects()).hasSize(2);
    assertThat(inPlace.leaveOut("new", new StixBundle(bundle().objects().subList(0, 2)), true).objects())
        .as("a shared object is in place, and the observable is not").hasSize(2);
  }

  @ParameterizedTest(name = "the platform has {0} and {1}: {2} objects")
  @CsvSource({"SSH:Bruteforce, https://a, 0", "ssh:bruteforce, https://a, 0", "other, https://a, 2",
      "SSH:Bruteforce, https://b, 2", "'', https://a, 2"})
  void theObservableIsInPlaceWithItsLabelsAndLinks(String label, String link, int objects) throws Exception {
    // Given
    StixBundle bundle = new StixBundle(List.of(StixObject.builder("location", COUNTRY).build(),
        StixObject.builder("ipv4-addr", "ipv4-addr--1").with("x_opencti_tags", List.of(new Label("SSH:Bruteforce", "#000000")))
            .with("external_references", List.of(new ExternalReference("CrowdSec", "https://a", null))).build()));
    inPlace.sent("it", bundle);
    // When
    inPlace.learn("it", reply("""
        {"stixCyberObservable": {"standard_id": "ipv4-addr--1", "objectLabel": [{"value": "%s"}],
            "externalReferences": {"edges": [{"node": {"url": "%s"}}]}},
         "stixCoreObjects": {"edges": [{"node": {"standard_id": "%s"}}]}}
        """.formatted(label, link, COUNTRY)));
    // Then
    assertThat(inPlace.leaveOut("it", bundle, true).objects()).hasSize(objects);
  }

  /** A push that fails leaves OpenCTI with what it had. */
  @Test
  void whatChangedIsSentUntilOpenCtiHasTakenIt() throws Exception {
    // Given
    StixBundle changed = changed("description", "added by a hook");
    inPlace.sent("it", bundle());
    inPlace.learn("it", bothThere());
    assertThat(inPlace.leaveOut("it", changed, true).objects()).as("also of a shared object").contains(changed.objects().get(1));
    // When
    inPlace.learn("it", bothThere());
    // Then
    assertThat(inPlace.leaveOut("it", changed, true).objects()).as("the push failed").containsAll(changed.objects());
    inPlace.sent("it", changed);
    inPlace.learn("it", bothThere());
    assertThat(inPlace.leaveOut("it", changed, true).objects()).as("the push went well").isEmpty();
  }

  /** The read does not show an autonomous system's name, so nobody knows whether it got in. */
  @Test
  void whatTheReadDoesNotShowIsAlwaysSent() throws Exception {
    // Given
    StixBundle system = new StixBundle(List.of(StixObject.builder("autonomous-system", "autonomous-system--1").build(),
        StixObject.builder("location", COUNTRY).build()));
    inPlace.sent("it", system);
    // When
    inPlace.learn("it", reply("{\"stixCoreObjects\": {\"edges\": [{\"node\": {\"standard_id\": \"autonomous-system--1\"}}]}}"));
    // Then
    assertThat(inPlace.leaveOut("it", system, true).objects()).contains(system.objects().get(0));
  }

  private static StixBundle changed(String property, Object value) {
    return new StixBundle(bundle().objects().stream().map(it -> {
      StixObject.Builder object = StixObject.builder(it.type(), it.id());
      it.properties().forEach(object::with);
      return object.with(property, value).build();
    }).toList());
  }

  @Test
  void whatWasNeverSentIsNeitherAskedForNorLeftOut() throws Exception {
    assertThat(inPlace.variables("it")).containsEntry("askObjects", false).containsEntry("askRelationships", false);
    inPlace.learn("it", bothThere());
    assertThat(inPlace.leaveOut("it", bundle(), true).objects()).hasSize(3);
  }

  @Test
  void anotherObservableAsksOnlyForWhatResultsShare() {
    inPlace.sent("it", bundle());
    assertThat(inPlace.variables("another").get(ALL).toString()).contains(COUNTRY);
    assertThat(inPlace.variables("another")).containsEntry("askRelationships", false);
    assertThat(inPlace.variables("it").get("relationships").toString()).contains(SIGHTING);
  }

  @Test
  void whatIsSharedWithOrganizationsIsAlwaysSent() throws Exception {
    // Given
    StixBundle restricted = changed("x_opencti_granted_refs", List.of("identity--2"));
    inPlace.sent("it", restricted);
    // When
    inPlace.learn("it", bothThere());
    // Then
    assertThat(inPlace.leaveOut("it", restricted, true)).isEqualTo(restricted);
  }

  @ParameterizedTest(name = "a platform that answers {0} is not asked for an hour")
  @ValueSource(strings = {"{\"stixCoreObjects\": null}", "{\"stixRelationships\": null}"})
  void aPlatformThatCannotTellIsNotAskedEachTime(String answer) throws Exception {
    // Given
    inPlace.sent("it", bundle());
    assertThat(inPlace.variables("it")).containsEntry("askObjects", true);
    // When
    inPlace.learn("it", reply(answer));
    // Then
    assertThat(inPlace.variables("it")).containsEntry("askObjects", false).containsEntry("askRelationships", false);
    nanoTime.addAndGet(Duration.ofHours(1).toNanos());
    assertThat(inPlace.variables("it")).containsEntry("askObjects", true);
  }

  @Test
  void noReadAsksForMoreThanAPage() {
    // When
    inPlace.sent("it", new StixBundle(IntStream.range(0, 400)
        .mapToObj(i -> StixObject.builder("location", "location--" + i).build()).toList()));
    inPlace.sent("large", new StixBundle(IntStream.range(0, 400)
        .mapToObj(i -> StixObject.builder("sighting", "sighting--" + i).build()).toList()));
    // Then
    assertThat(ids("it")).hasSize(250).contains("location--399").doesNotContain("location--0");
    assertThat(inPlace.variables("large")).as("asks for too much, so it is sent in full")
        .containsEntry("askRelationships", false);
  }

  private List<Object> ids(String observable) {
    Map<?, ?> group = (Map<?, ?>) inPlace.variables(observable).get(ALL);
    return List.copyOf((List<?>) ((Map<?, ?>) ((List<?>) group.get("filters")).get(0)).get("values"));
  }

  private static StixBundle bundle() {
    return new StixBundle(List.of(
        StixObject.builder("ipv4-addr", "ipv4-addr--1").build(),
        StixObject.builder("location", COUNTRY).build(),
        StixObject.builder("sighting", SIGHTING).with("count", 12).with("confidence", 90).build()));
  }

  private static GraphQlReply bothThere() throws Exception {
    return reply("""
        {"stixCyberObservable": {"standard_id": "ipv4-addr--1"},
         "stixCoreObjects": {"edges": [{"node": {"standard_id": "of another name", "x_opencti_stix_ids": ["%s"]}}]},
         "stixRelationships": {"edges": [{"node": {"standard_id": "%s", "confidence": 90, "attribute_count": 12}}]}}
        """.formatted(COUNTRY, SIGHTING));
  }

  private static GraphQlReply reply(String json) throws Exception {
    JsonNode data = new ObjectMapper().readTree(json);
    return new GraphQlReply(data, List.of());
  }
}
