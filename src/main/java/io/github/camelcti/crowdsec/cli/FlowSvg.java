package io.github.camelcti.crowdsec.cli;

import io.github.camelcti.crowdsec.reload.RouteMap.Route;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The flow as one SVG file that needs nothing else: a box per route, in columns from left to right, an arrow per call.
 * What goes out of the house is a rounded box in the last column.
 */
final class FlowSvg {

  private static final int HEIGHT = 44;
  private static final int GAP = 18;
  private static final int COLUMN_GAP = 70;
  private static final int MARGIN = 20;
  private static final double LETTER = 7.3;

  private static final String STYLE = """
      <style>
        text { font: 12px ui-monospace, "DejaVu Sans Mono", monospace; fill: #1b2733; }
        .from { font-size: 10px; fill: #5b6b7b; }
        rect { fill: #eef4fb; stroke: #4a78a8; }
        .start rect { fill: #e3f3e6; stroke: #3f8a4d; }
        .outside rect { fill: #fdf1de; stroke: #b97a1a; }
        path { fill: none; stroke: #7d8b99; }
      </style>
      <defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">
        <path d="M0,0 L8,4 L0,8 z" style="fill:#7d8b99;stroke:none"/></marker></defs>
      """;

  private record Box(String name, String under, String title, String kind, double x, double y, double width) {}

  private final Map<String, Route> byStart = new LinkedHashMap<>();
  private final Map<String, Integer> column = new LinkedHashMap<>();
  private final Map<String, Box> boxes = new LinkedHashMap<>();
  private final List<Route> routes;

  private FlowSvg(List<Route> routes) {
    this.routes = routes;
    routes.forEach(route -> byStart.put(route.from(), route));
    routes.forEach(route -> column.putIfAbsent(route.from(), 0));
    Set<String> called = new HashSet<>();
    routes.forEach(route -> called.addAll(route.calls()));
    routes.stream().filter(route -> !called.contains(route.from())).forEach(route -> push(route, 0, new HashSet<>()));
    int outermost = column.values().stream().mapToInt(Integer::intValue).max().orElse(0) + 1;
    routes.forEach(route -> route.outside().forEach(it -> column.put(it, outermost)));
    place(called);
  }

  /** Draws all routes. */
  static String draw(List<Route> routes) {
    return new FlowSvg(routes).text();
  }

  /** Every route stands right of all that call it; a call in a circle moves nothing. */
  private void push(Route route, int depth, Set<String> way) {
    if (!way.add(route.from())) {
      return;
    }
    column.merge(route.from(), depth, Math::max);
    for (String call : route.calls()) {
      Route target = byStart.get(call);
      if (target != null && (column.get(call) <= depth || way.size() == 1)) {
        push(target, depth + 1, way);
      }
    }
    way.remove(route.from());
  }

  private void place(Set<String> called) {
    Map<Integer, List<String>> columns = new TreeMap<>();
    column.forEach((name, number) -> columns.computeIfAbsent(number, key -> new ArrayList<>()).add(name));
    int most = columns.values().stream().mapToInt(List::size).max().orElse(0);
    double x = MARGIN;
    for (List<String> names : columns.values()) {
      names.sort(Comparator.comparingDouble(this::middleOfCallers));
      double width = names.stream().mapToInt(name -> Math.max(label(name).length(), name.length() * 5 / 6)).max().orElse(0)
          * LETTER + 20;
      double y = MARGIN + (most - names.size()) * (HEIGHT + GAP) / 2.0;
      for (String name : names) {
        Route route = byStart.get(name);
        String kind = route == null ? "outside" : called.contains(name) ? "route" : "start";
        boxes.put(name, new Box(label(name), route == null ? "" : route.from(),
            route == null ? name : route.description(), kind, x, y, width));
        y += HEIGHT + GAP;
      }
      x += width + COLUMN_GAP;
    }
  }

  private String label(String name) {
    Route route = byStart.get(name);
    return route == null ? name : route.id();
  }

  /** So that arrows cross less: a box stands where those stand that call it. */
  private double middleOfCallers(String name) {
    return routes.stream().filter(route -> route.calls().contains(name) || route.outside().contains(name))
        .map(route -> boxes.get(route.from())).filter(box -> box != null).mapToDouble(Box::y).average().orElse(0);
  }

  private String text() {
    double width = boxes.values().stream().mapToDouble(box -> box.x + box.width).max().orElse(0) + MARGIN;
    double height = boxes.values().stream().mapToDouble(box -> box.y + HEIGHT).max().orElse(0) + MARGIN;
    StringBuilder svg = new StringBuilder(String.format(Locale.ROOT,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\" height=\"%.0f\" role=\"img\">%n"
            + "<title>Routes of the CrowdSec connector</title>%n", width, height, width, height)).append(STYLE);
    for (Route route : routes) {
      List<String> targets = new ArrayList<>(route.calls());
      targets.addAll(route.outside());
      targets.stream().filter(boxes::containsKey)
          .forEach(target -> svg.append(arrow(boxes.get(route.from()), boxes.get(target))));
    }
    boxes.values().forEach(box -> svg.append(box(box)));
    return svg.append("</svg>\n").toString();
  }

  private static String arrow(Box from, Box to) {
    double x = from.x + from.width;
    double y = from.y + HEIGHT / 2.0;
    double end = to.y + HEIGHT / 2.0;
    double bend = Math.max(30, (to.x - x) / 2);
    return String.format(Locale.ROOT, "<path d=\"M%.1f,%.1f C%.1f,%.1f %.1f,%.1f %.1f,%.1f\" marker-end=\"url(#tip)\"/>%n",
        x, y, x + bend, y, to.x - bend, end, to.x, end);
  }

  private static String box(Box box) {
    boolean outside = box.kind.equals("outside");
    return String.format(Locale.ROOT, "<g class=\"%s\"><title>%s</title><rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
            + "height=\"%d\" rx=\"%d\"/><text x=\"%.1f\" y=\"%.1f\">%s</text><text class=\"from\" x=\"%.1f\" y=\"%.1f\">%s"
            + "</text></g>%n", box.kind, xml(box.title), box.x, box.y, box.width, HEIGHT, outside ? 20 : 4, box.x + 10,
        box.y + (outside ? 26 : 19), xml(box.name), box.x + 10, box.y + 34, xml(box.under));
  }

  private static String xml(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
  }
}
