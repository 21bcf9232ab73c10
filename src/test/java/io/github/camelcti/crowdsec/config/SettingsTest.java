package io.github.camelcti.crowdsec.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelcti.crowdsec.cli.SettingsHelp;
import io.github.camelcti.crowdsec.config.source.Naming;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules that hold for every declaration. */
class SettingsTest {

  @Test
  void everyConstantIsNamedAsItsVariableAndInTheCatalogue() throws IllegalAccessException {
    // Given
    var constants = Arrays.stream(Settings.class.getDeclaredFields())
        .filter(field -> Modifier.isPublic(field.getModifiers()))
        .toList();

    // Then
    assertThat(constants).extracting(Field::getName).containsExactlyElementsOf(
        Settings.all().stream().map(Setting::environmentName).toList());
    for (Field constant : constants) {
      assertThat(((Setting<?>) constant.get(null)).environmentName()).isEqualTo(constant.getName());
    }
  }

  @Test
  void namesAreUniqueInEverySpelling() {
    assertThat(Settings.all()).extracting(Setting::environmentName).doesNotHaveDuplicates();
    assertThat(Settings.all()).extracting(Setting::camelName).doesNotHaveDuplicates();
    assertThat(Settings.all()).extracting(Setting::environmentName)
        .doesNotContainAnyElementsOf(UnsupportedSettings.all().keySet());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "CROWDSEC_MAX_TLP, crowdsec.max_tlp, crowdsec.max-tlp",
    "OPENCTI_URL, opencti.url, opencti.url",
    "MQ_USE_SSL, mq.use_ssl, mq.use-ssl",
    "CONNECTOR_CONFIDENCE_LEVEL, connector.confidence_level, connector.confidence-level",
  })
  void theFirstUnderscoreSplitsSectionAndKey(String name, String yamlPath, String camelName) {
    assertThat(Naming.CONFIG_YML.of(name)).isEqualTo(yamlPath);
    assertThat(Naming.CAMEL.of(name)).isEqualTo(camelName);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.github.camelcti.crowdsec.config.Settings#all")
  void everySettingIsDescribedInOneSentenceAndReadsItsOwnDefault(Setting<?> setting) {
    assertThat(setting.description()).matches("[A-Z].*[^.]\\.").doesNotContain("|");
    assertThat(setting.accepted()).isNotBlank().doesNotContain("|").doesNotEndWith(".");
    assertThat(setting.isRequired() && setting.defaultValue().isPresent()).isFalse();
    assertReadsItsDefault(setting);
  }

  private static <T> void assertReadsItsDefault(Setting<T> setting) {
    setting.defaultValue().ifPresent(value -> assertThat(
        setting.type().parse(setting.type().written(value), warning -> {
          throw new AssertionError(warning);
        })).isEqualTo(value));
  }

  /** The Python connector's defaults are those of its code, column "Code" of the contract's table. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "CROWDSEC_API_VERSION, v2",
    "CROWDSEC_MAX_TLP, TLP:AMBER",
    "CROWDSEC_LABELS_SCENARIO_NAME, true",
    "CROWDSEC_LABELS_SCENARIO_LABEL, true",
    "CROWDSEC_LABELS_SCENARIO_COLOR, #2E2A14",
    "CROWDSEC_LABELS_CVE, false",
    "CROWDSEC_LABELS_CVE_COLOR, #800080",
    "CROWDSEC_LABELS_MITRE, false",
    "CROWDSEC_LABELS_MITRE_COLOR, #000080",
    "CROWDSEC_LABELS_BEHAVIOR, false",
    "CROWDSEC_LABELS_BEHAVIOR_COLOR, #808000",
    "CROWDSEC_LABELS_REPUTATION, false",
    "CROWDSEC_LABELS_REPUTATION_MALICIOUS_COLOR, #FF0000",
    "CROWDSEC_LABELS_REPUTATION_SUSPICIOUS_COLOR, #FFA500",
    "CROWDSEC_LABELS_REPUTATION_SAFE_COLOR, #00BFFF",
    "CROWDSEC_LABELS_REPUTATION_KNOWN_COLOR, #808080",
    "CROWDSEC_INDICATOR_CREATE_FROM, ''",
    "CROWDSEC_ATTACK_PATTERN_CREATE_FROM_MITRE, false",
    "CROWDSEC_VULNERABILITY_CREATE_FROM_CVE, true",
    "CROWDSEC_CREATE_NOTE, false",
    "CROWDSEC_CREATE_SIGHTING, true",
    "CROWDSEC_CREATE_TARGETED_COUNTRIES_SIGHTINGS, true",
    "CROWDSEC_LAST_ENRICHMENT_DATE_IN_DESCRIPTION, true",
    "CROWDSEC_MIN_DELAY_BETWEEN_ENRICHMENTS, 300s",
    "CONNECTOR_UPDATE_EXISTING_DATA, false",
    "CONNECTOR_AUTO, false",
  })
  void defaultsAreThoseThatUsersOfThePythonConnectorHave(String name, String expected) {
    assertThat(Settings.all())
        .filteredOn(setting -> setting.environmentName().equals(name))
        .extracting(SettingsHelp::defaultText)
        .containsExactly(expected);
  }
}
