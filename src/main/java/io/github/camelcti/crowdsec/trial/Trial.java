package io.github.camelcti.crowdsec.trial;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelcti.crowdsec.base.Failures;
import io.github.camelcti.crowdsec.base.Folders;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Setting;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.config.type.Secret;
import io.github.camelcti.crowdsec.reload.RouteCheck;
import io.github.camelcti.crowdsec.reload.RouteFinding;
import io.github.camelcti.crowdsec.route.job.JobState;
import io.github.camelcti.crowdsec.route.job.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;

/**
 * Runs one observable through the routes of a folder as the connector does, with a stand-in for OpenCTI in this process.
 * Nothing leaves the process, except for the look-up if that is asked for.
 */
public final class Trial {

  static final String WORK = "work_of_the_trial";
  private static final String PROPERTIES = "application.properties";
  private static final Set<String> STARTED = Set.of("direct", "seda", "stub");
  private static final long LONGEST_SECONDS = 120;
  private static final long LEFTOVER_MILLIS = 2000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Engine engine;
  private final Map<String, String> environment;
  private final Path directory;

  /** Sets Camel up as for the connector. */
  public interface Engine {

    /** @return Camel's main, ready to start */
    Main prepare(Config config);
  }

  /**
   * What is tried.
   *
   * @param value the observable's value, usually an address
   * @param marking its TLP or PAP marking, for example {@code TLP:RED}; null for none
   * @param answer CrowdSec's answer as saved; null for a built-in one
   * @param callsCrowdSec whether CrowdSec is really called, with the key of the settings
   * @param routes the folder of the route files; null for the one that {@code application.properties} names
   */
  public record Request(String value, @Nullable String marking, @Nullable String answer, boolean callsCrowdSec,
      @Nullable Path routes) {}

  /**
   * @param environment the process environment
   * @param directory the folder with {@code application.properties}
   */
  public Trial(Engine engine, Map<String, String> environment, Path directory) {
    this.engine = engine;
    this.environment = environment;
    this.directory = directory;
  }

  /**
   * Tries it.
   *
   * @throws io.github.camelcti.crowdsec.config.ConfigurationException if settings are wrong; those of the platform are not read
   * @throws IOException if files can't be read or written
   */
  public TrialResult run(Request request) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("crowdsec-trial");
    String saved = request.answer();
    try (StandIn standIn = new StandIn(observable(request), StandIn.about(request.value(), saved == null ? sample() : saved))) {
      Config config = Config.load(settings(request, standIn.url(), folder), directory);
      Path routes = request.routes();
      writeProperties(folder, routes);
      List<RouteFinding> findings = RouteCheck.check(routes == null ? directory : folder, config, environment);
      return findings.isEmpty() ? run(config, standIn, folder, request)
          : new TrialResult(findings, List.of(), null, null, false, null);
    } finally {
      Folders.delete(folder);
    }
  }

  private TrialResult run(Config config, StandIn standIn, Path folder, Request request) throws InterruptedException {
    Trace trace = new Trace(mask(config));
    Main main = engine.prepare(config);
    main.setPropertyPlaceholderLocations("file:" + folder.resolve(PROPERTIES));
    main.addOverrideProperty("camel.main.autoStartup", "false");
    main.addOverrideProperty("camel.main.inflightRepositoryBrowseEnabled", "true");
    main.addMainListener(new MainListenerSupport() {
      @Override
      public void beforeInitialize(BaseMainSupport starting) {
        CamelContext context = starting.getCamelContext();
        context.getCamelContextExtension().addInterceptStrategy(trace);
        context.getCamelContextExtension().addLogListener(trace);
        context.getCamelContextExtension().registerEndpointCallback(
            new Unreached(trace, standIn.url(), config.get(Settings.CROWDSEC_API_URL)));
      }
    });
    try {
      main.start();
      return job(main.getCamelContext(), standIn, trace, request);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      return new TrialResult(List.of(), trace.events(), null, "The routes can't be run: " + Failures.inOneLine(e), true, null);
    } finally {
      main.stop();
    }
  }

  private static TrialResult job(CamelContext context, StandIn standIn, Trace trace, Request request) throws Exception {
    for (Route route : context.getRoutes()) {
      if (STARTED.contains(route.getEndpoint().getEndpointUri().replaceFirst(":.*", ""))) {
        context.getRouteController().startRoute(route.getRouteId());
      }
    }
    Exchange job = new DefaultExchange(context);
    try {
      send(context, "direct:register-connector", new DefaultExchange(context));
      standIn.listen(trace);
      trace.begin();
      job.getMessage().setBody(message(request));
      send(context, "direct:take-job", job);
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LEFTOVER_MILLIS);
      while (context.getInflightRepository().size() > 0 && System.nanoTime() < end) {
        TimeUnit.MILLISECONDS.sleep(5); // what a wireTap or seda has begun
      }
    } catch (TimeoutException e) {
      return new TrialResult(List.of(), trace.events(), null, "The job has not ended within " + LONGEST_SECONDS
          + " s; the last step above is where it stands", true, standIn.bundle());
    }
    Outcome outcome = job.getVariable(JobState.OUTCOME, Outcome.class);
    if (outcome == null) {
      Exception failure = job.getException();
      return new TrialResult(List.of(), trace.events(), null, failure == null ? "The job ended without an outcome, so its work"
          + " stays open: an edited route does not call close-work or deliver-enrichment"
          : "The job would go back to the queue: " + Failures.inOneLine(failure), true, standIn.bundle());
    }
    return new TrialResult(List.of(), trace.events(), outcome.kind().label(), outcome.sentence(), outcome.inError(), standIn.bundle());
  }

  private static void send(CamelContext context, String uri, Exchange exchange) throws Exception {
    try {
      context.createFluentProducerTemplate().to(uri).withExchange(exchange).asyncSend().get(LONGEST_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      exchange.setException(e.getCause());
    }
  }

  private static String message(Request request) throws JsonProcessingException {
    return JSON.writeValueAsString(Map.of("event", Map.of("entity_id", id(request.value())),
        "internal", Map.of("work_id", WORK, "applicant_id", "88ec0c6a-13ce-5e39-b486-354fe4a7084f", "mode", "manual")));
  }

  private static Map<String, Object> observable(Request request) {
    String marking = request.marking();
    List<Object> markings = new ArrayList<>();
    if (marking != null) {
      markings.add(Map.of("standard_id", "marking-definition--" + UUID.nameUUIDFromBytes(marking.getBytes(StandardCharsets.UTF_8)),
          "definition_type", marking.replaceFirst(":.*", ""), "definition", marking));
    }
    Map<String, Object> observable = new LinkedHashMap<>();
    observable.put("id", id(request.value()));
    observable.put("standard_id", id(request.value()));
    observable.put("entity_type", request.value().contains(":") ? "IPv6-Addr" : "IPv4-Addr");
    observable.put("observable_value", request.value());
    observable.put("x_opencti_description", null);
    observable.put("objectMarking", markings);
    observable.put("objectOrganization", List.of());
    observable.put("objectLabel", List.of());
    return observable;
  }

  private static String id(String value) {
    return (value.contains(":") ? "ipv6-addr--" : "ipv4-addr--") + UUID.nameUUIDFromBytes(value.getBytes(StandardCharsets.UTF_8));
  }

  /** The settings, but those of the platform, of servers and of state. */
  private Map<String, String> settings(Request request, String standIn, Path folder) {
    Map<String, String> fixed = new LinkedHashMap<>(Map.of("OPENCTI_URL", standIn, "OPENCTI_TOKEN", "token-of-the-trial",
        "CONNECTOR_ID", "00000000-0000-4000-8000-000000000000", "CONNECTOR_STATE_DIRECTORY", folder.resolve("state").toString(),
        "CONNECTOR_SHUTDOWN_TIMEOUT", "1s", "CONNECTOR_ROUTES_RELOAD", "false", "CONNECTOR_MANAGEMENT_ENABLED", "false",
        "CONNECTOR_LISTEN_PROTOCOL", "AMQP", "CONNECTOR_QUEUE_PROTOCOL", "api", "CONNECTOR_TRACES_ENABLED", "false"));
    fixed.put("CONNECTOR_EXPOSE_METRICS", "false");
    Map<String, String> all = new LinkedHashMap<>(environment);
    if (request.callsCrowdSec()) {
      String direct = all.getOrDefault("NO_PROXY", all.getOrDefault("no_proxy", ""));
      fixed.put("NO_PROXY", direct.isBlank() ? "127.0.0.1" : direct + ",127.0.0.1");
    } else {
      fixed.put("CROWDSEC_KEY", "key-of-the-trial");
      fixed.put("CROWDSEC_API_URL", standIn);
      all.keySet().removeIf(name -> name.toUpperCase(Locale.ROOT).endsWith("_PROXY"));
    }
    fixed.keySet().forEach(name -> all.remove(name + "_FILE"));
    all.putAll(fixed);
    return all;
  }

  /** The lines of {@code application.properties}, with the folder of the routes by its whole path. */
  private void writeProperties(Path folder, @Nullable Path routes) throws IOException {
    Path properties = directory.resolve(PROPERTIES);
    StringBuilder lines = new StringBuilder(Files.isReadable(properties) ? Files.readString(properties) : "");
    Path there = (routes == null ? directory.resolve("routes") : routes).toAbsolutePath().normalize();
    Path documents = there.resolve("graphql");
    lines.append("\njob.return-delay = 0\ncamel.main.routesIncludePattern = file:").append(there).append("/*.camel.yaml\n")
        .append("graphql.folder = file:").append(Files.isDirectory(documents) ? documents
            : directory.resolve("routes/graphql").toAbsolutePath().normalize()).append('\n');
    Files.writeString(folder.resolve(PROPERTIES), lines);
  }

  private static UnaryOperator<String> mask(Config config) {
    List<String> secrets = Settings.all().stream().filter(Setting::isSecret).map(config::find)
        .flatMap(value -> value.stream()).filter(Secret.class::isInstance).map(value -> ((Secret) value).reveal()).toList();
    return text -> {
      String masked = text;
      for (String secret : secrets) {
        masked = masked.replace(secret, Secret.MASK);
      }
      return masked;
    };
  }

  private static String sample() throws IOException {
    try (InputStream in = Trial.class.getResourceAsStream("/trial/answer.json")) {
      return new String(Objects.requireNonNull(in, "answer.json").readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
