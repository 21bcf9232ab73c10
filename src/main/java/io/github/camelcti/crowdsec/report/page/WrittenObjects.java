package io.github.camelcti.crowdsec.report.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelcti.crowdsec.enrich.Enrichment;
import io.github.camelcti.crowdsec.stix.StixBundle;

/** What the connector writes to OpenCTI: the graph, every object and the text of the note. */
final class WrittenObjects {

  /** Characters; a longer bundle is for {@code enrich --bundle}. */
  private static final int MOST_JSON = 400_000;

  private final Markup page;
  private final Enrichment enrichment;
  private final String prefix;
  private final boolean drawn;

  WrittenObjects(Markup page, Enrichment enrichment, String prefix, boolean drawn) {
    this.page = page;
    this.enrichment = enrichment;
    this.prefix = prefix;
    this.drawn = drawn;
  }

  void write() {
    page.open("section", "class", "written").element("h3", "What the connector writes to OpenCTI")
        .element("p", "The work says: \u201c" + enrichment.sentence() + "\u201d", "class", "hint");
    StixBundle bundle = enrichment.bundle();
    if (drawn) {
      Graph graph = Graph.of(bundle);
      page.element("a", "Skip the graph", "href", "#" + prefix + "objects", "class", "skip")
          .open("figure").add(WideDrawing.draw(graph, prefix + "wide", prefix))
          .add(NarrowDrawing.draw(graph, prefix + "narrow", prefix)).close("figure");
    }
    new ObjectTables(bundle, prefix).write(page);
    bundle.objects().stream().filter(object -> Kind.of(object) == Kind.NOTE).forEach(note ->
        page.open("details").element("summary", "Text of the note")
            .element("pre", String.valueOf(note.get("content"))).close("details"));
    String json = bundle.toJson();
    if (drawn && json.length() <= MOST_JSON) {
      page.open("details").element("summary", "The STIX 2.1 bundle as JSON")
          .element("pre", indented(json), "class", "json").close("details");
    }
    page.close("section");
  }

  private static String indented(String json) {
    try {
      return new ObjectMapper().readTree(json).toPrettyString();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a bundle is JSON", e);
    }
  }
}
