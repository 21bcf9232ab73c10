package io.github.camelcti.crowdsec.reload;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * One file of routes as text: which names are on which lines. Knows YAML and almost nothing of Camel, which mostly
 * can't tell line numbers.
 */
final class RouteFile {

  /** What a name in a file is. */
  enum Kind {
    /** The id of a route, step or expression. */
    ID,
    /** A declared bean. */
    BEAN,
    /** A bean that is used. */
    BEAN_USE,
    /** {@code {{name}}} that has to resolve. */
    PLACEHOLDER,
    /** The name of a {@code direct:} that a route begins with. */
    DIRECT_START,
    /** The name of a {@code direct:} that is called. */
    DIRECT_CALL,
    /** A class that is instantiated. */
    CLASS
  }

  /**
   * A name.
   *
   * @param owner the innermost id around it, null when there is none
   */
  record Mention(Kind kind, @Nullable String name, int line, @Nullable String owner) {}

  private record Block(String id, int first, int last) {}

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^}:?!]+)}}");
  private static final Pattern BEAN = Pattern.compile("#bean:([A-Za-z][\\w-]*)|bean:([A-Za-z][\\w-]*)\\?");
  private static final String CLASS = "#class:";
  private static final Pattern NAME = Pattern.compile("[A-Za-z][\\w-]*");

  private final List<Mention> mentions = new ArrayList<>();
  private final List<Block> blocks = new ArrayList<>();

  /**
   * @param text what is in the file
   * @throws YamlEngineException if it is not valid YAML
   */
  RouteFile(String text) {
    new Compose(LoadSettings.builder().build()).composeString(text).ifPresent(root -> walk(root, "", null, false));
  }

  /** All names of a kind, from top to bottom. */
  List<Mention> of(Kind kind) {
    return mentions.stream().filter(mention -> mention.kind() == kind).toList();
  }

  /** The innermost id around a line, null when there is none. */
  @Nullable String idAt(int line) {
    return blocks.stream().filter(block -> block.first <= line && line <= block.last)
        .reduce((outer, inner) -> inner.first >= outer.first ? inner : outer).map(Block::id).orElse(null);
  }

  /** The line of an id, 0 when it is not here. */
  int lineOf(String id) {
    return of(Kind.ID).stream().filter(it -> Objects.equals(it.name(), id)).mapToInt(Mention::line).findFirst().orElse(0);
  }

  /** The line of the first class that a text names, 0 when it names none. */
  int lineOfClass(String text) {
    return of(Kind.CLASS).stream().filter(it -> text.contains(it.name())).mapToInt(Mention::line).findFirst().orElse(0);
  }

  private void walk(Node node, String key, @Nullable String owner, boolean from) {
    if (node instanceof SequenceNode list) {
      list.getValue().forEach(item -> walk(item, key, owner, from));
    } else if (node instanceof ScalarNode scalar) {
      scalar(scalar, key, owner);
    } else if (node instanceof MappingNode mapping) {
      mapping(mapping, key, owner, from);
    }
  }

  private void mapping(MappingNode mapping, String key, @Nullable String owner, boolean from) {
    String id = key.equals("properties") || key.equals("parameters") ? null : text(mapping, "id");
    if (id != null) {
      int line = line(child(mapping, "id"));
      mentions.add(new Mention(Kind.ID, id, line, id));
      blocks.add(new Block(id, line(mapping), mapping.getEndMark().map(mark -> mark.getLine()).orElse(line)));
    }
    String around = id == null ? owner : id;
    if (key.equals("beans") && text(mapping, "name") != null) {
      mentions.add(new Mention(Kind.BEAN, text(mapping, "name"), line(mapping), text(mapping, "name")));
      around = text(mapping, "name");
    }
    direct(mapping, around, key.equals("from"));
    for (NodeTuple tuple : mapping.getValue()) {
      String name = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
      walk(tuple.getValueNode(), name.equals("expression") && key.equals("ref") ? "ref" : name, around, from);
    }
  }

  private void direct(MappingNode mapping, @Nullable String owner, boolean start) {
    String uri = text(mapping, "uri");
    if (uri == null || !uri.equals("direct") && !uri.startsWith("direct:")) {
      return;
    }
    Node parameters = child(mapping, "parameters");
    String name = uri.startsWith("direct:") ? uri.substring("direct:".length()).replaceFirst("\\?.*", "")
        : parameters instanceof MappingNode map ? text(map, "name") : null;
    if (name != null) {
      called("direct:" + name, child(mapping, "uri"), owner, start);
    }
  }

  private void called(String uri, @Nullable Node node, @Nullable String owner, boolean start) {
    String name = uri.substring("direct:".length()).replaceFirst("\\?.*", "");
    if (!name.contains("{{") && !name.contains("${")) {
      mentions.add(new Mention(start ? Kind.DIRECT_START : Kind.DIRECT_CALL, name, line(node), owner));
    }
  }

  private void scalar(ScalarNode scalar, String key, @Nullable String owner) {
    String value = scalar.getValue();
    if (key.equals("to") && value.startsWith("direct:")) {
      called(value, scalar, owner, false);
    }
    boolean reference = key.equals("ref") || key.endsWith("Ref") || key.equals("executorService");
    if (reference && NAME.matcher(value).matches()) {
      mentions.add(new Mention(Kind.BEAN_USE, value, line(scalar), owner));
    }
    if (value.startsWith(CLASS)) {
      mentions.add(new Mention(Kind.CLASS, value.substring(CLASS.length()), line(scalar), owner));
    }
    Matcher bean = BEAN.matcher(value);
    while (bean.find()) {
      mentions.add(new Mention(Kind.BEAN_USE, bean.group(1) == null ? bean.group(2) : bean.group(1), line(scalar), owner));
    }
    Matcher placeholder = PLACEHOLDER.matcher(value);
    while (placeholder.find()) {
      mentions.add(new Mention(Kind.PLACEHOLDER, placeholder.group(1), line(scalar), owner));
    }
  }

  private static @Nullable String text(MappingNode mapping, String key) {
    return child(mapping, key) instanceof ScalarNode scalar ? scalar.getValue() : null;
  }

  private static @Nullable Node child(MappingNode mapping, String key) {
    return mapping.getValue().stream()
        .filter(tuple -> tuple.getKeyNode() instanceof ScalarNode name && name.getValue().equals(key))
        .map(NodeTuple::getValueNode).findFirst().orElse(null);
  }

  private static int line(@Nullable Node node) {
    return node == null ? 0 : node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }
}
