package io.github.camelcti.crowdsec.report.page;

import static io.github.camelcti.crowdsec.report.page.GroupDrawing.n;

import io.github.camelcti.crowdsec.report.page.GroupDrawing.Anchor;
import java.util.List;

/** The graph for phones: the observable on top, everything else on a trunk below it. */
final class NarrowDrawing {

  private static final double WIDTH = 360;
  private static final double TRUNK = 12;
  private static final double ROWS_X = 40;
  private static final double GAP = 14;
  private static final double BEND = 8;

  private NarrowDrawing() {}

  /** Draws a graph. */
  static Markup draw(Graph graph, String id, String rowPrefix) {
    Markup lines = new Markup();
    Markup nodes = new Markup();
    HubDrawing.box(nodes, graph.observable(), 2, 4, WIDTH - 4, rowPrefix);
    double y = 4 + HubDrawing.HEIGHT + GAP;
    if (graph.indicator().isPresent()) {
      y = hub(lines, nodes, graph.indicator().get(), graph.core(), y, rowPrefix);
    }
    for (Node node : graph.around()) {
      y = hub(lines, nodes, node, node.links(), y, rowPrefix);
    }
    double last = y - GAP - HubDrawing.HEIGHT / 2;
    for (Graph.Group group : graph.groups()) {
      GroupDrawing drawing = new GroupDrawing(group, WIDTH - ROWS_X - 2, rowPrefix);
      for (Anchor anchor : drawing.draw(nodes, ROWS_X, y)) {
        elbow(lines, anchor.y(), anchor.kind(), anchor.nodes().stream().flatMap(node -> node.links().stream()).toList());
        last = anchor.y();
      }
      y += drawing.height() + GAP;
    }
    HubDrawing.line(lines, "M" + n(TRUNK) + " " + n(4 + HubDrawing.HEIGHT) + "V" + n(last - BEND), Kind.RELATIONSHIP,
        List.of());
    if (!graph.across().isEmpty()) {
      // Invisible here, because there is only room for the words, not for an arc.
      HubDrawing.line(lines, "M" + n(ROWS_X) + " " + n(y), Kind.RELATIONSHIP, graph.across());
      nodes.element("text", "Each attack pattern targets each country (" + graph.across().size() + ")", "class", "words",
          "x", n(ROWS_X), "y", n(y + 10));
      y += GAP + 8;
    }
    Markup svg = new Markup();
    HubDrawing.begin(svg, graph, "graph narrow", id, WIDTH, y);
    return svg.add(lines).add(nodes).close("svg");
  }

  private static double hub(Markup lines, Markup nodes, Node node, List<Link> links, double y, String rowPrefix) {
    HubDrawing.box(nodes, node, ROWS_X, y, WIDTH - ROWS_X - 2, rowPrefix);
    elbow(lines, y + HubDrawing.HEIGHT / 2, node.kind(), links);
    return y + HubDrawing.HEIGHT + GAP;
  }

  private static void elbow(Markup lines, double y, Kind kind, List<Link> links) {
    HubDrawing.line(lines, "M" + n(TRUNK) + " " + n(y - BEND) + "q0 8 8 8H" + n(ROWS_X), kind, links);
  }
}
