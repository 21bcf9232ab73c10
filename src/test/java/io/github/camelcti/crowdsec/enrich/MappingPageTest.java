package io.github.camelcti.crowdsec.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelcti.crowdsec.config.Setting;
import io.github.camelcti.crowdsec.config.SettingGroup;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.enrich.answer.UnreadableAnswerException;
import io.github.camelcti.crowdsec.stix.StixObject;
import io.github.camelcti.crowdsec.support.SettingsOf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page about the mapping says what the code does. */
class MappingPageTest {

  private static final Pattern SETTING = Pattern.compile("\\b(?:CROWDSEC|CONNECTOR)_[A-Z_]+\\b");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /** The words of STIX for objects and relationships that a mapping might write. */
  private static final Set<String> STIX_WORDS = Set.of("attack-pattern", "autonomous-system", "campaign",
      "domain-name", "identity", "indicator", "infrastructure", "intrusion-set", "ipv4-addr", "ipv6-addr",
      "location", "malware", "note", "observed-data", "opinion", "report", "sighting", "threat-actor", "tool",
      "vulnerability", "based-on", "indicates", "related-to", "targets", "uses", "located-at", "belongs-to");

  private static String page;

  @BeforeAll
  static void readsThePage() throws IOException {
    page = Files.readString(Path.of("docs/mapping.md"), StandardCharsets.UTF_8);
  }

  @Test
  void everySettingOnThePageExists() {
    // Given the settings that the page names, when they are looked up, then each is one of ours
    assertThat(settingsOnThePage()).isNotEmpty().isSubsetOf(names(Settings.all()));
  }

  @Test
  void everyMappingSettingIsOnThePage() {
    // Given the settings of the mapping, when the page is read, then it names them all
    assertThat(settingsOnThePage()).containsAll(
        names(Settings.all().stream().filter(setting -> setting.group() == SettingGroup.MAPPING).toList()));
  }

  @Test
  void everyFlagStandsWithItsDefault() {
    // Given the switches of the mapping, when one stands in the table, then with its default behind it
    Settings.all().stream()
        .filter(setting -> setting.group() == SettingGroup.MAPPING)
        .filter(setting -> setting.defaultValue().orElse(null) instanceof Boolean)
        .forEach(setting -> assertThat(page)
            .contains("`" + setting.environmentName() + "` (`" + setting.defaultValue().orElseThrow() + "`)"));
  }

  @Test
  void whatAFullAnswerMakesIsInTheTable() {
    // Given a full answer, when everything is on
    Set<String> written = written(List.of("200-malicious-full"), MappingCases.everythingOn());
    // Then the table names each type of object and relationship
    assertThat(stixWordsInTheTable()).containsAll(written);
  }

  @Test
  void whatTheTableNamesIsMadeOfSomeSample() {
    // Given all samples, when they are enriched with any settings
    Set<String> written = new TreeSet<>();
    MappingCases.settings().values().forEach(settings ->
        written.addAll(written(MappingCases.samples(), settings)));
    written.addAll(written(MappingCases.samples(),
        SettingsOf.builder().with(Settings.CROWDSEC_ATTACK_PATTERN_CREATE_FROM_MITRE, true).build()));
    // Then nothing in the table is a mere promise
    assertThat(stixWordsInTheTable()).isSubsetOf(written);
  }

  @Test
  void theLargestBundleOnThePageIsTheOneThatIsTested() {
    // Given the bound that the mutations are held to, when the page is read, then it names it
    assertThat(page).contains("| objects of one bundle | " + BundleRules.MOST_OBJECTS + " |");
  }

  private static Set<String> settingsOnThePage() {
    return SETTING.matcher(page).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> names(Collection<Setting<?>> settings) {
    return settings.stream().map(Setting::environmentName).collect(Collectors.toSet());
  }

  private static Set<String> stixWordsInTheTable() {
    return page.lines()
        .filter(line -> line.startsWith("|"))
        .flatMap(line -> CODE.matcher(line).results())
        .map(match -> match.group(1))
        .filter(STIX_WORDS::contains)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> written(List<String> samples, EnrichmentSettings settings) {
    return samples.stream()
        .flatMap(sample -> objects(sample, settings))
        .map(object -> object.get("relationship_type") instanceof String type ? type : object.type())
        .filter(type -> !type.equals("relationship"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<StixObject> objects(String sample, EnrichmentSettings settings) {
    try {
      CtiAnswer answer = CtiAnswer.parse(Samples.read(sample).getBytes(StandardCharsets.UTF_8));
      return Fixtures.enrich(settings, MappingCases.observable(sample), answer).bundle().objects().stream();
    } catch (UnreadableAnswerException e) {
      return Stream.empty();
    }
  }
}
