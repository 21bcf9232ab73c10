package io.github.camelcti.crowdsec.reload;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * What a file of routes consists of: one route, one configuration of routes, one bean, or something else.
 *
 * @param file where it stands
 * @param kind {@code route}, {@code routeConfiguration}, {@code bean}, or another word of Camel's YAML
 * @param id its id, a bean's name; null without one
 * @param value what is written there, without comments and form
 */
record RoutePiece(String file, String kind, @Nullable String id, Object value) {

  static final String ROUTE = "route";
  static final String CONFIGURATION = "routeConfiguration";
  static final String BEAN = "bean";

  /**
   * Takes a file apart.
   *
   * @throws YamlEngineException if it is not valid YAML
   */
  static List<RoutePiece> of(String file, String text) {
    List<RoutePiece> pieces = new ArrayList<>();
    Object root = new Load(LoadSettings.builder().setAllowDuplicateKeys(true).build()).loadFromString(text);
    if (root instanceof List<?> items) {
      items.forEach(item -> take(file, item, pieces));
    } else if (root != null) {
      pieces.add(new RoutePiece(file, "whole file", null, root));
    }
    return pieces;
  }

  private static void take(String file, Object item, List<RoutePiece> pieces) {
    if (!(item instanceof Map<?, ?> map) || map.size() != 1) {
      pieces.add(new RoutePiece(file, "item", null, item));
      return;
    }
    String kind = String.valueOf(map.keySet().iterator().next());
    Object value = map.values().iterator().next();
    if (kind.equals("beans") && value instanceof List<?> beans) {
      beans.forEach(bean -> pieces.add(new RoutePiece(file, BEAN, text(bean, "name"), bean)));
    } else {
      pieces.add(new RoutePiece(file, kind, text(value, "id"), value));
    }
  }

  /** The same as an item of Camel's YAML. */
  Map<String, Object> item() {
    return kind.equals(BEAN) ? Map.of("beans", List.of(value)) : Map.of(kind, value);
  }

  /** Whether it mentions a name, as far as that shows without knowing what its words mean. */
  boolean names(String name) {
    return value.toString().contains(name);
  }

  /** The id of the configuration that a route uses, null when it names none. */
  @Nullable String configuration() {
    return text(value, "routeConfigurationId");
  }

  /** Whether an engineer's own file holds it. */
  boolean custom() {
    return file.contains("/" + RouteFolder.CUSTOM + "/");
  }

  private static @Nullable String text(Object value, String key) {
    return value instanceof Map<?, ?> map && map.get(key) != null ? map.get(key).toString() : null;
  }
}
