package io.github.camelcti.crowdsec.reload;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Setting;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.config.Spelling;
import io.github.camelcti.crowdsec.reload.RouteFile.Kind;
import io.github.camelcti.crowdsec.reload.RouteFile.Mention;
import io.github.camelcti.crowdsec.route.Beans;
import io.github.camelcti.crowdsec.route.intake.Intake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Finds out whether the routes of a folder would start, without starting them: names are compared across all files, and
 * Camel builds every route in a context of its own, whose consumers stay off. Nothing is sent, and a connector that
 * runs in the same folder is not touched.
 */
public final class RouteCheck {

  private static final String UNREADABLE = "is not valid YAML";

  private final RouteFolder folder;
  private final Map<Path, RouteFile> files = new LinkedHashMap<>();
  private final List<RouteFinding> findings = new ArrayList<>();

  private RouteCheck(RouteFolder folder) {
    this.folder = folder;
  }

  /**
   * Checks what an engineer edits.
   *
   * @param directory the folder that holds {@code application.properties} and the routes
   * @param config the settings that the routes would run with
   * @return what would not work, by file and line; empty when all would
   */
  public static List<RouteFinding> check(Path directory, Config config) {
    RouteFolder folder;
    try {
      folder = RouteFolder.read(directory);
    } catch (IOException | IllegalArgumentException e) {
      return List.of(new RouteFinding(RouteFolder.PROPERTIES, 0, null, "can't be read in " + directory.toAbsolutePath()
          + " (" + e.getMessage() + "); it names the routes"));
    }
    return check(folder, config);
  }

  /** The same for a folder that was read. */
  static List<RouteFinding> check(RouteFolder folder, Config config) {
    return new RouteCheck(folder).all(config);
  }

  private List<RouteFinding> all(Config config) {
    folder.routes().forEach(this::read);
    if (files.isEmpty() && findings.isEmpty()) {
      findings.add(new RouteFinding(RouteFolder.PROPERTIES, 0, null, "no file matches " + RouteFolder.ROUTES));
    }
    idsAreUnique();
    placeholdersResolve();
    if (findings.stream().noneMatch(finding -> finding.reason().startsWith(UNREADABLE))) {
      // Names that an unreadable file would declare are not reported as missing elsewhere.
      beansAreDeclared();
      callsArrive();
      startedRoutesAreThere();
    }
    findings.addAll(new DocumentCheck(folder).all());
    Set<String> faulty = new LinkedHashSet<>();
    findings.forEach(finding -> faulty.add(finding.file()));
    if (!faulty.contains(RouteFolder.PROPERTIES)) {
      // For a file with a finding, Camel would only repeat it in other words.
      new ScratchRoutes(folder, config).build(files).stream()
          .filter(finding -> !faulty.contains(finding.file())).forEach(findings::add);
    }
    findings.sort(Comparator.comparing(RouteFinding::file).thenComparing(RouteFinding::line));
    return List.copyOf(findings);
  }

  private void read(Path path) {
    try {
      files.put(path, new RouteFile(Files.readString(path)));
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().or(e::getContextMark).map(mark -> mark.getLine() + 1).orElse(0);
      findings.add(new RouteFinding(folder.name(path), line, null, UNREADABLE + ": " + e.getProblem()));
    } catch (YamlEngineException | IOException e) {
      findings.add(new RouteFinding(folder.name(path), 0, null, "can't be read: " + e.getMessage()));
    }
  }

  private void idsAreUnique() {
    Map<String, String> first = new HashMap<>();
    each(Kind.ID, (file, id) -> {
      String before = first.putIfAbsent(id.name(), file + ":" + id.line());
      if (before != null) {
        add(file, id, "this id is also used at " + before + "; every id must be unique");
      }
    });
  }

  private void beansAreDeclared() {
    Set<String> declared = new LinkedHashSet<>(Beans.names());
    each(Kind.BEAN, (file, bean) -> declared.add(bean.name()));
    folder.properties().stringPropertyNames().stream().filter(key -> key.startsWith("camel.beans."))
        .forEach(key -> declared.add(key.substring("camel.beans.".length()).replaceFirst("[.\\[].*", "")));
    each(Kind.BEAN_USE, (file, use) -> {
      if (!declared.contains(use.name())) {
        add(file, use, "there is no bean '" + use.name() + "'" + meant(use.name(), declared)
            + " Ours are in docs/routes.md; one of your own goes into routes/custom.");
      }
    });
  }

  private void placeholdersResolve() {
    Set<String> known = new LinkedHashSet<>(folder.properties().stringPropertyNames());
    Settings.all().stream().filter(setting -> !setting.isSecret()).map(Setting::camelName).forEach(known::add);
    Set<String> secret = new LinkedHashSet<>();
    Settings.all().stream().filter(Setting::isSecret).map(Setting::camelName).forEach(secret::add);
    each(Kind.PLACEHOLDER, (file, use) -> {
      if (secret.contains(use.name())) {
        add(file, use, "{{" + use.name() + "}} is a secret and hidden from routes; a bean that takes"
            + " #bean:config can read it");
      } else if (!known.contains(use.name())) {
        add(file, use, "{{" + use.name() + "}} is neither a setting nor a line of " + RouteFolder.PROPERTIES
            + meant(use.name(), known));
      }
    });
  }

  private void callsArrive() {
    Set<String> starts = new LinkedHashSet<>();
    each(Kind.DIRECT_START, (file, start) -> starts.add(start.name()));
    each(Kind.DIRECT_CALL, (file, call) -> {
      if (!starts.contains(call.name())) {
        add(file, call, "no route starts with direct:" + call.name() + meant(call.name(), starts));
      }
    });
  }

  private void startedRoutesAreThere() {
    Set<String> ids = new LinkedHashSet<>();
    each(Kind.ID, (file, id) -> ids.add(id.name()));
    Intake.ROUTES.stream().filter(id -> !ids.contains(id)).forEach(id -> findings.add(new RouteFinding(
        folder.name(Objects.requireNonNull(folder.routes().get(0).getParent(), "a file has a folder")), 0, null,
        "there is no route '" + id + "' to receive jobs")));
  }

  private static String meant(@Nullable String name, Set<String> known) {
    Optional<String> nearest = Spelling.nearest(Objects.requireNonNull(name, "no name"), known, true);
    return nearest.map(it -> "; did you mean " + it + "?").orElse(".");
  }

  private void add(String file, Mention mention, String reason) {
    findings.add(new RouteFinding(file, mention.line(), mention.owner(), reason));
  }

  private interface Visitor {
    void visit(String file, Mention mention);
  }

  private void each(Kind kind, Visitor visitor) {
    files.forEach((path, file) -> file.of(kind).forEach(mention -> visitor.visit(folder.name(path), mention)));
  }
}
