package io.github.camelcti.crowdsec.reload;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
    DIRECT_NAMED,
    /** A step that keeps a message, so that it does not come to its end. */
    KEEPS_MESSAGE,
    /** A circuit breaker without steps. */
    EMPTY_BREAKER,
    /** The name of a variable that becomes a text, whatever the message. */
    TEXT_VARIABLE,
    /** A step that makes a text of the body; the name is that of the bean that gets it. */
    TEXT_BODY
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
  record Address(String step, String uri, List<Entry> parameters, int line, @Nullable String owner, boolean optimised) {

    private static final Pattern UNKNOWN = Pattern.compile("[$][{].*?(?:}|$)|\\{\\{.*?}}");

    /** Without options, and the same however it is written: {@code seda:x} for {@code seda://x} and for the two parts of designers. */
    String target() {
      String plain = uri.replaceFirst("[?].*", "").replaceFirst("^(direct|seda)://", "$1:");
      return !plain.matches("direct|seda") ? plain : parameters.stream().filter(it -> it.key().equals("name")).findFirst()
          .map(it -> plain + ":" + it.value()).orElse(plain);
    }

    /** Whether messages come from there; otherwise, they go there. */
    boolean isTaken() {
      return TAKE.contains(step);
    }

    /** Whether a target, parts of which only a message or a setting may tell, can be another. */
    static boolean canBe(String target, String other) {
      return other.matches(Stream.of(UNKNOWN.split(target, -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
    }
  }

  private static final Set<String> TAKE = Set.of("from", "poll", "pollEnrich");

  /** @param route whether the id is that of a route */
  private record Block(String id, int first, int last, boolean route) {}

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
  /** Steps whose address is an expression. */
  static final Set<String> SEND_TO_TEXTS = Set.of("enrich", "pollEnrich", "recipientList", "routingSlip", "dynamicRouter");
  static final Set<String> OPTIMISED = Set.of("toD", "wireTap", "enrich");
  private static final Set<String> PROSE = Set.of("description", "note", "message");
  /** Steps that a text stands for as a whole. */
  private static final Set<String> SENDS = Set.of("to", "toD", "wireTap", "poll");
  /** What counts although the step is switched off, since Camel reads the file all the same. */
  private static final Set<Kind> ALWAYS_THERE = Set.of(Kind.ID, Kind.KEY_AGAIN, Kind.PLACEHOLDER, Kind.READ);
  private static final Set<String> KEEP_MESSAGE = Set.of("aggregate", "sample", "resequence");
  private static final Set<String> COPY_MESSAGE = Set.of("multicast", "split");
  /** Our beans that fail on a body that is a text, or on one of another text. */
  private static final Set<String> NEED_BODY = Set.of("toBundle", "jobMessage", "ctiAnswer", "graphQlAnswer");
  /** Steps that leave the body as it is; a {@code process} may be one of the extension points. */
  private static final Set<String> KEEP_BODY = Set.of("log", "setVariable", "setVariables", "setHeader", "setHeaders", "setProperty",
      "removeHeader", "removeHeaders", "removeVariable", "delay", "throttle", "wireTap", "validate");
  private static final Set<String> HOOKS = Set.of("beforeLookUp", "afterAnswer", "beforeBundle", "afterWork");

  private boolean list = true;
  private final List<Mention> mentions = new ArrayList<>();
  private final List<Entry> entries = new ArrayList<>();
  private final List<Address> addresses = new ArrayList<>();
  private final List<Block> blocks = new ArrayList<>();
  /** How many steps around the current node are switched off. */
  private int off;
  /** Whether a step of the current route, up to here, may end it. */
  private boolean mayEnd;

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

  /** The id of the route around a line, null when there is none. */
  @Nullable String routeAt(int line) {
    return blocks.stream().filter(block -> block.route && block.first <= line && line <= block.last).map(Block::id).findFirst()
        .orElse(null);
  }

  /** The line of an id, 0 when it is not here. */
  int lineOf(String id) {
    return of(Kind.ID).stream().filter(it -> Objects.equals(it.name(), id)).mapToInt(Mention::line).findFirst().orElse(0);
  }

  /** The line of the first class that a text names, 0 when it names none. */
  int lineOfClass(String text) {
    return of(Kind.CLASS).stream().filter(it -> text.contains(it.name())).mapToInt(Mention::line).findFirst().orElse(0);
  }

  private void mention(Kind kind, @Nullable String name, int line, @Nullable String owner) {
    if (off == 0 || ALWAYS_THERE.contains(kind)) {
      mentions.add(new Mention(kind, name, line, owner));
    }
  }

  private void walk(Node node, List<String> path, @Nullable String owner) {
    if (node instanceof SequenceNode list) {
      list.getValue().forEach(item -> walk(item, path, owner));
      if (last(path).equals("steps")) {
        inOrder(list, owner);
      }
    } else if (node instanceof ScalarNode scalar) {
      scalar(scalar, path, owner);
    } else if (node instanceof MappingNode mapping) {
      mapping(mapping, path, owner);
    }
  }

  /** What steps do to those that follow. */
  private void inOrder(SequenceNode list, @Nullable String owner) {
    List<NodeTuple> steps = list.getValue().stream().filter(MappingNode.class::isInstance).map(MappingNode.class::cast)
        .filter(step -> step.getValue().size() == 1).map(step -> step.getValue().get(0)).toList();
    for (int i = 0; i + 1 < steps.size(); i++) {
      if (ends(steps.get(i))) {
        mention(Kind.DEAD_END, text(steps.get(i).getKeyNode()), line(steps.get(i + 1).getKeyNode()), owner);
      }
      if (text(steps.get(i).getKeyNode()).equals("setBody") && steps.get(i).getValueNode() instanceof MappingNode body && isText(body)) {
        for (int j = i + 1; j < steps.size(); j++) {
          String ref = steps.get(j).getValueNode() instanceof MappingNode step ? Objects.toString(text(step, "ref"), "") : "";
          if (NEED_BODY.contains(ref)) {
            mention(Kind.TEXT_BODY, ref, line(steps.get(i).getKeyNode()), owner);
          }
          if (!KEEP_BODY.contains(text(steps.get(j).getKeyNode())) && !HOOKS.contains(ref)) {
            break;
          }
        }
      }
    }
  }

  private static boolean ends(NodeTuple step) {
    return ENDS.contains(text(step.getKeyNode())) && !(step.getValueNode() instanceof MappingNode options && (isOff(options)
        || text(options, "markRollbackOnly") != null || text(options, "markRollbackOnlyLast") != null));
  }

  private static boolean isOff(MappingNode step) {
    return "true".equals(text(step, "disabled"));
  }

  /** Whether its expression is the same text for each message. */
  private static boolean isText(MappingNode step) {
    ScalarNode expression = expression(step);
    return expression != null && !expression.getValue().contains("${");
  }

  /** The expression of a step in all forms that YAML has for it, null if it is not a text. */
  private static @Nullable ScalarNode expression(MappingNode step) {
    MappingNode holder = child(step, "expression") instanceof MappingNode inner ? inner : step;
    return Stream.of("constant", "simple").map(language -> child(holder, language))
        .map(it -> it instanceof MappingNode parts ? child(parts, "expression") : it)
        .filter(ScalarNode.class::isInstance).map(ScalarNode.class::cast).findFirst().orElse(null);
  }

  private void mapping(MappingNode mapping, List<String> path, @Nullable String owner) {
    String key = last(path);
    boolean isOff = isOff(mapping) && path.stream().noneMatch(OWN::contains);
    off += isOff ? 1 : 0;
    boolean route = path.equals(List.of("route"));
    if (route) {
      mayEnd = false;
      mention(Kind.ROUTE, null, line(mapping), owner);
    }
    if (key.equals("pollEnrich") && child(mapping, "timeout") == null) {
      mention(Kind.ENDLESS_WAIT, key, line(mapping), owner);
    }
    String id = key.equals("properties") || key.equals("parameters") ? null : text(mapping, "id");
    if (id != null) {
      int line = line(child(mapping, "id"));
      mention(Kind.ID, id, line, id);
      blocks.add(new Block(id, line(mapping), mapping.getEndMark().map(mark -> mark.getLine()).orElse(line), route));
    }
    String around = id == null ? owner : id;
    harm(key, mapping, path, around);
    if (key.equals("beans") && text(mapping, "name") != null) {
      mention(Kind.BEAN, text(mapping, "name"), line(mapping), text(mapping, "name"));
      around = text(mapping, "name");
    }
    if (path.equals(List.of("routeTemplate", "parameters"))) {
      mention(Kind.TEMPLATE_PARAMETER, text(mapping, "name"), line(mapping), around);
    }
    address(mapping, path, around);
    Set<String> before = new HashSet<>();
    for (NodeTuple tuple : mapping.getValue()) {
      String name = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
      if (!before.add(name) && !name.isEmpty()) {
        mention(Kind.KEY_AGAIN, name, line(tuple.getKeyNode()), around);
      }
      List<String> whole = Stream.concat(path.stream(), Stream.of(name)).toList();
      String value = tuple.getValueNode() instanceof ScalarNode scalar ? scalar.getValue() : null;
      entries.add(new Entry(whole, value, line(tuple.getKeyNode()), around));
      walk(tuple.getValueNode(), whole, around);
      mayEnd |= off == 0 && ends(tuple);
    }
    off -= isOff ? 1 : 0;
  }

  /** What would fail each job in a route of ours. */
  private void harm(String key, MappingNode mapping, List<String> path, @Nullable String owner) {
    if (KEEP_MESSAGE.contains(key) && path.stream().noneMatch(COPY_MESSAGE::contains)) {
      mention(Kind.KEEPS_MESSAGE, key, line(mapping), owner);
    } else if (key.equals("circuitBreaker") && !(child(mapping, "steps") instanceof SequenceNode steps && !steps.getValue().isEmpty())) {
      mention(Kind.EMPTY_BREAKER, key, line(mapping), owner);
    } else if ((key.equals("setVariable") || path.contains("setVariables")) && text(mapping, "name") != null && isText(mapping)) {
      mention(Kind.TEXT_VARIABLE, text(mapping, "name"), line(mapping), owner);
    }
  }

  private void address(MappingNode mapping, List<String> path, @Nullable String owner) {
    String step = last(path);
    Node place = SEND_TO_TEXTS.contains(step) ? expression(mapping) : child(mapping, "uri");
    if (!(place instanceof ScalarNode written) || OWN.contains(step) || off > 0) {
      return;
    }
    String uri = written.getValue();
    List<Entry> parameters = new ArrayList<>();
    if (child(mapping, "parameters") instanceof MappingNode map) {
      map.getValue().forEach(it -> parameters.add(new Entry(List.of(text(it.getKeyNode())),
          it.getValueNode() instanceof ScalarNode scalar ? scalar.getValue() : null, line(it.getKeyNode()), owner)));
    }
    addresses.add(new Address(step, uri, parameters, line(place), owner,
        OPTIMISED.contains(step) && !"false".equals(text(mapping, "allowOptimisedComponents"))));
    String target = addresses.get(addresses.size() - 1).target();
    if (target.startsWith("direct:") && !SEND_TO_TEXTS.contains(step)) {
      called(target, place, owner, path);
    }
  }

  private void called(String uri, @Nullable Node node, @Nullable String owner, List<String> path) {
    String name = uri.replaceFirst("direct:(//)?", "").replaceFirst("[?].*", "");
    if (!name.contains("{{") && !name.contains("${") && !name.contains("*")) {
      mention(last(path).equals("from") ? Kind.DIRECT_START : Kind.DIRECT_CALL, name, line(node), owner);
      if (path.equals(ALWAYS) && !mayEnd) {
        mention(Kind.DIRECT_ALWAYS, name, line(node), owner);
      }
    }
  }

  private void scalar(ScalarNode scalar, List<String> path, @Nullable String owner) {
    String key = last(path);
    String value = scalar.getValue();
    if (SENDS.contains(key) && off == 0) {
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
      DIRECT.matcher(value).results().forEach(it -> mention(Kind.DIRECT_NAMED, it.group(1), line(scalar), owner));
    }
    boolean reference = isReference(path);
    if (reference && NAME.matcher(value).matches()) {
      mention(Kind.BEAN_USE, value, line(scalar), owner);
    }
    if (key.equals("exception") && !value.contains("{{")) {
      mention(Kind.EXCEPTION, value, line(scalar), owner);
    }
    if (value.startsWith(CLASS)) {
      mention(Kind.CLASS, value.substring(CLASS.length()), line(scalar), owner);
    }
    Matcher bean = BEAN.matcher(value);
    while (bean.find()) {
      mention(Kind.BEAN_USE, bean.group(1) == null ? bean.group(2) : bean.group(1), line(scalar), owner);
    }
    read(value).forEach(name -> mention(Kind.READ, name, line(scalar), owner));
    VARIABLE.matcher(value).results().forEach(it -> mention(Kind.VARIABLE,
        it.group(1) + (it.group(2) == null ? "" : "." + it.group(2)), line(scalar), owner));
    Matcher placeholder = PLACEHOLDER.matcher(value);
    while (placeholder.find()) {
      mention(Kind.PLACEHOLDER, placeholder.group(1), line(scalar), owner);
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
