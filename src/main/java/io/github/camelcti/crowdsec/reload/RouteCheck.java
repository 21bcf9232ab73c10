package io.github.camelcti.crowdsec.reload;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.reload.RouteFile.Kind;
import io.github.camelcti.crowdsec.reload.options.CamelLines;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Finds out whether the routes of a folder would start, without starting them: names are compared across all files, and
 * Camel builds every route in a context of its own, whose consumers stay off. Nothing is sent, and a connector that
 * runs in the same folder is not touched.
 */
public final class RouteCheck {

  private static final String UNREADABLE = "is not valid YAML";
  private static final String MAIN = "CAMEL_MAIN_";
  /** The files that come with the connector; kept true by a test. */
  static final Set<String> OURS = Set.of("crowdsec", "delivery", "enrichment", "errors", "jobs", "listen-amqp", "listen-api",
      "opencti", "push", "registration", "work", "workers");
  /** What an engineer may write at the top of a file, or in a route, and what only a configuration of routes can have. */
  private static final Set<String> HANDLERS =
      Set.of("onException", "onCompletion", "intercept", "interceptFrom", "interceptSendToEndpoint");
  private static final Set<String> HAVE_ERROR_HANDLER = Set.of("route", "routeConfiguration", "routeTemplate");

  private final RouteFolder folder;
  private final Config config;
  private final Map<String, String> environment;
  private final CheckedFiles checked;
  private final Map<Path, RouteFile> files;
  private final List<RouteFinding> findings;

  private RouteCheck(RouteFolder folder, Config config, Map<String, String> environment) {
    this.folder = folder;
    this.config = config;
    this.environment = environment;
    this.checked = new CheckedFiles(folder);
    this.files = checked.files;
    this.findings = checked.findings;
  }

  /**
   * Checks what an engineer edits.
   *
   * @param directory the folder that holds {@code application.properties} and the routes
   * @param config the settings that the routes would run with
   * @param environment environment variables, which placeholders of the engineer's own may name
   * @return what would not work, by file and line; empty when all would
   */
  public static List<RouteFinding> check(Path directory, Config config, Map<String, String> environment) {
    return with(directory, folder -> check(folder, config, environment));
  }

  /** The same for a folder that was read. */
  static List<RouteFinding> check(RouteFolder folder, Config config, Map<String, String> environment) {
    return new RouteCheck(folder, config, environment).all(true);
  }

  /**
   * The part that takes no time: what Camel would start with, although it can't work. What Camel would not start with is
   * left to Camel.
   */
  public static List<RouteFinding> checkBeforeStart(Path directory, Config config, Map<String, String> environment) {
    return with(directory, folder -> {
      RouteCheck check = new RouteCheck(folder, config, environment);
      return isShipped(folder) ? check.surroundings() : check.all(false);
    });
  }

  /** Whether the folder has the routes that came with the jar, to the letter, and no others: the check would take a while. */
  private static boolean isShipped(RouteFolder folder) {
    List<Path> routes = folder.routes();
    return routes.size() == OURS.size() && folder.notLoaded().isEmpty()
        && Stream.concat(routes.stream(), Stream.of(folder.directory().resolve(RouteFolder.PROPERTIES))).allMatch(RouteCheck::isShipped);
  }

  /** What is not in the files of routes: variables, options of Java, the documents. */
  private List<RouteFinding> surroundings() {
    linesOfCamelWork();
    findings.addAll(new DocumentCheck(folder).all());
    return findings.stream().map(RouteFinding::explained).toList();
  }

  private static boolean isShipped(Path file) {
    try (InputStream shipped = RouteCheck.class.getResourceAsStream("/shipped/" + file.getFileName())) {
      return shipped != null && Arrays.equals(shipped.readAllBytes(), Files.readAllBytes(file));
    } catch (IOException e) {
      return false; // the check says why
    }
  }

  private static List<RouteFinding> with(Path directory, Function<RouteFolder, List<RouteFinding>> check) {
    RouteFolder folder;
    try {
      folder = RouteFolder.read(directory);
    } catch (RouteFolder.NotUtf8Exception e) {
      return List.of(new RouteFinding(RouteFolder.PROPERTIES, e.line(), null, RouteFolder.NOT_UTF8));
    } catch (IOException | IllegalArgumentException e) {
      return List.of(new RouteFinding(RouteFolder.PROPERTIES, 0, null, "can't be read in " + directory.toAbsolutePath()
          + " (" + e.getMessage() + "); it names the routes"));
    }
    return check.apply(folder);
  }

  private List<RouteFinding> all(boolean withCamel) {
    folder.routes().forEach(this::read);
    filesAreLoaded();
    linesOfCamelWork();
    filesAreLists();
    handlersAreConfigured();
    keysAreUnique();
    Placeholders placeholders = new Placeholders(checked, config, environment);
    placeholders.areKnown();
    placeholders.secretsAreHidden();
    new NameUses(checked, placeholders::resolve).check(!files.isEmpty() && files.size() == folder.routes().size());
    exceptionsAreClasses();
    new FlowCheck(checked, placeholders::resolve).check();
    files.forEach((path, file) -> findings.addAll(new OptionCheck(folder.name(path), file, placeholders::resolve).all()));
    findings.addAll(new DocumentCheck(folder).all());
    Set<String> faulty = new LinkedHashSet<>();
    findings.forEach(finding -> faulty.add(finding.file()));
    if (withCamel && !faulty.contains(RouteFolder.PROPERTIES)) {
      // For a file with a finding, Camel would only repeat it in other words.
      new ScratchRoutes(folder, config, placeholders.ownValues(), placeholders::resolve).build(files).stream()
          .filter(finding -> !faulty.contains(finding.file())).forEach(findings::add);
    }
    findings.sort(Comparator.comparing(RouteFinding::file).thenComparing(RouteFinding::line));
    return findings.stream().map(RouteFinding::explained).toList();
  }

  private void read(Path path) {
    try {
      files.put(path, new RouteFile(RouteFolder.text(path)));
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().or(e::getContextMark).map(mark -> mark.getLine() + 1).orElse(0);
      findings.add(new RouteFinding(folder.name(path), line, null, UNREADABLE + ": " + e.getProblem()));
    } catch (RouteFolder.NotUtf8Exception e) {
      findings.add(new RouteFinding(folder.name(path), e.line(), null, RouteFolder.NOT_UTF8));
    } catch (YamlEngineException | IOException e) {
      findings.add(new RouteFinding(folder.name(path), 0, null, "can't be read: " + e.getMessage()));
    }
  }

  private void filesAreLoaded() {
    if (folder.routes().isEmpty()) {
      findings.add(new RouteFinding(folder.name(folder.routeFolder()), 0, null, "there are no routes: no file matches "
          + RouteFolder.ROUTES + " of " + RouteFolder.PROPERTIES + "; put the folder back as it was shipped, or start the"
          + " connector where it is"));
    }
    for (Path file : folder.notLoaded()) {
      String name = file.getFileName().toString();
      boolean yaml = name.toLowerCase(Locale.ROOT).matches(".*[.]ya?ml");
      findings.add(new RouteFinding(folder.name(file), 0, null, "is not loaded, since its name does not end in "
          + RouteFolder.SUFFIX + "; " + (yaml ? "rename it to " + name.replaceFirst("(?i)([.]camel)?[.]ya?ml$", "")
          + RouteFolder.SUFFIX : "write it as YAML") + ", or move it away"));
    }
  }

  private void linesOfCamelWork() {
    for (String key : folder.properties().stringPropertyNames()) {
      CamelLines.refused(key, folder.properties().getProperty(key)).ifPresent(reason -> {
        int line = folder.lineOf(key);
        findings.add(new RouteFinding(RouteFolder.PROPERTIES, line, null, line == 0 ? reason : key + ": " + reason));
      });
    }
    System.getProperties().stringPropertyNames().forEach(key -> optionOfCamel("-D" + key, key, System.getProperty(key, "")));
    // Camel's main takes its options from such variables, too.
    environment.forEach((name, value) -> {
      if (name.startsWith(MAIN)) {
        optionOfCamel(name, "camel.main." + name.substring(MAIN.length()).replace("_", ""), value);
      }
    });
  }

  private void optionOfCamel(String place, String key, String value) {
    CamelLines.refused(key, value).ifPresent(reason -> findings.add(new RouteFinding(place, 0, null, reason)));
  }

  private void handlersAreConfigured() {
    checked.entries((file, entry) -> {
      boolean top = entry.path().size() == 1;
      if (HANDLERS.contains(entry.key()) && !entry.isOwn() && !HANDLERS.contains(entry.parent()) && !entry.path().get(0).equals("routeConfiguration")
          || entry.key().equals("errorHandler") && !entry.isOwn() && !HAVE_ERROR_HANDLER.contains(entry.parent())) {
        checked.add(file, entry.line(), entry.owner(), entry.key() + (top
            ? " at the top of a file gets lost when a route of the file is reloaded" : " has no effect in a route")
            + "; use a routeConfiguration with an id, as errors.camel.yaml does, and name it in the route:"
            + " routeConfigurationId");
      }
    });
  }

  /** Camel skips a file that is none. */
  private void filesAreLists() {
    files.forEach((path, file) -> file.entries().stream().filter(entry -> entry.path().size() == 1).findFirst()
        .filter(first -> !file.isList() && !file.entries().stream().anyMatch(entry -> entry.path().equals(List.of("apiVersion"))))
        .ifPresent(first -> findings.add(new RouteFinding(folder.name(path), first.line(), null,
            "is not a list, so Camel does not load it; write '- " + first.key() + ":' and indent what follows"))));
  }

  private void keysAreUnique() {
    checked.each(Kind.KEY_AGAIN, (file, key) -> checked.add(file, key, "the key '" + key.name() + "' is there twice; only one of them"
        + " would count"));
  }

  /** Camel looks for the classes of a configuration only when a route uses it. */
  private void exceptionsAreClasses() {
    checked.each(Kind.EXCEPTION, (file, exception) -> {
      try {
        Class.forName(exception.name(), false, Thread.currentThread().getContextClassLoader());
      } catch (ClassNotFoundException | LinkageError e) {
        checked.add(file, exception, "there is no class " + exception.name());
      }
    });
  }
}
