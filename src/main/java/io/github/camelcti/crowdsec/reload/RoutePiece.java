package io.github.camelcti.crowdsec.reload;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

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
  private static final Pattern URL = Pattern.compile("(?i)https?\\b|[.-]url}}");
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

  /**
   * Some pieces of a file, on the lines on which they are in the file.
   *
   * @param text the whole file
   * @param pieces what to keep of it
   */
  static String excerpt(String file, String text, List<RoutePiece> pieces) {
    try {
      List<String> lines = new ArrayList<>(text.lines().toList());
      new Compose(LoadSettings.builder().build()).composeString(text).ifPresent(root -> clear(file, root, pieces, lines));
      String excerpt = String.join("\n", lines);
      List<RoutePiece> left = of(file, excerpt);
      if (left.size() == pieces.size() && left.containsAll(pieces)) {
        return excerpt;
      }
    } catch (YamlEngineException e) {
      // What is left needs what is not, such as an anchor; or it is written in brackets. Then lines are lost.
    }
    return new Dump(DumpSettings.builder().build()).dumpToString(pieces.stream().map(RoutePiece::item).toList());
  }

  /** Empties the lines of what is not wanted. */
  private static void clear(String file, Node root, List<RoutePiece> wanted, List<String> lines) {
    List<Node> items = items(root);
    for (int i = 0; i < items.size(); i++) {
      int first = line(items.get(i));
      int next = i + 1 < items.size() ? line(items.get(i + 1)) : lines.size();
      List<RoutePiece> here = of(file, String.join("\n", lines.subList(first, next)));
      List<Node> beans = items.get(i) instanceof MappingNode entry ? items(entry.getValue().get(0).getValueNode()) : List.of();
      if (here.stream().noneMatch(wanted::contains)) {
        Collections.fill(lines.subList(first, next), "");
      } else if (beans.size() == here.size()) {
        for (int j = 0; j < beans.size(); j++) {
          if (!wanted.contains(here.get(j))) {
            Collections.fill(lines.subList(line(beans.get(j)), j + 1 < beans.size() ? line(beans.get(j + 1)) : next), "");
          }
        }
      }
    }
  }

  private static List<Node> items(Node node) {
    return node instanceof SequenceNode list ? list.getValue() : List.of();
  }

  private static int line(Node node) {
    return node.getStartMark().orElseThrow().getLine();
  }

  /** The same as an item of Camel's YAML. */
  Map<String, Object> item() {
    return kind.equals(BEAN) ? Map.of("beans", List.of(value)) : Map.of(kind, value);
  }

  /** Whether it mentions a name, as far as that shows without knowing what its words mean. */
  boolean names(String name) {
    return value.toString().contains(name);
  }

  /** Adds what makes up the URLs that it calls: all texts that name a scheme, or a setting that is a URL. */
  void collectUrls(Collection<String> urls) {
    collectUrls(value, urls);
  }

  private static void collectUrls(Object node, Collection<String> urls) {
    if (node instanceof Map<?, ?> map) {
      map.values().forEach(it -> collectUrls(it, urls));
    } else if (node instanceof List<?> list) {
      list.forEach(it -> collectUrls(it, urls));
    } else if (node instanceof String text && URL.matcher(text).find()) {
      urls.add(text);
    }
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
