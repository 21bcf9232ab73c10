package io.github.camelcti.crowdsec.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The real kubectl, from the folder that the variable KUBERNETES_TOOLS names; a test that asks for it is left out without. */
final class Kubectl {

  private Kubectl() {}

  /** What {@code kubectl kustomize} makes of a folder; it has to have nothing to say. */
  static List<JsonNode> render(Path folder) throws Exception {
    Optional<Path> kubectl = Optional.ofNullable(System.getenv("KUBERNETES_TOOLS")).map(tools -> Path.of(tools, "kubectl"))
        .filter(Files::isExecutable);
    assumeTrue(kubectl.isPresent(), "KUBERNETES_TOOLS names no folder with kubectl (.ci/kubernetes-tools): left out");
    Path out = Files.createTempFile("rendered", ".yaml");
    try {
      Process process = new ProcessBuilder(kubectl.orElseThrow().toString(), "kustomize", folder.toString())
          .redirectOutput(out.toFile()).start();
      String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(errors).isZero();
      assertThat(errors).isEmpty();
      return Manifests.read(out);
    } finally {
      Files.delete(out);
    }
  }
}
