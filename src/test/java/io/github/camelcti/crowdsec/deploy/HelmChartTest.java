package io.github.camelcti.crowdsec.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import io.github.camelcti.crowdsec.base.Build;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Helm itself makes of the chart. The library that brings it has one for Linux on amd64 here. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class HelmChartTest {

  private static final Path CHART = Path.of("deploy/helm/crowdsec-connector").toAbsolutePath();
  private static final String LEAST = """
      opencti: {url: "http://opencti:8080"}
      connector: {id: 5b1d2c7e-0f5c-4c43-9b5e-3f2a9b1c7d10}
      """;
  private static final String EVERYTHING = LEAST + """
      replicas: 2
      imagePullSecrets: [{name: registry}]
      image: {repository: "registry.example.org:5000/crowdsec-connector", tag: 0.1.0}
      existingSecret: {name: opencti, tokenKey: token, crowdsecKey: key, files: {MQ_PASS_FILE: mq}}
      settings: {CROWDSEC_MAX_TLP: "TLP:GREEN", CROWDSEC_QUOTA_BUDGET: 1000000, CROWDSEC_QUOTA_PERIOD: 7d,
        CROWDSEC_CREATE_NOTE: true, CROWDSEC_MIN_DELAY_BETWEEN_ENRICHMENTS: 300}
      routes: {configMap: routes, graphqlConfigMap: documents}
      extra: {persistentVolumeClaim: {claimName: jars}}
      state: {size: 2Gi, storageClass: fast}
      metrics: {podMonitor: true}
      networkPolicy: {enabled: true, egress: [{ports: [{protocol: TCP, port: 443}]}]}
      keda: {enabled: true, existingSecret: scaler}
      podAnnotations: {example.org/team: soc}
      nodeSelector: {kubernetes.io/arch: amd64}
      tolerations: [{key: soc, operator: Exists}]
      """;

  @TempDir
  private Path folder;

  @ParameterizedTest(name = "{index}")
  @ValueSource(strings = {LEAST, EVERYTHING})
  void everyObjectIsWhatKubernetesTakes(String values) {
    assertThat(template(values)).isNotEmpty().allSatisfy(object -> assertThat(Manifests.faults(object)).isEmpty());
  }

  @Test
  void withoutFurtherValuesThereAreThreeObjects() {
    assertThat(template(LEAST)).extracting(object -> object.path("kind").asText())
        .containsExactlyInAnyOrder("ConfigMap", "Service", "StatefulSet");
  }

  @Test
  void optionsAddTheirObjectsAndSettingsBecomeVariables() {
    // When
    List<JsonNode> objects = template(EVERYTHING);
    // Then
    assertThat(objects).extracting(object -> object.path("kind").asText()).containsExactlyInAnyOrder(
        "ConfigMap", "Service", "StatefulSet", "NetworkPolicy", "PodMonitor", "ScaledObject", "TriggerAuthentication");
    JsonNode data = one(objects, "ConfigMap").path("data");
    assertThat(data.path("CROWDSEC_QUOTA_BUDGET").asText()).isEqualTo("1000000");
    assertThat(data.path("CROWDSEC_CREATE_NOTE").asText()).isEqualTo("true");
    assertThat(data.path("CROWDSEC_MAX_TLP").asText()).isEqualTo("TLP:GREEN");
    JsonNode set = one(objects, "StatefulSet");
    assertThat(set.path("spec").has("replicas")).as("KEDA decides").isFalse();
    assertThat(set.at("/spec/template/spec/containers/0/env").toString()).contains("MQ_PASS_FILE", "-Dgraphql.folder");
    assertThat(set.at("/spec/template/spec/containers/0/volumeMounts").toString()).contains("/opt/crowdsec-connector/extra");
    assertThat(set.at("/spec/template/spec/volumes").toString()).contains("\"claimName\":\"jars\"");
    assertThat(one(objects, "ScaledObject").at("/spec/scaleTargetRef/name")).isEqualTo(set.at("/metadata/name"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', value = {
    "a misspelt setting    | settings: {CROWDSEC_MAX_TPL: red}                              | CROWDSEC_MAX_TPL",
    "a wrong value         | settings: {CROWDSEC_MAX_TLP: PINK}                             | CROWDSEC_MAX_TLP",
    "a secret as a setting | settings: {CROWDSEC_KEY: abc}                                  | CROWDSEC_KEY",
    "no address            | opencti: {url: opencti}                                        | url",
    "no UUID               | connector: {id: ChangeMe}                                      | id",
    "a tag that moves      | image: {tag: latest}                                           | tag",
    "half of the routes    | routes: {configMap: mine}                                      | belong together",
    "no Secret for KEDA    | keda: {enabled: true}                                          | broker-uri",
  })
  void aWrongValueStopsHelmAndIsNamed(String fault, String values, String named) {
    String least = values.startsWith("opencti") ? LEAST.lines().skip(1).findFirst().orElseThrow()
        : values.startsWith("connector") ? LEAST.lines().findFirst().orElseThrow() : LEAST;
    assertThatThrownBy(() -> template(least + "\n" + values)).hasMessageContaining(named);
  }

  @Test
  void lintFindsNothing() throws IOException {
    // Given the chart with the two values that have no default
    Path chart = folder.resolve("crowdsec-connector");
    try (Stream<Path> files = Files.walk(CHART)) {
      for (Path file : files.toList()) {
        Files.copy(file, chart.resolve(CHART.relativize(file).toString()));
      }
    }
    Path values = chart.resolve("values.yaml");
    Files.writeString(values, Files.readString(values).replace("url: \"\"", "url: http://opencti:8080")
        .replace("id: \"\"", "id: 5b1d2c7e-0f5c-4c43-9b5e-3f2a9b1c7d10"));
    // When
    LintResult result = new Helm(chart).lint().strict().call();
    // Then
    assertThat(result.isFailed()).as(result.getMessages().toString()).isFalse();
  }

  @Test
  void theChartIsOfThisBuild() {
    JsonNode chart = Manifests.read(CHART.resolve("Chart.yaml")).get(0);
    assertThat(List.of(chart.path("version").asText(), chart.path("appVersion").asText())).containsOnly(Build.version());
  }

  private List<JsonNode> template(String values) {
    try {
      Path file = Files.writeString(folder.resolve("values.yaml"), values);
      return Manifests.parse(new Helm(CHART).template()
          .withName("soc").withNamespace("crowdsec").withValuesFile(file).call());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static JsonNode one(List<JsonNode> objects, String kind) {
    return objects.stream().filter(object -> object.path("kind").asText().equals(kind))
        .findFirst().orElseThrow();
  }
}
