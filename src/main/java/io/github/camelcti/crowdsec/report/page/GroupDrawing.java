package io.github.camelcti.crowdsec.report.page;

import io.github.camelcti.crowdsec.report.VisibleText;
import io.github.camelcti.crowdsec.report.page.Graph.Group;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws a group of nodes: a title, a row for each of the first nodes, and a dot with a tooltip for each of the others,
 * so that all of two hundred nodes are shown and the first ones can be read.
 */
final class GroupDrawing {

  static final int ROW = 28;
  private static final int HEADER = 30;
  private static final int PILL = 24;
  private static final int MOST_ROWS = 14;
  private static final int ROWS_BEFORE_DOTS = 12;
  private static final int DOT = 14;
  private static final int FULL = 100;
  private static final double NAME_SIZE = 13;
  private static final double ASIDE_SIZE = 12;

  private final Group group;
  private final double width;
  private final String rowPrefix;

  /** The end of a line to one or more nodes: half the height of its target, and the links that it stands for. */
  record Anchor(double y, Kind kind, List<Node> nodes) {}

  /**
   * @param group what to draw
   * @param width of its rows
   * @param rowPrefix followed by an object's id, the id of its row in the page's table
   */
  GroupDrawing(Group group, double width, String rowPrefix) {
    this.group = group;
    this.width = width;
    this.rowPrefix = rowPrefix;
  }

  Kind kind() {
    return group.kind();
  }

  double height() {
    int dots = group.nodes().size() - rows();
    return HEADER + rows() * ROW + (dots == 0 ? 0 : 6 + DOT * Math.ceil((double) dots / dotsInLine()) + 4);
  }

  private int rows() {
    return group.nodes().size() <= MOST_ROWS ? group.nodes().size() : ROWS_BEFORE_DOTS;
  }

  private int dotsInLine() {
    return (int) ((width - 8) / DOT);
  }

  /** Draws it at this corner; returns where links end. */
  List<Anchor> draw(Markup svg, double x, double y) {
    List<Anchor> anchors = new ArrayList<>();
    svg.element("text", group.title(), "class", "group", "x", n(x + 2), "y", n(y + 18));
    double top = y + HEADER;
    for (Node node : group.nodes().subList(0, rows())) {
      row(svg, node, x, top);
      anchors.add(new Anchor(top + PILL / 2.0, group.kind(), List.of(node)));
      top += ROW;
    }
    List<Node> rest = group.nodes().subList(rows(), group.nodes().size());
    if (!rest.isEmpty()) {
      dots(svg, rest, x, top + 6);
      anchors.add(new Anchor(top + 6 + DOT / 2.0, group.kind(), rest));
    }
    return anchors;
  }

  private void row(Markup svg, Node node, double x, double y) {
    open(svg, node);
    svg.empty("rect", "class", "pill", "x", n(x), "y", n(y), "width", n(width), "height", PILL, "rx", 7);
    if (node.percent() != null) {
      svg.empty("rect", "class", "share", "x", n(x), "y", n(y), "width", n(Math.max(6, width * node.percent() / FULL)),
          "height", PILL, "rx", 7);
    }
    svg.empty("circle", "class", "mark", "cx", n(x + 14), "cy", n(y + PILL / 2.0), "r", 5, "fill", node.color());
    double aside = 0;
    if (node.aside() != null) {
      aside = node.aside().length() * ASIDE_SIZE * 0.62 + 8;
      svg.element("text", node.aside(), "class", "aside", "x", n(x + width - 10), "y", n(y + 16.5), "text-anchor", "end");
    }
    svg.element("text", VisibleText.fit(node.name(), width - 36 - aside, NAME_SIZE), "class", "name", "x", n(x + 26),
        "y", n(y + 16.5));
    close(svg);
  }

  private void dots(Markup svg, List<Node> rest, double x, double y) {
    for (int i = 0; i < rest.size(); i++) {
      Node node = rest.get(i);
      open(svg, node);
      svg.empty("circle", "class", "mark", "cx", n(x + 14 + i % dotsInLine() * DOT), "cy",
          n(y + DOT / 2.0 + i / dotsInLine() * DOT), "r", 4.5, "fill", node.color());
      close(svg);
    }
  }

  private void open(Markup svg, Node node) {
    open(svg, node, rowPrefix);
  }

  /** Opens a node: a link to its row, with a tooltip. */
  static void open(Markup svg, Node node, String rowPrefix) {
    svg.open("a", "class", "node " + node.kind().css(), "data-id", node.id(),
        "href", "#" + rowPrefix + (node.kind() == Kind.LABEL ? "labels" : node.id()));
    svg.element("title", node.kind().one() + ": " + node.name() + (node.aside() == null ? "" : ", " + node.aside()));
  }

  static void close(Markup svg) {
    svg.close("a");
  }

  /** A number as written in a drawing. */
  static String n(double number) {
    double rounded = Math.round(number * 10) / 10.0;
    return rounded == Math.rint(rounded) ? String.valueOf((long) rounded) : String.valueOf(rounded);
  }
}
