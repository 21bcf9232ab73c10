package io.github.camelcti.crowdsec.opencti;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelcti.crowdsec.enrich.Observable;
import io.github.camelcti.crowdsec.opencti.graphql.GraphQlReply;
import io.github.camelcti.crowdsec.opencti.graphql.Operation;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformException;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformVersion;
import io.github.camelcti.crowdsec.opencti.result.DirectWrites;
import io.github.camelcti.crowdsec.stix.StixBundle;
import io.github.camelcti.crowdsec.support.Spoiled;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Whatever a playbook's bundle looks like, it gets its answer; and whatever the platform answers to single writes, they come
 * to an end. More tries: {@code ./mvnw -Pfuzz test}.
 */
class HostileResultsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
  private static final StixBundle OURS = Results.full();
  private static final int ENDLESS = 1000;
  private static final String BUNDLE = "{\"type\":\"bundle\",\"id\":\"bundle--1\",\"objects\":[{\"type\":\"ipv4-addr\",\"id\":\""
      + Results.OBSERVABLE + "\",\"value\":\"192.0.2.10\",\"labels\":[\"a\"],\"object_marking_refs\":[\"marking-definition--1\"],"
      + "\"external_references\":[{\"source_name\":\"x\",\"url\":\"https://x.example\"}],\"extensions\":{\""
      + PlaybookResult.OBSERVABLE_EXTENSION + "\":{\"labels\":[\"b\"],\"description\":\"text\"}}},"
      + "{\"type\":\"marking-definition\",\"id\":\"marking-definition--1\",\"name\":\"TLP:AMBER\"}]}";
  private static final String STEP = "{\"internal\":{\"playbook\":{\"execution_id\":\"e\",\"step_id\":\"s\","
      + "\"data_instance_id\":\"" + Results.OBSERVABLE + "\"}},\"event\":{\"entity_id\":\"x\",\"bundle\":%s}}";
  private static final List<byte[]> STEPS = Spoiled.texts(STEP.formatted(BUNDLE),
      STEP.formatted("\"" + BUNDLE.replace("\"", "\\\"") + "\""));
  private static final List<byte[]> REPLIES = Spoiled.texts(
      "{\"data\":{\"labels\":{\"edges\":[{\"node\":{\"id\":\"1\",\"value\":\"malicious\"}}]}}}",
      "{\"data\":{\"labelAdd\":{\"id\":\"l\"},\"identityAdd\":{\"id\":\"i\"},\"organizationAdd\":{\"id\":\"o\"},"
          + "\"externalReferenceAdd\":{\"id\":\"r\"},\"countryAdd\":{\"id\":\"c\"},\"indicatorAdd\":{\"id\":\"d\"}}}",
      "{\"errors\":[{\"message\":\"no\",\"path\":[\"labelAdd\"],\"extensions\":{\"code\":\"FORBIDDEN_ACCESS\"}}],\"data\":"
          + "{\"labelAdd\":null,\"organizationAdd\":{\"id\":{}},\"noteAdd\":[]}}");

  @Property
  void aPlaybookGetsItsAnswer(@ForAll("step") byte[] body) {
    Spoiled.read(() -> {
      Job job = new JobReader(CLOCK).read(body);
      if (job.forPlaybook()) {
        Observable seen = PlaybookObservable.of(Results.observable(), job.playbook());
        assertThat(seen.markings()).as("the platform's markings stay").containsAll(Results.observable().markings());
        assertThat(JSON.readTree(PlaybookResult.unchanged(job.playbook()))).isEqualTo(job.playbook().bundle());
        JsonNode answer = JSON.readTree(PlaybookResult.enriched(job.playbook(), OURS));
        Set<String> ids = new HashSet<>();
        answer.path("objects").forEach(object -> ids.add(object.path("id").asText()));
        assertThat(OURS.objects()).allSatisfy(object -> assertThat(ids).contains(object.id()));
      }
    }, UnreadableJobException.class);
  }

  @Property
  void singleWritesComeToAnEnd(@ForAll("reply") byte[] reply, @ForAll("version") PlatformVersion version) {
    Spoiled.read(() -> {
      DirectWrites writes = new DirectWrites(OURS, Results.observable(), null, version, () -> 0);
      for (int request = 0; writes.hasNext(); request++) {
        assertThat(request).as("requests").isLessThan(ENDLESS);
        Operation operation = writes.next();
        assertThat(operation.documents()).isNotEmpty().doesNotHaveDuplicates();
        writes.take(GraphQlReply.read(operation, new String(reply, StandardCharsets.UTF_8)));
      }
      assertThat(writes.remark()).hasSizeLessThan(2000);
    }, PlatformException.class);
  }

  @Provide
  Arbitrary<byte[]> step() {
    return Spoiled.of(STEPS);
  }

  @Provide
  Arbitrary<byte[]> reply() {
    return Spoiled.of(REPLIES);
  }

  @Provide
  Arbitrary<PlatformVersion> version() {
    return Arbitraries.of("5.3.7", "5.12.0", "6.2.0", "6.9.22", "7.0.0").map(PlatformVersion::of);
  }
}
