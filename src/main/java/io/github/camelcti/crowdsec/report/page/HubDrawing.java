package io.github.camelcti.crowdsec.report.page;

import static io.github.camelcti.crowdsec.report.page.GroupDrawing.n;

import io.github.camelcti.crowdsec.report.VisibleText;
import java.util.List;
import java.util.stream.Collectors;

/** Draws the boxes in the middle and the lines between nodes, the same for every width. */
final class HubDrawing {

  static final double HEIGHT = 58;
  private static final double TITLE_SIZE = 11.5;
  private static final double NAME_SIZE = 14;
  private static final double NAME_SIZE_LEAST = 11.5;

  private HubDrawing() {}

  /** Draws a box with the kind above the name. */
  static void box(Markup svg, Node node, double x, double y, double width, String rowPrefix) {
    GroupDrawing.open(svg, node, rowPrefix);
    svg.empty("rect", "class", "box", "x", n(x), "y", n(y), "width", n(width), "height", HEIGHT, "rx", 12);
    String title = node.kind().one() + (node.aside() == null ? "" : " \u00b7 " + node.aside());
    svg.element("text", VisibleText.fit(title, width - 24, TITLE_SIZE), "class", "kind", "x", n(x + width / 2), "y", n(y + 22),
        "text-anchor", "middle");
    boolean address = node.kind() == Kind.OBSERVABLE;
    double size = address ? addressSize(node.name(), width)
        : Math.max(NAME_SIZE_LEAST, Math.min(NAME_SIZE, VisibleText.size(node.name(), width - 20)));
    svg.element("text", address ? node.name() : VisibleText.fit(node.name(), width - 20, size),
        "class", address ? "address" : "hub", "font-size", n(size), "x", n(x + width / 2), "y", n(y + 43),
        "text-anchor", "middle");
    GroupDrawing.close(svg);
  }

  /** An address is never cut, but shrunk until it fits. */
  private static double addressSize(String address, double width) {
    return Math.min(19, (width - 20) / (address.length() * 0.62));
  }

  /** A line from a hub to a node, bent as a tree's branches are. */
  static void branch(Markup svg, double fromX, double fromY, double toX, double toY, Kind kind, List<Link> links) {
    double bend = (toX - fromX) * 0.55;
    line(svg, "M" + n(fromX) + " " + n(fromY) + "C" + n(fromX + bend) + " " + n(fromY) + " " + n(toX - bend) + " "
        + n(toY) + " " + n(toX) + " " + n(toY), kind, links);
  }

  /** A line that stands for links; its tooltip says which. */
  static void line(Markup svg, String path, Kind kind, List<Link> links) {
    String words = links.stream().map(Link::words).distinct().collect(Collectors.joining(", "));
    svg.open("path", "class", "line " + kind.css(), "d", path,
        "data-ids", links.isEmpty() ? null : links.stream().map(Link::id).collect(Collectors.joining(" ")));
    if (!words.isEmpty()) {
      svg.element("title", links.size() > 1 ? words + " (" + links.size() + ")" : words);
    }
    svg.close("path");
  }

  /** Begins a drawing. */
  static void begin(Markup svg, Graph graph, String css, String id, double width, double height) {
    svg.open("svg", "xmlns", "http://www.w3.org/2000/svg", "class", css, "viewBox", "0 0 " + n(width) + " " + n(height),
        "role", "group", "aria-labelledby", id + "-title " + id + "-desc");
    svg.element("title", "Enrichment of " + graph.observable().name(), "id", id + "-title");
    svg.element("desc", graph.inWords(), "id", id + "-desc");
  }
}
