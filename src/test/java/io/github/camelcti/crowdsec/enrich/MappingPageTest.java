package io.github.camelcti.crowdsec.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelcti.crowdsec.config.Setting;
import io.github.camelcti.crowdsec.config.SettingGroup;
import io.github.camelcti.crowdsec.config.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code docs/mapping.md} names what the mapping does, and no more. */
class MappingPageTest {

  private static String page;

  @BeforeAll
  static void read() throws IOException {
    page = Files.readString(Path.of("docs/mapping.md"));
  }

  @Test
  void namesEverySettingOfTheMapping() {
    Set<String> expected = Settings.all().stream()
        .filter(setting -> setting.group() == SettingGroup.MAPPING)
        .map(Setting::environmentName)
        .collect(Collectors.toCollection(TreeSet::new));
    String spelled = page.replace("`…_", "`CROWDSEC_LABELS_REPUTATION_");
    assertThat(expected).isNotEmpty().allSatisfy(name -> assertThat(spelled).contains("`" + name + "`"));
  }

  @Test
  void namesNoSettingThatIsNone() {
    Set<String> known = Settings.all().stream().map(Setting::environmentName).collect(Collectors.toSet());
    Matcher name = Pattern.compile("`((?:CROWDSEC|CONNECTOR)_[A-Z_]+)`").matcher(page);
    while (name.find()) {
      assertThat(known).contains(name.group(1));
    }
  }

  @Test
  void namesEveryTypeOfObjectAndRelationship() throws Exception {
    // Given everything that can be written, with an indicator and without one
    Set<String> written = new TreeSet<>();
    for (Set<String> indicatorFrom : List.of(Set.of("malicious"), Set.<String>of())) {
      EnrichmentSettings all = EnrichmentSettings.builder()
          .labelsCve(true).labelsMitre(true).labelsBehavior(true).labelsReputation(true)
          .indicatorCreateFrom(indicatorFrom).attackPatternCreateFromMitre(true).createNote(true).build();
      Observable observable = new Observable("ipv4-addr--a2fbe2c6-009e-52e0-b452-90b71e3109c2", "IPv4-Addr", "192.0.2.10",
          null, List.of(), List.of());
      Enrichment enrichment = new Enricher(all, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC))
          .enrich(observable, IpAddress.parse("192.0.2.10").orElseThrow(), CtiAnswer.parse(sample()));
      enrichment.bundle().objects().forEach(object -> {
        written.add(object.type());
        written.add(String.valueOf(object.get("relationship_type")));
      });
    }
    written.removeAll(Set.of("null", "relationship"));
    // Then
    assertThat(written).hasSizeGreaterThan(10).allSatisfy(type -> assertThat(page).contains(type));
  }

  private static byte[] sample() throws IOException {
    try (InputStream in = MappingPageTest.class.getResourceAsStream("/crowdsec/200-malicious-full.json")) {
      return in.readAllBytes();
    }
  }
}
