package io.github.camelcti.crowdsec.doubles;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelcti.crowdsec.doubles.Fields.Call;
import java.util.Map;

/** The fields that take whole bundles. */
final class ResultFields {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Backend backend;

  ResultFields(Backend backend) {
    this.backend = backend;
  }

  void addTo(Fields fields) {
    fields.mutation("stixBundlePush", this::push)
        .mutation("playbookStepExecution", call -> backend.playbooks().answer(call.env().getArguments()));
  }

  /** Queues a bundle for the worker, always for the live data: a draft that the request names is ignored. */
  private Object push(Call call) {
    String connectorId = call.argument("connectorId");
    JsonNode bundle = bundle(connectorId, call.argument("bundle"));
    String workId = call.env().containsArgument("work_id") ? call.argument("work_id") : null;
    if (workId == null || workId.isEmpty()) {
      workId = backend.works().openRun(connectorId,
          String.valueOf(backend.connectors().connector(connectorId).get("name")));
      if (bundle.path("objects").size() == 1) {
        backend.works().addExpectations(workId, 1);
      }
    }
    backend.bundles().add(bundle);
    String work = workId;
    call.afterwards(() -> backend.ingestor().take(bundle, work, backend.live()));
    return true;
  }

  private JsonNode bundle(String connectorId, String text) {
    if (!backend.connectors().registered(connectorId)) {
      throw PlatformError.invalidBundle(cause("Invalid connector"));
    }
    JsonNode bundle;
    try {
      bundle = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw PlatformError.invalidBundle(Map.of());
    }
    if (!"bundle".equals(bundle.path("type").asText()) || bundle.path("objects").isEmpty()) {
      throw PlatformError.invalidBundle(cause("Invalid stix bundle"));
    }
    return bundle;
  }

  private static Map<String, Object> cause(String message) {
    return Map.of("message", message, "extensions", new PlatformError("UNSUPPORTED_ERROR", message,
        PlatformError.data(500, "BUSINESS", Map.of())).extensions());
  }
}
