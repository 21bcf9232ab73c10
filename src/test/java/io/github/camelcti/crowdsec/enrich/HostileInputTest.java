package io.github.camelcti.crowdsec.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelcti.crowdsec.enrich.address.AddressFault;
import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.enrich.answer.UnreadableAnswerException;
import io.github.camelcti.crowdsec.opencti.JobReader;
import io.github.camelcti.crowdsec.opencti.UnreadableJobException;
import io.github.camelcti.crowdsec.opencti.graphql.GraphQlReply;
import io.github.camelcti.crowdsec.opencti.graphql.Operation;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformException;
import io.github.camelcti.crowdsec.support.Spoiled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Whatever comes in from outside, a reader gives a value or throws the one exception that it declares, soon. Inputs are
 * samples with bytes changed, cut, doubled and put in. More tries: {@code ./mvnw -Pfuzz test}.
 */
class HostileInputTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Operation READ = Operation.of("read-observable", Map.of(), "stixCyberObservable");
  private static final List<byte[]> ANSWERS = answers();
  private static final List<byte[]> JOBS = Spoiled.texts(
      "{\"internal\":{\"work_id\":\"w\",\"applicant_id\":\"a\",\"draft_id\":\"\"},\"event\":{\"entity_id\":\"ipv4-addr--1\","
          + "\"event_type\":\"INTERNAL_ENRICHMENT\",\"stix_objects\":[],\"enrichment_entity\":{\"value\":\"192.0.2.1\"}}}",
      "{\"internal\":{\"playbook\":{\"execution_id\":\"e\",\"step_id\":\"s\",\"data_instance_id\":\"d\"}},\"event\":"
          + "{\"entity_id\":\"x\",\"bundle\":\"{\\\"type\\\":\\\"bundle\\\",\\\"objects\\\":[]}\"}}");
  private static final List<byte[]> REPLIES = Spoiled.texts(
      "{\"data\":{\"stixCyberObservable\":{\"id\":\"1\",\"observable_value\":\"192.0.2.1\",\"objectMarking\":[]}}}",
      "{\"errors\":[{\"message\":\"no\",\"path\":[\"stixCyberObservable\",0],\"extensions\":{\"code\":\"AUTH_REQUIRED\","
          + "\"data\":{\"http_status\":401}}}],\"data\":null}",
      "<html>502</html>");
  private static final List<byte[]> DESCRIPTIONS = Spoiled.texts("", "analyst's text\n\n`Last CrowdSec enrichment: 2025-04-18T08:15:00+00:00`",
      "`Last CrowdSec enrichment: 2025-04-18T08:15:00Z` and `code`", "`Last CrowdSec enrichment: `\n\n\n`");
  private static final List<byte[]> ADDRESSES = Spoiled.texts("192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1", "fe80::1%eth0", "0x7f.1",
      "hxxp://u@192[.]0[.]2[.]1:80/x", "[2001[:]db8::1%25eth0]:443", "192.0.2.0/24", "2001:db8::/64");

  @Property
  void theAnswerOfCrowdSec(@ForAll("answer") byte[] body) {
    Spoiled.read(() -> CtiAnswer.parse(body), UnreadableAnswerException.class);
  }

  @Property
  void theJob(@ForAll("job") byte[] body) {
    Spoiled.read(() -> new JobReader(Clock.fixed(NOW, ZoneOffset.UTC)).read(body), UnreadableJobException.class);
  }

  @Property
  void theReplyOfThePlatform(@ForAll("reply") byte[] body) {
    Spoiled.read(() -> GraphQlReply.read(READ, new String(body, StandardCharsets.UTF_8)), PlatformException.class);
  }

  @Property
  void theDescriptionOfTheObservable(@ForAll("description") byte[] bytes) {
    String description = new String(bytes, StandardCharsets.UTF_8);
    Spoiled.read(() -> {
      Optional<Duration> age = EnrichmentStamp.age(description, NOW);
      assertThat(age.filter(Duration::isNegative)).isEmpty();
      String stamped = EnrichmentStamp.replace(description, NOW, null);
      assertThat(stamped).endsWith("`Last CrowdSec enrichment: 2026-01-01T00:00:00+00:00`");
      assertThat(EnrichmentStamp.age(stamped, NOW)).contains(Duration.ZERO);
    }, AssertionError.class);
  }

  @Property
  void theAddress(@ForAll("address") byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    Optional<IpAddress> address = IpAddress.parse(text);
    address.ifPresent(found -> {
      assertThat(found.canonical()).matches("[0-9a-f:.]{2,45}");
      assertThat(IpAddress.parse(found.canonical())).isEqualTo(address);
    });
    assertThat(AddressFault.say(text)).matches("is (not an IP address(; [0-9a-f:.]{2,45} was probably meant)?"
        + "|a network of [0-9^]+ addresses; CrowdSec only looks up single addresses)");
  }

  @Provide
  Arbitrary<byte[]> answer() {
    return Spoiled.of(ANSWERS);
  }

  @Provide
  Arbitrary<byte[]> job() {
    return Spoiled.of(JOBS);
  }

  @Provide
  Arbitrary<byte[]> reply() {
    return Spoiled.of(REPLIES);
  }

  @Provide
  Arbitrary<byte[]> description() {
    return Spoiled.of(DESCRIPTIONS);
  }

  @Provide
  Arbitrary<byte[]> address() {
    return Spoiled.of(ADDRESSES);
  }

  private static List<byte[]> answers() {
    List<byte[]> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/crowdsec"))) {
      for (Path file : files.sorted().toList()) {
        if (Files.size(file) < 100_000) {
          all.add(Files.readAllBytes(file));
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return all;
  }
}
