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
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

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
      existingSecret: {name: opencti, tokenKey: token, crowdsecKey: key, files: {MQ_PASS_FILE: mq}}
      settings: {CROWDSEC_MAX_TLP: "TLP:GREEN", CROWDSEC_QUOTA_BUDGET: 1000000, CROWDSEC_QUOTA_PERIOD: 7d,
        CROWDSEC_CREATE_NOTE: true, CROWDSEC_MIN_DELAY_BETWEEN_ENRICHMENTS: 300}
      routes: {configMap: routes, graphqlConfigMap: documents}
      extra: {persistentVolumeClaim: {claimName: jars}}
      state: {size: 2Gi, storageClass: fast}
      metrics: {podMonitor: true}
      image: {repository: "registry.example.org:5000/crowdsec-connector", digest: "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}
      networkPolicy:
        enabled: true
        opencti: {to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: opencti}}}], port: 4000}
        rabbitmq: {to: [{ipBlock: {cidr: 10.0.0.7/32}}]}
        egress: [{ports: [{protocol: TCP, port: 443}]}]
      extraEnv: [{name: HTTPS_PROXY, valueFrom: {secretKeyRef: {name: proxy, key: uri}}}]
      extraEnvFrom: [{secretRef: {name: more}}]
      extraVolumes: [{name: own, emptyDir: {}}]
      extraVolumeMounts: [{name: own, mountPath: /own}]
      applicationProperties: {ping.period: 30000, soc.note: "two words"}
      javaOptions: -Xmx300m
      ca: {secret: authorities}
      management: {port: 9000}
      serviceAccount: {create: true, annotations: {example.org/role: reader}}
      podDisruptionBudget: {enabled: true}
      topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway, labelSelector: {}}]
      priorityClassName: low
      labels: {example.org/cost: soc}
      annotations: {example.org/owner: soc}
      podLabels: {example.org/mesh: "off"}
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
    assertThat(References.missing(template(values), Set.of("Secret crowdsec-connector", "Secret opencti", "Secret more",
        "Secret proxy", "Secret authorities", "ConfigMap routes", "ConfigMap documents", "PersistentVolumeClaim jars"))).isEmpty();
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
        "ConfigMap", "Service", "StatefulSet", "NetworkPolicy", "PodMonitor", "ScaledObject", "TriggerAuthentication",
        "ServiceAccount", "PodDisruptionBudget");
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
    "two of one port       | metrics: {port: 9876}                                          | give one of them another port",
    "the workers' port too | {metrics: {port: 7070}, settings: {CONNECTOR_LISTEN_PROTOCOL: API}} | give one of them another port",
    "a policy without ways | networkPolicy: {enabled: true}                                 | networkPolicy.opencti.to",
    "no way to the broker  | networkPolicy: {enabled: true, opencti: {to: [{ipBlock: {cidr: 10.0.0.1/32}}]}} | networkPolicy.rabbitmq.to",
    "too short to end      | terminationGracePeriodSeconds: 20                              | would be killed",
    "too short as set      | {terminationGracePeriodSeconds: 40, settings: {CONNECTOR_SHUTDOWN_TIMEOUT: 1m}} | would be killed",
    "a time to guess       | settings: {CONNECTOR_SHUTDOWN_TIMEOUT: PT1M30S}                | as seconds or minutes",
    "two sets of routes    | routes: {configMap: a, graphqlConfigMap: b, customConfigMap: c} | customConfigMap",
    "two authorities       | ca: {secret: a, configMap: b}                                  | set one of them",
    "no digest             | image: {digest: abc}                                           | digest",
    "a misspelt value      | extraEnvs: []                                                  | extraEnvs",
    "a quotation mark      | applicationProperties: {a: 'say \"x\"'}                        | quotation mark",
  })
  void aWrongValueStopsHelmAndIsNamed(String fault, String values, String named) {
    String least = values.startsWith("opencti") ? LEAST.lines().skip(1).findFirst().orElseThrow()
        : values.startsWith("connector") ? LEAST.lines().findFirst().orElseThrow() : LEAST;
    assertThatThrownBy(() -> template(merged(least, values))).hasMessageContaining(named);
  }

  @ParameterizedTest(name = "{0}: {2}")
  @CsvSource(delimiter = '|', value = {
    "TLS on the management port | settings: {CONNECTOR_MANAGEMENT_SSL: true} | /spec/template/spec/containers/0/readinessProbe/httpGet/scheme | HTTPS",
    "no TLS             | replicas: 1 | /spec/template/spec/containers/0/livenessProbe/httpGet/scheme | HTTP",
    "time to end        | replicas: 1 | /spec/template/spec/terminationGracePeriodSeconds | 40",
    "time to end as set | settings: {CONNECTOR_SHUTDOWN_TIMEOUT: 90} | /spec/template/spec/terminationGracePeriodSeconds | 100",
    "with a unit        | settings: {CONNECTOR_SHUTDOWN_TIMEOUT: 2m} | /spec/template/spec/terminationGracePeriodSeconds | 130",
    "ISO 8601           | settings: {CONNECTOR_SHUTDOWN_TIMEOUT: PT45S} | /spec/template/spec/terminationGracePeriodSeconds | 55",
    "the workers' port  | settings: {CONNECTOR_LISTEN_PROTOCOL: API} | /spec/template/spec/containers/0/ports/2/containerPort | 7070",
    "another one        | settings: {CONNECTOR_LISTEN_PROTOCOL: API, CONNECTOR_LISTEN_PROTOCOL_API_PORT: 7071} | /spec/template/spec/containers/0/ports/2/containerPort | 7071",
    "a digest           | image: {digest: 'sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'} | /spec/template/spec/containers/0/image | crowdsec-connector@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "properties         | applicationProperties: {ping.period: 30000, a: two words} | /spec/template/spec/containers/0/env/2/value | \"-Da=two words\" \"-Dping.period=30000\"",
    "hooks              | routes: {customConfigMap: hooks} | /spec/template/spec/containers/0/volumeMounts/3/mountPath | /opt/crowdsec-connector/routes/custom",
    "authorities        | ca: {configMap: trust, key: root.pem} | /spec/template/spec/containers/0/env/3/value | /etc/crowdsec-connector/ca/root.pem",
    "OpenShift          | podSecurityContext: {runAsUser: null} | /spec/template/spec/securityContext/runAsUser | ''",
    "an account         | serviceAccount: {create: true} | /spec/template/spec/serviceAccountName | soc-crowdsec-connector",
    "a revision         | existingSecret: {revision: '2'} | /spec/template/metadata/annotations/checksum~1secret | 2",
  })
  void valuesThatBelongTogetherFollowEachOther(String what, String values, String place, String expected) {
    assertThat(one(template(merged(LEAST, values)), "StatefulSet").at(place).asText()).isEqualTo(expected);
  }

  @Test
  void thePolicyAllowsWhatTheConnectorNeeds() {
    // Given
    String policy = LEAST + """
        networkPolicy:
          enabled: true
          opencti: {to: [{ipBlock: {cidr: 10.0.0.1/32}}], port: 4000}
          proxy: {to: [{ipBlock: {cidr: 10.0.0.3/32}}], port: 8888}
        """;
    // When
    JsonNode byHttp = one(template(policy + "settings: {CONNECTOR_LISTEN_PROTOCOL: API}\n"), "NetworkPolicy").path("spec");
    // Then: no broker, and the proxy in place of CrowdSec
    assertThat(byHttp.path("egress").findValuesAsText("port")).containsExactlyInAnyOrder("53", "53", "4000", "8888");
    assertThat(byHttp.path("ingress").findValuesAsText("port")).containsExactlyInAnyOrder("metrics", "callback");
  }

  @Test
  void theTestIsAPodThatChecks() throws IOException {
    // Given: Helm leaves hooks out of what it renders
    Path chart = copy();
    Path test = chart.resolve("templates/tests/check.yaml");
    Files.writeString(test, Files.readString(test).replace("    helm.sh/hook: test\n", ""));
    // When
    List<JsonNode> objects = Manifests.parse(new Helm(chart).template().withName("soc").withNamespace("crowdsec")
        .withValuesFile(Files.writeString(folder.resolve("values.yaml"), EVERYTHING)).call());
    // Then
    JsonNode pod = one(objects, "Pod");
    assertThat(Manifests.faults(pod)).isEmpty();
    assertThat(pod.at("/spec/containers/0/args/0").asText()).isEqualTo("check");
    JsonNode connector = one(objects, "StatefulSet").at("/spec/template/spec/containers/0");
    assertThat(pod.at("/spec/containers/0/env")).isEqualTo(connector.path("env"));
    assertThat(pod.at("/spec/containers/0/image")).isEqualTo(connector.path("image"));
    JsonNode selector = one(objects, "Service").at("/spec/selector");
    assertThat(pod.at("/metadata/labels/app.kubernetes.io~1name")).as("no pod of the Service")
        .isNotEqualTo(selector.path("app.kubernetes.io/name"));
  }

  @Test
  void lintFindsNothing() throws IOException {
    // Given the chart with the two values that have no default
    Path chart = copy();
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

  private Path copy() throws IOException {
    Path chart = folder.resolve("crowdsec-connector");
    try (Stream<Path> files = Files.walk(CHART)) {
      for (Path file : files.toList()) {
        Files.copy(file, chart.resolve(CHART.relativize(file).toString()));
      }
    }
    return chart;
  }

  /** More values as lines of their own, also where they stand in braces. */
  private static String merged(String values, String more) {
    Object parsed = new Load(LoadSettings.builder().build()).loadFromString(more);
    return values + "\n" + new Dump(DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build()).dumpToString(parsed);
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
