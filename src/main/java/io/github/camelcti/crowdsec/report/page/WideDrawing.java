package io.github.camelcti.crowdsec.report.page;

import static io.github.camelcti.crowdsec.report.page.GroupDrawing.n;

import io.github.camelcti.crowdsec.report.page.GroupDrawing.Anchor;
import java.util.ArrayList;
import java.util.List;

/** The graph for screens and paper: the observable in the middle, groups to its left and right. */
final class WideDrawing {

  private static final double WIDTH = 1120;
  private static final double ROWS = 300;
  private static final double LEFT = 4;
  private static final double RIGHT = 776;
  private static final double HUB = 260;
  private static final double HUB_X = 410;
  private static final double GAP = 26;
  private static final double HUB_GAP = 46;
  private static final double MARGIN = 14;

  private final Graph graph;
  private final String rowPrefix;
  private final Markup lines = new Markup();
  private final Markup nodes = new Markup();

  private WideDrawing(Graph graph, String rowPrefix) {
    this.graph = graph;
    this.rowPrefix = rowPrefix;
  }

  /** Draws a graph. */
  static Markup draw(Graph graph, String id, String rowPrefix) {
    return new WideDrawing(graph, rowPrefix).draw(id);
  }

  private Markup draw(String id) {
    List<GroupDrawing> left = new ArrayList<>();
    List<GroupDrawing> right = new ArrayList<>();
    for (Graph.Group group : graph.groups()) {
      boolean toTheLeft = group.kind() == Kind.LABEL || group.kind() == Kind.VULNERABILITY;
      (toTheLeft ? left : right).add(new GroupDrawing(group, ROWS, rowPrefix));
    }
    double height = Math.max(Math.max(height(left), height(right)), hubs()) + 2 * MARGIN;
    double top = (height - hubs()) / 2;
    double indicator = top + HubDrawing.HEIGHT / 2;
    double observable = graph.indicator().isPresent() ? top + HubDrawing.HEIGHT + HUB_GAP : top;
    hubs(top, observable);
    double middle = observable + HubDrawing.HEIGHT / 2;
    side(left, LEFT, (height - height(left)) / 2, middle, middle);
    double across = side(right, RIGHT, (height - height(right)) / 2, middle,
        graph.indicator().isPresent() ? indicator : middle);
    Markup svg = new Markup();
    HubDrawing.begin(svg, graph, "graph wide", id, across > 0 ? WIDTH + 10 : WIDTH - 40, height);
    return svg.add(lines).add(nodes).close("svg");
  }

  private static double height(List<GroupDrawing> groups) {
    return groups.stream().mapToDouble(GroupDrawing::height).sum() + Math.max(0, groups.size() - 1) * GAP;
  }

  private double hubs() {
    int boxes = 1 + (graph.indicator().isPresent() ? 1 : 0) + (graph.around().isEmpty() ? 0 : 1);
    return boxes * HubDrawing.HEIGHT + (boxes - 1) * HUB_GAP;
  }

  private void hubs(double top, double observable) {
    double middle = HUB_X + HUB / 2;
    graph.indicator().ifPresent(node -> {
      HubDrawing.box(nodes, node, HUB_X, top, HUB, rowPrefix);
      HubDrawing.line(lines, "M" + n(middle) + " " + n(top + HubDrawing.HEIGHT) + "V" + n(observable), Kind.INDICATOR,
          graph.core());
      graph.core().stream().findFirst().ifPresent(link -> nodes.element("text", link.words(), "class", "words",
          "x", n(middle + 8), "y", n(observable - HUB_GAP / 2 + 4)));
    });
    HubDrawing.box(nodes, graph.observable(), HUB_X, observable, HUB, rowPrefix);
    double below = observable + HubDrawing.HEIGHT + HUB_GAP;
    double each = graph.around().size() == 1 ? HUB : (HUB + 100) / graph.around().size() - 6;
    double x = middle - (graph.around().size() * (each + 12) - 12) / 2;
    for (Node node : graph.around()) {
      HubDrawing.box(nodes, node, x, below, each, rowPrefix);
      double to = x + each / 2;
      HubDrawing.line(lines, "M" + n(middle) + " " + n(observable + HubDrawing.HEIGHT) + "C" + n(middle) + " "
          + n(below - 10) + " " + n(to) + " " + n(below - 36) + " " + n(to) + " " + n(below), node.kind(), node.links());
      x += each + 12;
    }
  }

  /** Draws one side; returns the number of links between groups. */
  private double side(List<GroupDrawing> groups, double x, double from, double observable, double indicator) {
    boolean left = x < HUB_X;
    double y = from;
    double techniques = 0;
    double countries = 0;
    for (GroupDrawing group : groups) {
      for (Anchor anchor : group.draw(nodes, x, y)) {
        double start = group.kind() == Kind.TECHNIQUE ? indicator : observable;
        HubDrawing.branch(lines, left ? HUB_X : HUB_X + HUB, start, left ? x + ROWS : x, anchor.y(), group.kind(),
            anchor.nodes().stream().flatMap(node -> node.links().stream()).toList());
      }
      techniques = group.kind() == Kind.TECHNIQUE ? y + group.height() / 2 : techniques;
      countries = group.kind() == Kind.COUNTRY ? y + group.height() / 2 : countries;
      y += group.height() + GAP;
    }
    if (left || graph.across().isEmpty() || techniques == 0 || countries == 0) {
      return 0;
    }
    across(x + ROWS + 4, techniques, countries);
    return graph.across().size();
  }

  /** Every technique targets every country; one arc shows that better than a thousand lines. */
  private void across(double x, double from, double to) {
    HubDrawing.line(lines, "M" + n(x) + " " + n(from) + "C" + n(x + 26) + " " + n(from) + " " + n(x + 26) + " " + n(to) + " "
        + n(x) + " " + n(to), Kind.RELATIONSHIP, graph.across());
    double y = (from + to) / 2;
    nodes.element("text", graph.across().size() + " \u00d7 " + graph.across().get(0).words(), "class", "words",
        "x", n(x + 32), "y", n(y), "text-anchor", "middle", "transform", "rotate(90 " + n(x + 32) + " " + n(y) + ")");
  }
}
