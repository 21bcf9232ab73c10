package io.github.camelcti.crowdsec.reload;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Setting;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.config.Spelling;
import io.github.camelcti.crowdsec.reload.RouteFile.Entry;
import io.github.camelcti.crowdsec.reload.RouteFile.Kind;
import io.github.camelcti.crowdsec.reload.RouteFile.Mention;
import io.github.camelcti.crowdsec.reload.options.CamelLines;
import io.github.camelcti.crowdsec.route.Beans;
import io.github.camelcti.crowdsec.route.hand.JobsInHand;
import io.github.camelcti.crowdsec.route.intake.JobQueue;
import io.github.camelcti.crowdsec.route.job.Hooks;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
  private static final String MAIN = "CAMEL_MAIN_";
  private static final String DIRECT = "direct:";
  /** The files that come with the connector; kept true by a test. */
  static final Set<String> OURS = Set.of("crowdsec", "delivery", "enrichment", "errors", "jobs", "listen-amqp", "listen-api",
      "opencti", "push", "registration", "work", "workers");
  /** What an engineer may write at the top of a file, or in a route, and what only a configuration of routes can have. */
  private static final Set<String> HANDLERS =
      Set.of("onException", "onCompletion", "intercept", "interceptFrom", "interceptSendToEndpoint");
  private static final Set<String> HAVE_ERROR_HANDLER = Set.of("route", "routeConfiguration", "routeTemplate");
  /** Steps that may call any route. */
  private static final Set<String> CALL_ANY = Set.of("recipientList", "routingSlip", "dynamicRouter");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{[?]?([^}:?!]+)(?::([^}]*))?}}");
  private static final int DEEPEST = 8;

  private final RouteFolder folder;
  private final Config config;
  private final Map<String, String> environment;
  private final Map<Path, RouteFile> files = new LinkedHashMap<>();
  private final List<RouteFinding> findings = new ArrayList<>();

  private RouteCheck(RouteFolder folder, Config config, Map<String, String> environment) {
    this.folder = folder;
    this.config = config;
    this.environment = environment;
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
    idsAreUnique();
    placeholdersResolve();
    if (!files.isEmpty() && files.size() == folder.routes().size()) {
      // Names that an unreadable file would declare are not reported as missing elsewhere.
      beansAreDeclared();
      callsArrive();
      startsAreSingleAndCalled();
      configurationsAreThere();
      startedRoutesAreThere();
    }
    exceptionsAreClasses();
    files.forEach((path, file) -> findings.addAll(new OptionCheck(folder.name(path), file, this::resolve).all()));
    findings.addAll(new DocumentCheck(folder).all());
    Set<String> faulty = new LinkedHashSet<>();
    findings.forEach(finding -> faulty.add(finding.file()));
    if (withCamel && !faulty.contains(RouteFolder.PROPERTIES)) {
      // For a file with a finding, Camel would only repeat it in other words.
      new ScratchRoutes(folder, config, ownValues(), this::resolve).build(files).stream()
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
    entries((file, entry) -> {
      boolean top = entry.path().size() == 1;
      if (HANDLERS.contains(entry.key()) && !entry.isOwn() && !HANDLERS.contains(entry.parent()) && !entry.path().get(0).equals("routeConfiguration")
          || entry.key().equals("errorHandler") && !entry.isOwn() && !HAVE_ERROR_HANDLER.contains(entry.parent())) {
        findings.add(new RouteFinding(file, entry.line(), entry.owner(), entry.key() + (top
            ? " at the top of a file gets lost when a route of the file is reloaded" : " has no effect in a route")
            + "; use a routeConfiguration with an id, as errors.camel.yaml does, and name it in the route:"
            + " routeConfigurationId"));
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
    each(Kind.KEY_AGAIN, (file, key) -> add(file, key, "the key '" + key.name() + "' is there twice; only one of them"
        + " would count"));
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
    declared.addAll(names(Kind.BEAN));
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
    Set<String> parameters = names(Kind.TEMPLATE_PARAMETER);
    each(Kind.PLACEHOLDER, (file, use) -> {
      String name = Objects.requireNonNull(use.name(), "a placeholder has a name");
      if (isSecret(name)) {
        add(file, use, "{{" + name + "}} is a secret and hidden from routes; a bean that takes"
            + " #bean:config can read it");
      } else if (!known.contains(name) && !parameters.contains(name) && own(name) == null) {
        add(file, use, "{{" + name + "}} is neither a setting, a line of " + RouteFolder.PROPERTIES
            + ", nor an environment variable (" + variable(name) + ")" + meant(name, known));
      }
    });
  }

  /** However it is written: Camel also takes the name of the environment variable. */
  private static boolean isSecret(String placeholder) {
    return Settings.all().stream().filter(Setting::isSecret).anyMatch(it ->
        it.environmentName().equals(variable(placeholder)) || it.camelName().equals(placeholder));
  }

  /** The name of a placeholder as an environment variable. */
  private static String variable(String placeholder) {
    return placeholder.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
  }

  /** The value of a placeholder of the engineer's own, as Camel finds it; null when it has none. */
  private @Nullable String own(String name) {
    if (isSecret(name)) {
      return null;
    }
    String set = System.getProperty(name);
    return set != null ? set : environment.getOrDefault(name, environment.get(variable(name)));
  }

  /** What the files use of the environment that they are checked for, which may not be that of this process. */
  private Map<String, String> ownValues() {
    Map<String, String> values = new LinkedHashMap<>();
    each(Kind.PLACEHOLDER, (file, use) -> {
      String value = own(Objects.requireNonNull(use.name(), "a placeholder has a name"));
      if (value != null && !folder.properties().containsKey(use.name())) {
        values.put(use.name(), value);
      }
    });
    return values;
  }

  /** Puts in the values of placeholders; those that are unknown stay. */
  private String resolve(String text) {
    String resolved = text;
    for (int depth = 0; depth < DEEPEST && resolved.contains("{{"); depth++) {
      resolved = PLACEHOLDER.matcher(resolved).replaceAll(found -> Matcher.quoteReplacement(
          Objects.requireNonNullElse(value(found.group(1)), Objects.requireNonNullElse(found.group(2), found.group()))));
    }
    return resolved;
  }

  private @Nullable String value(String name) {
    if (isSecret(name)) {
      return null;
    }
    String set = config.asCamelProperties().get(name);
    return set != null ? set : folder.properties().getProperty(name, own(name));
  }

  private void callsArrive() {
    Set<String> starts = names(Kind.DIRECT_START);
    each(Kind.DIRECT_CALL, (file, call) -> {
      if (!starts.contains(call.name())) {
        add(file, call, "no route starts with direct:" + call.name() + meant(call.name(), starts));
      }
    });
  }

  /** Each {@code direct:} starts one route, and each route is called by somebody. */
  private void startsAreSingleAndCalled() {
    Set<String> called = new LinkedHashSet<>(Set.of(Hooks.SKIP, Beans.PING.substring(DIRECT.length())));
    called.addAll(names(Kind.DIRECT_CALL));
    called.addAll(names(Kind.DIRECT_NAMED));
    boolean anyMayBeCalled = files.values().stream().anyMatch(file ->
        file.entries().stream().anyMatch(entry -> CALL_ANY.contains(entry.key()))
            || file.addresses().stream().anyMatch(address -> address.uri().matches("(direct:)?[$][{].*")));
    Map<String, String> first = new HashMap<>();
    each(Kind.DIRECT_START, (file, start) -> {
      String name = Objects.requireNonNull(start.name(), "a start has a name");
      String before = first.putIfAbsent(name, start.owner() + " (" + file + ":" + start.line() + ")");
      if (before != null) {
        add(file, start, "the route " + before + " starts with direct:" + name + ", too; use another name"
            + (Hooks.isHook(name) ? ", such as direct:" + name + "-2: both are called, in the order of their names" : ""));
      } else if (!called.contains(name) && !Hooks.isHook(name) && !anyMayBeCalled) {
        Optional<String> hook = Spelling.nearest(name, Hooks.NAMES, true);
        if (hook.isPresent() || isOwn(file)) {
          add(file, start, "nobody calls direct:" + name + hook.map(it -> "; did you mean the hook direct:" + it + "?")
              .orElse("; the hooks that the connector calls are " + String.join(", ", Hooks.NAMES)));
        }
      }
    });
  }

  /** Whether an engineer added the file. A route of ours that an edit leaves without a caller does no harm. */
  private static boolean isOwn(String file) {
    return file.contains("/" + RouteFolder.CUSTOM + "/")
        || !OURS.contains(file.replaceFirst(".*/", "").replace(RouteFolder.SUFFIX, ""));
  }

  /** Camel runs a route that names an unknown configuration without any. */
  private void configurationsAreThere() {
    Set<String> there = new LinkedHashSet<>();
    entries((file, entry) -> {
      if (entry.path().equals(List.of("routeConfiguration", "id")) && entry.value() != null) {
        there.add(entry.value());
      }
    });
    entries((file, entry) -> {
      String name = entry.key().equals("routeConfigurationId") && !entry.isOwn() ? entry.value() : null;
      if (name != null && name.matches("[\\w-]+") && !there.contains(name)) {
        findings.add(new RouteFinding(file, entry.line(), entry.owner(), "there is no routeConfiguration '" + name + "'"
            + meant(name, there)));
      }
    });
  }

  private void startedRoutesAreThere() {
    Set<String> ids = names(Kind.ID);
    Set<String> starts = names(Kind.DIRECT_START);
    String routes = folder.name(folder.routeFolder());
    Set<String> needed = new LinkedHashSet<>(JobsInHand.ROUTES);
    needed.addAll(JobQueue.BY_HTTP);
    needed.stream().filter(id -> !ids.contains(id)).forEach(id -> findings.add(new RouteFinding(routes, 0, null,
        "there is no route '" + id + "' to receive jobs; the connector starts and stops it by this id")));
    if (!starts.contains(Beans.PING.substring(DIRECT.length()))) {
      findings.add(new RouteFinding(routes, 0, null, "no route starts with " + Beans.PING + ", which the connector itself"
          + " calls when OpenCTI may be back"));
    }
  }

  /** Camel looks for the classes of a configuration only when a route uses it. */
  private void exceptionsAreClasses() {
    each(Kind.EXCEPTION, (file, exception) -> {
      try {
        Class.forName(exception.name(), false, Thread.currentThread().getContextClassLoader());
      } catch (ClassNotFoundException | LinkageError e) {
        add(file, exception, "there is no class " + exception.name());
      }
    });
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

  private Set<String> names(Kind kind) {
    Set<String> names = new LinkedHashSet<>();
    each(kind, (file, mention) -> names.add(mention.name()));
    return names;
  }

  private interface EntryVisitor {
    void visit(String file, Entry entry);
  }

  private void entries(EntryVisitor visitor) {
    files.forEach((path, file) -> file.entries().forEach(entry -> visitor.visit(folder.name(path), entry)));
  }
}
