package io.github.camelcti.crowdsec.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** What becomes of a file of routes when somebody moves or deletes blocks of it. */
public final class StepEdits {

  private static final String STEPS = "steps";

  private StepEdits() {}

  /**
   * All edits of one kind: any block deleted, any two blocks of a list of steps swapped, any block moved to the beginning of its
   * list, any parameter of an endpoint deleted.
   *
   * @param file a file of routes
   * @return the edited files' text, by what was done
   */
  public static Map<String, String> of(Path file) throws IOException {
    Map<String, String> edits = new LinkedHashMap<>();
    Object routes = load(Files.readString(file));
    each(routes, routes, edits);
    return edits;
  }

  private static void each(Object all, Object node, Map<String, String> edits) {
    if (node instanceof Map<?, ?> map) {
      if (map.get(STEPS) instanceof List<?> steps) {
        edits(all, steps, edits);
      }
      if (map.get("parameters") instanceof Map<?, ?> parameters) {
        withoutEach(all, String.valueOf(map.get("id")), parameters, edits);
      }
      if (map.get("when") instanceof List<?> branches) {
        edits(all, branches, edits);
      }
      map.values().forEach(value -> each(all, value, edits));
    } else if (node instanceof List<?> list) {
      list.forEach(item -> each(all, item, edits));
    }
  }

  @SuppressWarnings("unchecked")
  private static void edits(Object all, List<?> given, Map<String, String> edits) {
    List<Object> steps = (List<Object>) given;
    List<Object> before = new ArrayList<>(steps);
    for (int i = 0; i < before.size(); i++) {
      steps.remove(i);
      edits.put((i + 1) + ". of " + before.size() + ", " + name(before.get(i)) + ", deleted" + times(edits), dump(all));
      if (i > 1) {
        steps.add(0, before.get(i));
        edits.put(name(before.get(i)) + " first" + times(edits), dump(all));
      }
      reset(steps, before);
      for (int j = i + 1; j < before.size(); j++) {
        steps.set(i, before.get(j));
        steps.set(j, before.get(i));
        edits.put(name(before.get(i)) + " and " + name(before.get(j)) + " swapped" + times(edits), dump(all));
        reset(steps, before);
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static void withoutEach(Object all, String step, Map<?, ?> given, Map<String, String> edits) {
    Map<Object, Object> parameters = (Map<Object, Object>) given;
    Map<Object, Object> before = new LinkedHashMap<>(parameters);
    for (Object name : before.keySet()) {
      parameters.remove(name);
      edits.put(step + " without " + name, dump(all));
      parameters.clear();
      parameters.putAll(before);
    }
  }

  private static void reset(List<Object> steps, List<Object> before) {
    steps.clear();
    steps.addAll(before);
  }

  /** Tells edits of steps without an id apart. */
  private static String times(Map<String, String> edits) {
    return " (edit " + (edits.size() + 1) + ")";
  }

  /** A step is a map with one entry, its kind; a branch of a choice has more. */
  private static String name(Object step) {
    Map.Entry<?, ?> kind = ((Map<?, ?>) step).entrySet().iterator().next();
    return kind.getValue() instanceof Map<?, ?> options && options.get("id") != null
        ? String.valueOf(options.get("id")) : kind.getKey() + " " + kind.getValue();
  }

  private static Object load(String yaml) {
    return new Load(LoadSettings.builder().build()).loadFromString(yaml);
  }

  private static String dump(Object routes) {
    return new Dump(DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build()).dumpToString(routes);
  }
}
