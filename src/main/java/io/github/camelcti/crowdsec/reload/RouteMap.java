package io.github.camelcti.crowdsec.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The routes as written in their files: where each starts, what it calls. Needs neither settings nor Camel. */
public final class RouteMap {

  /**
   * One route.
   *
   * @param id its id
   * @param file the file that contains it
   * @param from what it begins with, for example {@code direct:call-opencti} or {@code timer:keep-alive}
   * @param description as it is written, empty when there is none
   * @param steps how many steps it has, those within others included
   * @param calls the {@code direct:} endpoints that it calls, in order, each once
   * @param outside what else it sends to, each once
   */
  public record Route(String id, String file, String from, String description, int steps, List<String> calls,
      List<String> outside) {}

  private static final String DIRECT = "direct:";
  private static final List<String> NAMES = List.of("name", "timerName", "queues", "httpUri", "path", "directoryName",
      "exchangeName");

  private RouteMap() {}

  /**
   * Reads all files of routes.
   *
   * @param directory the folder that holds {@code application.properties}
   * @return routes by file and from top to bottom
   * @throws IOException if a file does not contain routes
   */
  public static List<Route> read(Path directory) throws IOException {
    RouteFolder folder = RouteFolder.read(directory);
    List<Route> routes = new ArrayList<>();
    for (Path file : folder.routes()) {
      try {
        Object content = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
        if (content instanceof List<?> entries) {
          entries.forEach(entry -> {
            if (entry instanceof Map<?, ?> map && map.get("route") instanceof Map<?, ?> route) {
              routes.add(route(route, folder.name(file)));
            }
          });
        }
      } catch (YamlEngineException e) {
        throw new IOException(folder.name(file) + " is not valid YAML; run 'validate' to see where", e);
      }
    }
    return List.copyOf(routes);
  }

  private static Route route(Map<?, ?> route, String file) {
    Map<?, ?> from = route.get("from") instanceof Map<?, ?> map ? map : Map.of();
    Set<String> targets = new LinkedHashSet<>();
    Object steps = from.get("steps") == null ? route.get("steps") : from.get("steps");
    collect(steps, targets);
    return new Route(text(route.get("id"), "(without id)"), file, endpoint(from), text(route.get("description"), ""),
        count(steps, true), targets.stream().filter(it -> it.startsWith(DIRECT)).toList(),
        targets.stream().filter(it -> !it.startsWith(DIRECT)).toList());
  }

  private static void collect(@Nullable Object node, Set<String> targets) {
    if (node instanceof List<?> list) {
      list.forEach(item -> collect(item, targets));
    } else if (node instanceof Map<?, ?> map) {
      map.forEach((key, value) -> {
        if (List.of("to", "toD", "wireTap", "enrich", "pollEnrich").contains(key)) {
          targets.add(value instanceof String uri ? uri : endpoint((Map<?, ?>) value));
        } else {
          collect(value, targets);
        }
      });
    }
  }

  /** A step is an item of a list of steps; nested steps count too. */
  private static int count(@Nullable Object node, boolean steps) {
    int sum = 0;
    if (node instanceof List<?> list) {
      for (Object item : list) {
        sum += (steps ? 1 : 0) + count(item, false);
      }
    } else if (node instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        sum += count(entry.getValue(), "steps".equals(entry.getKey()));
      }
    }
    return sum;
  }

  private static String endpoint(Map<?, ?> endpoint) {
    String uri = text(endpoint.get("uri"), "");
    if (uri.contains(":") || !(endpoint.get("parameters") instanceof Map<?, ?> parameters)) {
      return uri.replaceFirst("\\?.*", "");
    }
    return NAMES.stream().map(parameters::get).filter(it -> it != null && !it.equals("default")).findFirst()
        .map(name -> uri + ":" + name).orElse(uri);
  }

  private static String text(@Nullable Object value, String otherwise) {
    return value == null ? otherwise : value.toString();
  }
}
