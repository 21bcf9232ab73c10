package io.github.camelcti.crowdsec.doubles;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The connectors that have registered, with their states and pings. Thread-safe. */
final class Connectors {

  private static final class Connector {
    private final Map<String, Object> fields = new LinkedHashMap<>();
    private int pings;
  }

  private final Map<String, Connector> connectors = new LinkedHashMap<>();
  private String lastRegistered;
  private String claimed;

  /** Registers or updates; the state that is stored stays. */
  synchronized Map<String, Object> register(Map<String, Object> input) {
    String id = (String) input.get("id");
    Map<String, Object> fields = connectors.computeIfAbsent(id, key -> new Connector()).fields;
    fields.putIfAbsent("created_at", Works.now());
    fields.put("updated_at", Works.now());
    for (String name : List.of("id", "name", "auto", "auto_update", "only_contextual", "playbook_compatible",
        "enrichment_resolution", "listen_callback_uri")) {
      fields.put(name, input.get(name));
    }
    fields.put("standard_id", "connector--" + id);
    fields.put("connector_type", String.valueOf(input.get("type")));
    fields.put("connector_scope", input.getOrDefault("scope", List.of()));
    fields.put("connector_user_id", Platform.USER_ID);
    fields.put("connector_user", Platform.USER);
    fields.putIfAbsent("connector_state_reset", false);
    fields.put("active", true);
    fields.put("built_in", false);
    lastRegistered = id;
    return new LinkedHashMap<>(fields);
  }

  /** Keeps the state that is sent, or takes back a reset: then what is sent is dropped once. */
  synchronized Map<String, Object> ping(String id, String state, Map<String, Object> info) {
    Connector connector = existing(id);
    connector.pings++;
    if (!Boolean.TRUE.equals(connector.fields.put("connector_state_reset", false))) {
      connector.fields.put("connector_state", state);
    }
    connector.fields.put("updated_at", Works.now());
    if (info != null) {
      connector.fields.put("connector_info", info);
    }
    return new LinkedHashMap<>(connector.fields);
  }

  /** What an administrator does to let a connector begin anew. */
  synchronized Map<String, Object> resetState(String id) {
    Connector connector = existing(id);
    connector.fields.put("connector_state", null);
    connector.fields.put("connector_state_reset", true);
    return new LinkedHashMap<>(connector.fields);
  }

  /** Lets the platform call itself another version than that of its schema. */
  synchronized void claim(String version) {
    claimed = version;
  }

  synchronized String platformVersion(Generation generation) {
    return claimed == null ? generation.version() : claimed;
  }

  private Connector existing(String id) {
    Connector connector = connectors.get(id);
    if (connector == null) {
      throw PlatformError.functional("No connector found with the specified ID", "id", id);
    }
    return connector;
  }

  synchronized void unregister(String id) {
    connectors.remove(id);
    if (id.equals(lastRegistered)) {
      lastRegistered = null;
    }
  }

  synchronized boolean registered(String id) {
    return connectors.containsKey(id);
  }

  synchronized String lastRegistered() {
    return lastRegistered;
  }

  /** The connector as the schema shows it, null when there is none. */
  synchronized Map<String, Object> connector(String id) {
    Connector connector = connectors.get(id);
    return connector == null ? null : new LinkedHashMap<>(connector.fields);
  }

  synchronized List<Map<String, Object>> all() {
    List<Map<String, Object>> all = new ArrayList<>();
    connectors.values().forEach(it -> all.add(new LinkedHashMap<>(it.fields)));
    return all;
  }

  synchronized int pings(String id) {
    return connectors.containsKey(id) ? connectors.get(id).pings : 0;
  }
}
