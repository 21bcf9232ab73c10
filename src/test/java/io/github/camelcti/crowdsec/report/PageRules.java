package io.github.camelcti.crowdsec.report;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** What every page must keep to, whatever is in it. */
public final class PageRules {

  private static final Set<String> FORBIDDEN = Set.of("iframe", "img", "image", "object", "embed", "form", "base",
      "video", "audio", "foreignObject", "animate", "set");
  private static final Set<String> LOADING =
      Set.of("src", "srcset", "data", "poster", "action", "formaction", "background", "style", "xlink:href");

  private final List<Element> elements = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();
  private final List<String> broken = new ArrayList<>();

  /** Reads a page as XML; fails if it is none. */
  public PageRules(String page) {
    try {
      DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
      builder.setErrorHandler(null);
      Document document = builder.parse(new InputSource(new StringReader(page)));
      NodeList all = document.getElementsByTagName("*");
      for (int i = 0; i < all.getLength(); i++) {
        elements.add((Element) all.item(i));
      }
    } catch (Exception e) {
      throw new AssertionError("the page is no XML: " + e.getMessage(), e);
    }
  }

  /** The rules that the page breaks. */
  public List<String> broken() {
    for (Element element : elements) {
      String id = element.getAttribute("id");
      if (!id.isEmpty() && !ids.add(id)) {
        broken.add("two elements have the id " + id);
      }
    }
    elements.forEach(this::check);
    return broken;
  }

  private void check(Element element) {
    if (FORBIDDEN.contains(element.getTagName())) {
      broken.add("there is a " + element.getTagName());
    }
    if (element.getTagName().equals("script")
        && (element.hasAttributes() || !element.getTextContent().equals("//\n" + script() + "//\n"))) {
      broken.add("there is a script that is not ours");
    }
    if (element.getTagName().equals("use") && !element.getAttribute("href").startsWith("#")) {
      broken.add("a drawing takes something from elsewhere");
    }
    for (int i = 0; i < element.getAttributes().getLength(); i++) {
      Node attribute = element.getAttributes().item(i);
      if (LOADING.contains(attribute.getNodeName()) || attribute.getNodeName().startsWith("on")) {
        broken.add(element.getTagName() + " has " + attribute);
      }
    }
    if (element.getTagName().equals("style") && element.getTextContent().matches("(?s).*(url\\(|@import|expression).*")) {
      broken.add("the style loads something");
    }
    if (element.hasAttribute("href")) {
      link(element, element.getAttribute("href"));
    }
  }

  private static String script() {
    try {
      return Files.readString(Path.of("src/main/resources/report/page.js"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void link(Element element, String target) {
    if (element.getTagName().equals("link")) {
      if (!target.equals("data:,")) {
        broken.add("link to " + target);
      }
    } else if (target.startsWith("#")) {
      if (!ids.contains(target.substring(1))) {
        broken.add("nothing has the id " + target);
      }
    } else if (!target.matches("https?://[^/].*") || !element.getAttribute("rel").equals("noreferrer noopener")) {
      broken.add("link to " + target);
    }
  }

  /** The ids of objects that a drawing shows as nodes or lines. */
  Set<String> drawn(String css) {
    Set<String> drawn = new TreeSet<>();
    elements.stream().filter(element -> element.getTagName().equals("svg") && element.getAttribute("class").equals(css))
        .forEach(svg -> {
          NodeList all = svg.getElementsByTagName("*");
          for (int i = 0; i < all.getLength(); i++) {
            Element element = (Element) all.item(i);
            drawn.add(element.getAttribute("data-id"));
            drawn.addAll(Arrays.asList(element.getAttribute("data-ids").split(" ")));
          }
        });
    drawn.remove("");
    return drawn;
  }

  /** The ids of all elements. */
  Set<String> ids() {
    return ids;
  }
}
