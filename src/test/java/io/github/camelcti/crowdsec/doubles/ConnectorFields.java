package io.github.camelcti.crowdsec.doubles;

import java.util.LinkedHashMap;
import java.util.Map;

/** The fields about the platform itself and its connectors. */
final class ConnectorFields {

  private final Backend backend;
  private final Rights rights;

  ConnectorFields(Backend backend, Rights rights) {
    this.backend = backend;
    this.rights = rights;
  }

  void addTo(Fields fields) {
    Connectors connectors = backend.connectors();
    fields.query("about", call -> Map.of("version", backend.connectors().platformVersion(backend.generation())))
        .query("me", call -> me())
        .query("connector", call -> whole(connectors.connector(call.argument("id"))))
        .query("connectors", call -> connectors.all().stream().map(this::whole).toList())
        .mutation("registerConnector", call -> register(call.argument("input")))
        .mutation("pingConnector", call -> whole(connectors.ping(call.argument("id"), call.argument("state"),
            call.argument("connectorInfo"))))
        .mutation("resetStateConnector", call -> whole(backend.resetState(call.argument("id"))))
        .mutation("deleteConnector", call -> backend.forget(call.argument("id")))
        .mutation("connectorJWT", call -> backend.key().token());
  }

  private Map<String, Object> me() {
    Map<String, Object> me = new LinkedHashMap<>(Platform.USER);
    me.put("capabilities", rights.asGraphQl());
    me.put("effective_confidence_level", Map.of("max_confidence", backend.live().mostConfidence()));
    return me;
  }

  private Map<String, Object> register(Map<String, Object> input) {
    String id = (String) input.get("id");
    backend.jobs().declare(id);
    Map<String, Object> connector = backend.connectors().register(input);
    backend.workers().serve(id, (String) input.get("listen_callback_uri"));
    return whole(connector);
  }

  /** With what every answer about a connector tells of the platform: its broker and its keys. */
  private Map<String, Object> whole(Map<String, Object> connector) {
    if (connector != null) {
      Map<String, Object> config = backend.jobs().config((String) connector.get("id"));
      config.put("listen_callback_uri", connector.get("listen_callback_uri"));
      connector.put("config", config);
      connector.put("jwks", backend.key().jwks());
    }
    return connector;
  }
}
