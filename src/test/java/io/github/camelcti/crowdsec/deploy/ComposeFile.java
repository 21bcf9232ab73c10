package io.github.camelcti.crowdsec.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A compose file, with environments as lists of {@code NAME=value}. */
public final class ComposeFile {

  private final JsonNode root;

  private ComposeFile(JsonNode root) {
    this.root = root;
  }

  /** Reads one. */
  public static ComposeFile read(Path file) {
    return new ComposeFile(Manifests.read(file).get(0));
  }

  /** A service's variables, in order. */
  public Map<String, String> environment(String service) {
    Map<String, String> environment = new LinkedHashMap<>();
    for (JsonNode line : root.at("/services/" + service + "/environment")) {
      String[] parts = line.asText().split("=", 2);
      if (environment.put(parts[0], parts[1]) != null) {
        throw new IllegalStateException(parts[0] + " stands twice");
      }
    }
    return environment;
  }

  /** A service as it stands. */
  JsonNode service(String name) {
    return root.path("services").path(name);
  }

  /** What is wrong with it by our reduced schema of the compose specification. */
  List<String> faults() {
    return Manifests.faults(Manifests.schema("compose"), root);
  }
}
