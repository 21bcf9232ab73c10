package io.github.camelcti.crowdsec.reload;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
    /** The name of a property or variable that is read, in whatever way. */
    READ,
    /** The name of a {@code direct:} that a route begins with. */
    DIRECT_START,
    /** A route begins; has no name. */
    ROUTE,
    /** The name of a {@code direct:} that a route calls with each message. */
    DIRECT_ALWAYS,
    /** What ends a message's way, although more steps follow; on the line of the next one. */
    DEAD_END,
    /** A step that may wait for ever. */
    ENDLESS_WAIT,
    /** A variable that is read in Simple, with what is read of it: {@code job.entityId}. */
    VARIABLE,
    /** The name of a {@code direct:} that is called. */
    DIRECT_CALL,
    /** A class that is instantiated. */
    CLASS,
    /** A class of exceptions that are caught. */
    EXCEPTION,
    /** A key that stands twice in one place. */
    KEY_AGAIN,
    /** What a route template asks for. */
    TEMPLATE_PARAMETER,
    /** Any {@code direct:} in a text, whatever the text is for. */
    DIRECT_NAMED
  }

  /**
   * A name.
   *
   * @param owner the innermost id around it, null when there is none
   */
  record Mention(Kind kind, @Nullable String name, int line, @Nullable String owner) {}

  /**
   * A key and what it holds.
   *
   * @param path the keys that lead there, the top one first, its own one last
   * @param value null when it holds more than a text
   */
  record Entry(List<String> path, @Nullable String value, int line, @Nullable String owner) {

    String key() {
      return path.get(path.size() - 1);
    }

    /** The key around it; empty at the top. */
    String parent() {
      return path.size() < 2 ? "" : path.get(path.size() - 2);
    }

    /** Whether Camel's words end above it, and the engineer's own begin. */
    boolean isOwn() {
      return path.subList(0, path.size() - 1).stream().anyMatch(OWN::contains);
    }
  }

  /**
   * What is sent to or received from.
   *
   * @param step the key that holds it, such as {@code toD}
   * @param uri as written
   * @param parameters those of the mapping, by name
   * @param line that of the address
   * @param optimised whether the step may use one endpoint for all messages
   */
  record Address(String step, String uri, List<Entry> parameters, int line, @Nullable String owner, boolean optimised) {}

  private record Block(String id, int first, int last) {}

  private static final Set<String> OWN = Set.of("parameters", "properties", "constructors", "metadata");

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^}:?!]+)}}");
  private static final Pattern READ = Pattern.compile("\\{\\{[?!]?\\s*(?:(?:env|sys):)?([\\w.-]+)"
      + "|\\$(?:simple)?\\{\\s*(?:env|sysenv|sys|properties)[.:]([\\w.-]+)");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{variables?[.](\\w+)(?:[?]?[.](\\w+))?");
  private static final List<String> ALWAYS = List.of("route", "from", "steps", "to");
  private static final Set<String> ENDS = Set.of("stop", "throwException", "rollback");
  private static final Pattern BEAN = Pattern.compile("#bean:([A-Za-z][\\w-]*)|bean:([A-Za-z][\\w-]*)\\?");
  private static final String CLASS = "#class:";
  private static final Pattern NAME = Pattern.compile("[A-Za-z][\\w-]*");

  private static final Pattern DIRECT = Pattern.compile("direct:(?://)?([\\w.-]+)");
  private static final Pattern DIRECTS = Pattern.compile("direct:[\\w.-]+(?:,\\s*direct:[\\w.-]+)*");
  private static final Set<String> EXPRESSIONS = Set.of("constant", "simple", "expression");
  private static final Set<String> SEND_TO_TEXTS = Set.of("enrich", "pollEnrich", "recipientList", "routingSlip", "dynamicRouter");
  static final Set<String> OPTIMISED = Set.of("toD", "wireTap", "enrich");
  private static final Set<String> PROSE = Set.of("description", "note", "message");
  /** Steps that a text stands for as a whole. */
  private static final Set<String> SENDS = Set.of("to", "toD", "wireTap");

  private boolean list = true;
  private final List<Mention> mentions = new ArrayList<>();
  private final List<Entry> entries = new ArrayList<>();
  private final List<Address> addresses = new ArrayList<>();
  private final List<Block> blocks = new ArrayList<>();

  /**
   * @param text what is in the file
   * @throws YamlEngineException if it is not valid YAML
   */
  RouteFile(String text) {
    new Compose(LoadSettings.builder().build()).composeString(text).ifPresent(root -> {
      list = root instanceof SequenceNode;
      walk(root, List.of(), null);
    });
  }

  /** Whether it consists of entries, as Camel expects. */
  boolean isList() {
    return list;
  }

  /** All keys, from top to bottom. */
  List<Entry> entries() {
    return entries;
  }

  /** All addresses, from top to bottom. */
  List<Address> addresses() {
    return addresses;
  }

  /**
   * The next entry whose key or value is a word; null when there is none.
   *
   * @param from a line above it
   * @param resolve puts in the values of placeholders
   */
  @Nullable Entry entry(String word, int from, UnaryOperator<String> resolve) {
    return entries.stream().filter(entry -> entry.line() >= from && (entry.key().equals(word)
        || entry.value() != null && word.equals(resolve.apply(entry.value())))).findFirst().orElse(null);
  }

  /** All names, from top to bottom. */
  List<Mention> mentions() {
    return mentions;
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

  private void walk(Node node, List<String> path, @Nullable String owner) {
    if (node instanceof SequenceNode list) {
      list.getValue().forEach(item -> walk(item, path, owner));
      deadEnds(list, path, owner);
    } else if (node instanceof ScalarNode scalar) {
      scalar(scalar, path, owner);
    } else if (node instanceof MappingNode mapping) {
      mapping(mapping, path, owner);
    }
  }

  private void deadEnds(SequenceNode list, List<String> path, @Nullable String owner) {
    for (int i = 0; i + 1 < list.getValue().size() && last(path).equals("steps"); i++) {
      if (list.getValue().get(i) instanceof MappingNode step && step.getValue().size() == 1
          && ENDS.contains(text(step.getValue().get(0).getKeyNode()))
          && !(step.getValue().get(0).getValueNode() instanceof MappingNode options && (text(options, "markRollbackOnly") != null
          || text(options, "markRollbackOnlyLast") != null))) {
        mentions.add(new Mention(Kind.DEAD_END, text(step.getValue().get(0).getKeyNode()), line(list.getValue().get(i + 1)), owner));
      }
    }
  }

  private void mapping(MappingNode mapping, List<String> path, @Nullable String owner) {
    String key = last(path);
    if (path.equals(List.of("route"))) {
      mentions.add(new Mention(Kind.ROUTE, null, line(mapping), owner));
    }
    if (key.equals("pollEnrich") && child(mapping, "timeout") == null) {
      mentions.add(new Mention(Kind.ENDLESS_WAIT, key, line(mapping), owner));
    }
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
    if (path.equals(List.of("routeTemplate", "parameters"))) {
      mentions.add(new Mention(Kind.TEMPLATE_PARAMETER, text(mapping, "name"), line(mapping), around));
    }
    address(mapping, path, around);
    Set<String> before = new HashSet<>();
    for (NodeTuple tuple : mapping.getValue()) {
      String name = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
      if (!before.add(name) && !name.isEmpty()) {
        mentions.add(new Mention(Kind.KEY_AGAIN, name, line(tuple.getKeyNode()), around));
      }
      List<String> whole = Stream.concat(path.stream(), Stream.of(name)).toList();
      String value = tuple.getValueNode() instanceof ScalarNode scalar ? scalar.getValue() : null;
      entries.add(new Entry(whole, value, line(tuple.getKeyNode()), around));
      walk(tuple.getValueNode(), whole, around);
    }
  }

  private void address(MappingNode mapping, List<String> path, @Nullable String owner) {
    String step = last(path);
    String uri = text(mapping, "uri");
    if (uri == null || OWN.contains(step)) {
      return;
    }
    List<Entry> parameters = new ArrayList<>();
    if (child(mapping, "parameters") instanceof MappingNode map) {
      map.getValue().forEach(it -> parameters.add(new Entry(List.of(text(it.getKeyNode())),
          it.getValueNode() instanceof ScalarNode scalar ? scalar.getValue() : null, line(it.getKeyNode()), owner)));
    }
    addresses.add(new Address(step, uri, parameters, line(child(mapping, "uri")), owner,
        OPTIMISED.contains(step) && !"false".equals(text(mapping, "allowOptimisedComponents"))));
    String name = uri.equals("direct") && child(mapping, "parameters") instanceof MappingNode map ? text(map, "name") : null;
    if (uri.startsWith("direct:") || name != null) {
      called(name == null ? uri : "direct:" + name, child(mapping, "uri"), owner, path);
    }
  }

  private void called(String uri, @Nullable Node node, @Nullable String owner, List<String> path) {
    String name = uri.replaceFirst("direct:(//)?", "").replaceFirst("\\?.*", "");
    if (!name.contains("{{") && !name.contains("${") && !name.contains("*")) {
      mentions.add(new Mention(last(path).equals("from") ? Kind.DIRECT_START : Kind.DIRECT_CALL, name, line(node), owner));
      if (path.equals(ALWAYS)) {
        mentions.add(new Mention(Kind.DIRECT_ALWAYS, name, line(node), owner));
      }
    }
  }

  private void scalar(ScalarNode scalar, List<String> path, @Nullable String owner) {
    String key = last(path);
    String value = scalar.getValue();
    if (SENDS.contains(key)) {
      addresses.add(new Address(key, value, List.of(), line(scalar), owner, OPTIMISED.contains(key)));
      if (value.startsWith("direct:")) {
        called(value, scalar, owner, path);
      }
    }
    if (EXPRESSIONS.contains(key) && DIRECTS.matcher(value).matches() && path.stream().anyMatch(SEND_TO_TEXTS::contains)) {
      DIRECT.matcher(value).results().forEach(it -> called(it.group(), scalar, owner, path));
    }
    boolean start = key.equals("uri") && path.size() > 1 && path.get(path.size() - 2).equals("from");
    if (!start && !PROSE.contains(key)) {
      DIRECT.matcher(value).results().forEach(it -> mentions.add(new Mention(Kind.DIRECT_NAMED, it.group(1), line(scalar), owner)));
    }
    boolean reference = isReference(path);
    if (reference && NAME.matcher(value).matches()) {
      mentions.add(new Mention(Kind.BEAN_USE, value, line(scalar), owner));
    }
    if (key.equals("exception") && !value.contains("{{")) {
      mentions.add(new Mention(Kind.EXCEPTION, value, line(scalar), owner));
    }
    if (value.startsWith(CLASS)) {
      mentions.add(new Mention(Kind.CLASS, value.substring(CLASS.length()), line(scalar), owner));
    }
    Matcher bean = BEAN.matcher(value);
    while (bean.find()) {
      mentions.add(new Mention(Kind.BEAN_USE, bean.group(1) == null ? bean.group(2) : bean.group(1), line(scalar), owner));
    }
    read(value).forEach(name -> mentions.add(new Mention(Kind.READ, name, line(scalar), owner)));
    VARIABLE.matcher(value).results().forEach(it -> mentions.add(new Mention(Kind.VARIABLE,
        it.group(1) + (it.group(2) == null ? "" : "." + it.group(2)), line(scalar), owner)));
    Matcher placeholder = PLACEHOLDER.matcher(value);
    while (placeholder.find()) {
      mentions.add(new Mention(Kind.PLACEHOLDER, placeholder.group(1), line(scalar), owner));
    }
  }

  /** The names of all properties and variables that a text reads. */
  static List<String> read(String text) {
    return READ.matcher(text).results().map(it -> it.group(1) == null ? it.group(2) : it.group(1)).toList();
  }

  /** Whether a bean's name stands there. */
  private static boolean isReference(List<String> path) {
    String key = last(path);
    return key.equals("ref") || key.equals("executorService")
        || key.endsWith("Ref") && !key.equals("routeTemplateRef")
        || key.equals("expression") && path.size() > 1 && path.get(path.size() - 2).equals("ref");
  }

  private static String last(List<String> path) {
    return path.isEmpty() ? "" : path.get(path.size() - 1);
  }

  private static String text(Node node) {
    return node instanceof ScalarNode scalar ? scalar.getValue() : "";
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
