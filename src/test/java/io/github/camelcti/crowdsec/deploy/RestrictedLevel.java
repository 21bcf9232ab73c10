package io.github.camelcti.crowdsec.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Kubernetes' pod security standard "restricted" as a list of checks, and three of our own below it. */
final class RestrictedLevel {

  private static final Set<String> VOLUMES = Set.of("name",
      "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret");
  private static final Map<String, Predicate<JsonNode>> CHECKS = new LinkedHashMap<>();

  static {
    CHECKS.put("no namespace of the host",
        pod -> Stream.of("hostNetwork", "hostPID", "hostIPC").noneMatch(name -> pod.path(name).asBoolean()));
    CHECKS.put("no port of the host", each(c -> none(c.path("ports"), port -> port.has("hostPort"))));
    CHECKS.put("volumes of harmless types only", pod -> none(pod.path("volumes"),
        volume -> !volume.properties().stream().map(Map.Entry::getKey).allMatch(VOLUMES::contains)));
    CHECKS.put("not privileged", each(c -> !c.at("/securityContext/privileged").asBoolean()));
    CHECKS.put("allowPrivilegeEscalation is false",
        each(c -> c.at("/securityContext/allowPrivilegeEscalation").asText().equals("false")));
    CHECKS.put("runAsNonRoot", pod -> pod.at("/securityContext/runAsNonRoot").asBoolean());
    CHECKS.put("runAsUser is not 0", pod -> pod.at("/securityContext/runAsUser").asInt() > 0);
    CHECKS.put("seccompProfile RuntimeDefault",
        pod -> pod.at("/securityContext/seccompProfile/type").asText().equals("RuntimeDefault"));
    CHECKS.put("all capabilities dropped", each(c ->
        c.at("/securityContext/capabilities/drop").toString().equals("[\"ALL\"]")
        && c.at("/securityContext/capabilities/add").isMissingNode()));
    CHECKS.put("(ours) read-only root file system",
        each(c -> c.at("/securityContext/readOnlyRootFilesystem").asBoolean()));
    CHECKS.put("(ours) no token of a service account",
        pod -> pod.path("automountServiceAccountToken").asText().equals("false"));
    CHECKS.put("(ours) a bound of memory", each(c -> c.at("/resources/limits/memory").isTextual()));
  }

  private RestrictedLevel() {}

  /** The checks that a pod's specification does not pass. */
  static List<String> faults(JsonNode pod) {
    return CHECKS.entrySet().stream().filter(check -> !check.getValue().test(pod)).map(Map.Entry::getKey).toList();
  }

  private static Predicate<JsonNode> each(Predicate<JsonNode> check) {
    return pod -> none(pod.path("containers"), check.negate()) && none(pod.path("initContainers"), check.negate());
  }

  private static boolean none(JsonNode list, Predicate<JsonNode> fault) {
    return StreamSupport.stream(list.spliterator(), false).noneMatch(fault);
  }
}
