package io.github.camelcti.crowdsec.config.source;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads {@code config.yml}: sections with keys, as in OpenCTI's connectors.
 *
 * <p>Scalars are read as written, not as YAML types. So a key made of digits keeps its zeros, and {@code yes} and
 * {@code on}, which are booleans in Python's YAML 1.1 and texts in YAML 1.2, mean the same in both.
 */
final class ConfigYml {

  private static final LoadSettings SETTINGS = LoadSettings.builder().setAllowDuplicateKeys(true).build();

  private final String name;
  private final Set<String> sections;
  private final List<Problem> problems;
  private final List<String> warnings;

  ConfigYml(String name, Set<String> sections, List<Problem> problems, List<String> warnings) {
    this.name = name;
    this.sections = sections;
    this.problems = problems;
    this.warnings = warnings;
  }

  /** The values by path, for example {@code crowdsec.max_tlp}; empty, with a problem, if the file is not YAML. */
  Map<String, Source.Entry> read(String text) {
    Map<String, Source.Entry> entries = new LinkedHashMap<>();
    compose(text).filter(root -> !isNull(root)).ifPresent(root -> {
      if (root instanceof MappingNode sections) {
        sections.getValue().forEach(section -> readSection(section, entries));
      } else {
        problems.add(new Problem(name, origin(root), null, "has no sections",
            "Write sections with keys, for example \"opencti:\" and below it, indented, "
                + "\"url: http://opencti:8080\"."));
      }
    });
    return entries;
  }

  private Optional<Node> compose(String text) {
    try {
      return new Compose(SETTINGS).composeString(text);
    } catch (MarkedYamlEngineException e) {
      // The exception's own text quotes the file, including secrets, so pass on only the place.
      problems.add(notYaml(e.getProblemMark().map(this::origin).orElse(null)));
    } catch (YamlEngineException | StackOverflowError e) {
      // The library parses brackets recursively: thousands of them overflow its stack, which must not end our process.
      problems.add(notYaml(null));
    }
    return Optional.empty();
  }

  private Problem notYaml(@Nullable String origin) {
    return new Problem(name, origin, null, "is not valid YAML",
        "Check the indentation (spaces, no tabs) and the space after each colon, and put quotes around values "
            + "that start with one of # & * ! @ % ` [ { or that contain \": \".");
  }

  private void readSection(NodeTuple section, Map<String, Source.Entry> entries) {
    String sectionName = key(section);
    if (section.getValueNode() instanceof MappingNode keys) {
      keys.getValue().forEach(tuple -> readKey(sectionName + "." + key(tuple), tuple, entries));
    } else if (sections.contains(sectionName) && !isNull(section.getValueNode())) {
      problems.add(new Problem(name, origin(section.getKeyNode()), null,
          sectionName + " is not a section with keys",
          "Put its keys below it, indented by two spaces, each as \"key: value\"."));
    } else if (!isNull(section.getValueNode())) {
      entries.put(sectionName, entry(section.getValueNode()));
    }
  }

  private void readKey(String path, NodeTuple tuple, Map<String, Source.Entry> entries) {
    Source.Entry entry = entry(tuple.getValueNode());
    if (entries.put(path, entry) != null) {
      warnings.add(path + " appears twice in " + name + "; " + entry.origin() + " is used");
    }
    if (path.endsWith("_color") && isNull(tuple.getValueNode())) {
      warnings.add(path + " (" + entry.origin()
          + ") is empty; put the colour in quotes, because # starts a comment in YAML");
    }
  }

  private Source.Entry entry(Node node) {
    if (node instanceof ScalarNode scalar) {
      return Source.Entry.value(isNull(node) ? null : scalar.getValue(), origin(node));
    }
    if (node instanceof SequenceNode list
        && list.getValue().stream().allMatch(ScalarNode.class::isInstance)) {
      String items = list.getValue().stream()
          .filter(item -> !isNull(item))
          .map(item -> ((ScalarNode) item).getValue())
          .collect(Collectors.joining(","));
      return new Source.Entry(items, origin(node), Source.Kind.LIST);
    }
    return new Source.Entry(null, origin(node), Source.Kind.SECTION);
  }

  private static String key(NodeTuple tuple) {
    return tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
  }

  /** Unquoted {@code null}, {@code ~} or nothing; in YAML 1.1 also Null and NULL. */
  private static boolean isNull(Node node) {
    return node.getTag().equals(Tag.NULL)
        || node instanceof ScalarNode scalar
            && scalar.isPlain()
            && scalar.getValue().matches("~|[Nn]ull|NULL|");
  }

  private String origin(Node node) {
    return node.getStartMark().map(this::origin).orElse(name);
  }

  private String origin(Mark mark) {
    return name + " line " + (mark.getLine() + 1);
  }
}
