package io.github.camelcti.crowdsec.reload;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.metrics.ConnectorMetrics;
import io.github.camelcti.crowdsec.route.Beans;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.RoutesLoader;
import org.apache.camel.support.PluginHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** Lets Camel build routes one by one, with consumers off, and records which of them it can't build. */
final class ScratchRoutes {

  private static final Logger LOG = LoggerFactory.getLogger(ScratchRoutes.class);
  private static final int MOST_CAUSES = 8;
  private static final String NO_BEAN = "No bean could be found";

  private final RouteFolder folder;
  private final Config config;
  private final List<RouteFinding> findings = new ArrayList<>();

  ScratchRoutes(RouteFolder folder, Config config) {
    this.folder = folder;
    this.config = config;
  }

  /** @param files what has to be built, with the names in it */
  List<RouteFinding> build(Map<Path, RouteFile> files) {
    Path state = temporary();
    Main main = new Main();
    try {
      prepare(main, config.with(Settings.CONNECTOR_STATE_DIRECTORY, state.toString()));
      main.init();
      CamelContext context = main.getCamelContext();
      context.setAutoStartup(false);
      context.start();
      build(context, files);
    } catch (Exception e) {
      findings.add(new RouteFinding(RouteFolder.PROPERTIES, 0, null, reason(e)));
    } finally {
      end(main);
      delete(state);
    }
    return findings;
  }

  /** Camel does not close beans, and the thread of an HTTP client would keep all that was built in memory. */
  private static void end(Main main) {
    CamelContext context = main.getCamelContext();
    // Before the stop, which empties the registry.
    Set<AutoCloseable> beans = context == null ? Set.of() : context.getRegistry().findByType(AutoCloseable.class);
    main.stop();
    if (context != null) {
      context.stop();
    }
    for (AutoCloseable bean : beans) {
      try {
        bean.close();
      } catch (Exception e) {
        LOG.debug("Can't close a bean of the check: {}", bean.getClass(), e);
      }
    }
  }

  private void prepare(Main main, Config apart) {
    // Camel's default has a JVM shutdown hook, which would keep what was built in memory until then.
    main.setShutdownStrategy(new SimpleMainShutdownStrategy());
    main.setPropertyPlaceholderLocations("file:" + folder.directory().resolve(RouteFolder.PROPERTIES).toAbsolutePath());
    apart.asCamelProperties().forEach(main::addOverrideProperty);
    // Routes are handed over one by one, and no server is opened.
    main.addOverrideProperty(RouteFolder.ROUTES, "false");
    main.addOverrideProperty("camel.server.enabled", "false");
    main.addOverrideProperty("camel.management.enabled", "false");
    main.addOverrideProperty(RouteFolder.DOCUMENTS, "file:" + folder.documentFolder().toAbsolutePath());
    main.bind("config", apart);
    main.bind("metrics", new ConnectorMetrics(new SimpleMeterRegistry(), config));
    main.addMainListener(new MainListenerSupport() {
      @Override
      public void beforeInitialize(BaseMainSupport support) {
        support.getCamelContext().setApplicationContextClassLoader(Thread.currentThread().getContextClassLoader());
        CheckedPlaceholders.first(support.getCamelContext());
        Beans.bind(support.getCamelContext());
      }
    });
  }

  private void build(CamelContext context, Map<Path, RouteFile> files) {
    RoutesLoader loader = PluginHelper.getRoutesLoader(context);
    Map<Path, List<RoutesBuilder>> builders = new LinkedHashMap<>();
    files.keySet().forEach(path -> attempt(path, files, () -> {
      Resource resource = PluginHelper.getResourceLoader(context).resolveResource("file:" + path.toAbsolutePath());
      builders.put(path, List.copyOf(loader.findRoutesBuilders(resource)));
    }));
    builders.forEach((path, found) -> found.stream().filter(RouteConfigurationsBuilder.class::isInstance)
        .forEach(it -> attempt(path, files, () ->
            ((RouteConfigurationsBuilder) it).addRouteConfigurationsToCamelContext(context))));
    builders.forEach((path, found) -> found.stream().filter(RouteBuilder.class::isInstance).forEach(it ->
        attempt(path, files, () -> {
          for (RouteDefinition route : ((RouteBuilder) it).configureRoutes(context).getRoutes()) {
            build(context, route, path, file(files, path));
          }
        })));
  }

  private void build(CamelContext context, RouteDefinition route, Path path, RouteFile file) {
    try {
      ((ModelCamelContext) context).addRouteDefinition(route);
      steps(route).forEach(step -> HttpOptions.misspelt(context, step).ifPresent(reason ->
          findings.add(new RouteFinding(folder.name(path), file.lineOf(step.getId()), step.getId(), reason))));
    } catch (Exception e) {
      String id = culprit(route, e);
      if (reason(e).startsWith(NO_BEAN) && !findings.isEmpty()) {
        return; // the bean is declared but could not be created, which has been reported already
      }
      findings.add(new RouteFinding(folder.name(path), file.lineOf(id), id, reason(e)));
    }
  }

  private static RouteFile file(Map<Path, RouteFile> files, Path path) {
    return Objects.requireNonNull(files.get(path), "a file that was not read");
  }

  private interface Attempt {
    void run() throws Exception;
  }

  private void attempt(Path path, Map<Path, RouteFile> files, Attempt attempt) {
    try {
      attempt.run();
    } catch (Exception e) {
      int line = 0;
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof MarkedYamlEngineException marked && marked.getProblemMark().isPresent()) {
          line = marked.getProblemMark().get().getLine() + 1;
        }
      }
      line = line > 0 ? line : file(files, path).lineOfClass(reason(e));
      RouteFinding finding = new RouteFinding(folder.name(path), line, file(files, path).idAt(line), reason(e));
      if (findings.stream().noneMatch(it -> it.file().equals(finding.file()) && it.line() == finding.line())) {
        findings.add(finding);
      }
    }
  }

  /** Camel names a step as {@code >>> Bean[ref:x] <<<}: the id of the step of that form, or else that of the route. */
  private static String culprit(RouteDefinition route, Exception e) {
    String message = String.valueOf(e.getMessage());
    int from = message.indexOf(">>> ");
    int to = message.indexOf(" <<<");
    if (from < 0 || to < from) {
      return route.getId();
    }
    String form = message.substring(from + ">>> ".length(), to);
    return steps(route).filter(step -> form.equals(step.toString())).map(ProcessorDefinition::getId)
        .findFirst().orElse(route.getId());
  }

  private static Stream<ProcessorDefinition<?>> steps(ProcessorDefinition<?> parent) {
    return parent.getOutputs().stream().flatMap(step -> Stream.concat(Stream.of(step), steps(step)));
  }

  /** The deepest cause: the outer messages only name the route, which the finding does already. */
  private static String reason(Throwable failure) {
    Set<String> messages = new LinkedHashSet<>();
    Throwable cause = failure;
    for (int i = 0; cause != null && i < MOST_CAUSES; i++, cause = cause.getCause()) {
      String message = cause instanceof MarkedYamlEngineException marked && marked.getProblem() != null
          ? marked.getProblem() : cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
      messages.add(message.strip().replaceAll("\\s*\\R\\s*", " "));
    }
    List<String> deepest = new ArrayList<>(messages);
    String last = deepest.get(deepest.size() - 1).replaceAll("(\\w)@[0-9a-f]{5,8}\\b", "$1");
    return last.matches("[\\w.$]+\\.[A-Z]\\w*") ? "there is no class " + last : MissingJar.explain(last);
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("routes");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
