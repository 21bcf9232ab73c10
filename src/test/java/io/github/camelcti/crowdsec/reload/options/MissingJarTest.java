package io.github.camelcti.crowdsec.reload.options;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelcti.crowdsec.base.Build;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TreeMap;
import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The module of Camel that a route needs, from Camel's own catalogue. */
class MissingJarTest {

  private static final Path FILE = Path.of("src/main/resources/camel-modules.properties");

  @Test
  void theListIsThatOfCamelsCatalogue() throws IOException {
    // Given
    CamelCatalog catalog = new DefaultCamelCatalog();
    TreeMap<String, String> modules = new TreeMap<>();
    for (String name : catalog.findComponentNames()) {
      modules.put("component." + name, catalog.componentModel(name).getArtifactId());
    }
    for (String name : catalog.findLanguageNames()) {
      modules.put("language." + name, catalog.languageModel(name).getArtifactId());
    }
    for (String name : catalog.findDataFormatNames()) {
      modules.put("dataformat." + name, catalog.dataFormatModel(name).getArtifactId());
    }
    StringBuilder lines = new StringBuilder("# Which module of Camel has which component, language and data format."
        + " Generated: MissingJarTest with -Dregenerate=true\n");
    modules.forEach((name, module) -> lines.append(name.toLowerCase(Locale.ROOT)).append('=').append(module).append('\n'));
    // Then
    if (Boolean.getBoolean("regenerate")) {
      Files.writeString(FILE, lines);
    }
    assertThat(FILE).hasContent(lines.toString());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', value = {
      "No endpoint could be found for: kafka, please check your classpath contains the needed Camel component jar. | camel-kafka",
      "No component found with scheme: aws2-s3 | camel-aws2-s3",
      "No language could be found for: groovy | camel-groovy",
      "Data format 'csv' could not be created. Ensure that the data format is valid | camel-csv"})
  void namesTheModule(String message, String module) {
    assertThat(MissingJar.explain(message)).contains("put " + module + " " + Build.camel(), "extra/", "'extra add " + module + "'");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', value = {"No endpoint could be found for: tymer", "No such host: kafka", "crashed"})
  void leavesOtherMessagesAlone(String message) {
    assertThat(MissingJar.explain(message)).isEqualTo(message);
  }
}
