package io.github.camelcti.crowdsec.cli;

import io.github.camelcti.crowdsec.reload.RouteMap.Route;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The flow as a tree of text: whom each route calls. A route that is called from several places is drawn out once. */
final class FlowTree {

  private final Map<String, Route> byStart = new LinkedHashMap<>();
  private final Set<String> drawn = new HashSet<>();
  private final List<String> lines = new ArrayList<>();

  private FlowTree(List<Route> routes) {
    routes.forEach(route -> byStart.put(route.from(), route));
    Set<String> called = new HashSet<>();
    routes.forEach(route -> called.addAll(route.calls()));
    routes.stream().filter(route -> !called.contains(route.from())).forEach(this::root);
    // Routes that only call each other in a circle have no root.
    routes.stream().filter(route -> !drawn.contains(route.id())).forEach(this::root);
  }

  /** Draws all routes; without a line break at the end. */
  static String draw(List<Route> routes) {
    return String.join("\n", new FlowTree(routes).lines);
  }

  private void root(Route route) {
    lines.add(route.id() + "  <- " + route.from());
    below(route, "");
  }

  private void below(Route route, String indent) {
    drawn.add(route.id());
    List<String> targets = new ArrayList<>(route.calls());
    targets.addAll(route.outside());
    for (int i = 0; i < targets.size(); i++) {
      boolean last = i == targets.size() - 1;
      Route target = byStart.get(targets.get(i));
      String branch = indent + (last ? "`- " : "|- ");
      if (target == null) {
        lines.add(branch + "-> " + targets.get(i));
      } else if (drawn.contains(target.id())) {
        lines.add(branch + target.id() + (target.calls().isEmpty() && target.outside().isEmpty() ? "" : " ..."));
      } else {
        lines.add(branch + target.id());
        below(target, indent + (last ? "   " : "|  "));
      }
    }
  }
}
