package io.github.camelcti.crowdsec.reload;

import io.github.camelcti.crowdsec.base.Folders;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.metrics.ConnectorMetrics;
import io.github.camelcti.crowdsec.reload.options.CamelMessages;
import io.github.camelcti.crowdsec.reload.options.CamelOptions;
import io.github.camelcti.crowdsec.route.Beans;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.bean.BeanEndpoint;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.camel.model.EndpointRequiredDefinition;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.RoutesLoader;
import org.apache.camel.support.PluginHelper;
import org.jspecify.annotations.Nullable;
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
  private final Map<String, String> own;
  private final UnaryOperator<String> resolve;
  private final List<RouteFinding> findings = new ArrayList<>();

  /**
   * @param own values of placeholders that come from elsewhere than settings and {@code application.properties}
   * @param resolve puts in the values of placeholders, as far as they are known
   */
  ScratchRoutes(RouteFolder folder, Config config, Map<String, String> own, UnaryOperator<String> resolve) {
    this.folder = folder;
    this.config = config;
    this.own = own;
    this.resolve = resolve;
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
      context.setSourceLocationEnabled(true);
      context.start();
      build(context, files);
    } catch (Exception e) {
      String reason = reason(e);
      String property = CamelMessages.ofProperty(e).orElse(reason);
      String what = CamelMessages.explain(property, "");
      String why = CamelMessages.explain(reason, "");
      findings.add(new RouteFinding(RouteFolder.PROPERTIES, line(property), null, what.equals(why) ? what : what + ": " + why));
    } finally {
      end(main);
      delete(state);
    }
    return findings;
  }

  private int line(String reason) {
    String property = CamelMessages.about(reason);
    return property == null ? 0 : folder.lineOf(property);
  }

  /** Camel does not close beans, and the thread of an HTTP client would keep all that was built in memory. */
  private static void end(Main main) {
    CamelContext context = main.getCamelContext();
    // Before the stop, which empties the registry.
    Set<AutoCloseable> beans = context == null ? Set.of() : closeable(context);
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

  private static Set<AutoCloseable> closeable(CamelContext context) {
    try {
      return context.getRegistry().findByType(AutoCloseable.class);
    } catch (RuntimeException e) {
      LOG.debug("The beans of the check can't be made", e); // which is a finding already
      return Set.of();
    }
  }

  private void prepare(Main main, Config apart) {
    // Camel's default has a JVM shutdown hook, which would keep what was built in memory until then.
    main.setShutdownStrategy(new SimpleMainShutdownStrategy());
    main.setPropertyPlaceholderLocations("file:" + folder.directory().resolve(RouteFolder.PROPERTIES).toAbsolutePath());
    own.forEach(main::addOverrideProperty);
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
      steps(route).forEach(step -> methodOfBean(context, step).ifPresent(reason -> add(path, file, line(file, step),
          file.idAt(line(file, step)), reason)));
    } catch (Exception e) {
      String reason = reason(e);
      if (reason.startsWith(NO_BEAN) && !findings.isEmpty()) {
        return; // the bean is declared but could not be created, which has been reported already
      }
      ProcessorDefinition<?> culprit = culprit(route, e);
      int line = culprit == null ? file.lineOf(route.getId()) : line(file, culprit);
      // Camel makes ids up for steps that have none.
      String id = culprit != null && file.lineOf(culprit.getId()) > 0 ? culprit.getId()
          : Objects.requireNonNullElse(file.idAt(line), route.getId());
      add(path, file, line > 0 ? line : file.lineOf(id), id, reason);
    }
  }

  /** Camel looks for the method of {@code to: bean:...} only when a message comes. */
  private static Optional<String> methodOfBean(CamelContext context, ProcessorDefinition<?> step) {
    if (!(step instanceof EndpointRequiredDefinition call) || call.getEndpointUri() == null || call.getEndpointUri().contains("${")
        || !(context.hasEndpoint(context.resolvePropertyPlaceholders(call.getEndpointUri())) instanceof BeanEndpoint endpoint)
        || endpoint.getMethod() == null || !endpoint.getMethod().matches("\\w+")) {
      return Optional.empty();
    }
    Object bean = context.getRegistry().lookupByName(endpoint.getBeanName());
    return bean == null || Stream.of(bean.getClass().getMethods()).anyMatch(it -> it.getName().equals(endpoint.getMethod()))
        ? Optional.empty() : Optional.of("Method with name: " + endpoint.getMethod() + " not found on class: "
        + bean.getClass().getName());
  }

  /** Camel counts from 0, and tells where the step's value begins: on the step's own line, or on the next. */
  private static int line(RouteFile file, ProcessorDefinition<?> step) {
    RouteFile.Entry entry = file.entry(step.getShortName(), step.getLineNumber(), UnaryOperator.identity());
    return entry == null ? step.getLineNumber() + 1 : entry.line();
  }

  /** Narrows the line down to the word that the reason is about; Camel names a line above it, or the one below. */
  private void add(Path path, RouteFile file, int line, @Nullable String id, String reason) {
    boolean text = reason.equals(CamelMessages.NO_TEXT);
    String word = text ? stepAsText(file) : CamelMessages.about(reason);
    RouteFile.Entry entry = word == null ? null : file.entry(word, line - 1, resolve);
    findings.add(entry == null ? new RouteFinding(folder.name(path), line, id, CamelMessages.explain(reason, ""))
        : new RouteFinding(folder.name(path), entry.line(), id == null ? entry.owner() : id,
            CamelMessages.explain(reason, text ? entry.key() : entry.parent())));
  }

  private static @Nullable String stepAsText(RouteFile file) {
    Set<String> steps = CamelOptions.stepsWithoutText();
    return file.entries().stream().filter(entry -> entry.value() != null && entry.parent().equals("steps")
        && steps.contains(entry.key())).map(RouteFile.Entry::key).findFirst().orElse(null);
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
      RouteFile file = file(files, path);
      int known = line > 0 ? line : file.lineOfClass(reason(e));
      if (findings.stream().noneMatch(it -> it.file().equals(folder.name(path)) && it.line() == known)) {
        add(path, file, known, file.idAt(known), reason(e));
      }
    }
  }

  /** Camel names a step as {@code >>> Bean[ref:x] <<<}: the step of that form; null if it is not about a step. */
  private static @Nullable ProcessorDefinition<?> culprit(RouteDefinition route, Exception e) {
    String message = String.valueOf(e.getMessage());
    int from = message.indexOf(">>> ");
    int to = message.indexOf(" <<<");
    if (from < 0 || to < from) {
      return null;
    }
    String form = message.substring(from + ">>> ".length(), to);
    return steps(route).filter(step -> form.equals(step.toString())).findFirst().orElse(null);
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
    return last.matches("[\\w.$]+\\.[A-Z]\\w*") ? "there is no class " + last : last;
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("routes");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
