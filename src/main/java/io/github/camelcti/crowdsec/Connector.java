package io.github.camelcti.crowdsec;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.metrics.ConnectorMetrics;
import io.github.camelcti.crowdsec.route.HealthChecks;
import io.github.camelcti.crowdsec.route.RouteReload;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Camel, set up to run our routes: what the process, the demo and the tests have in common. */
public final class Connector {

  private static final Logger LOG = LoggerFactory.getLogger(Connector.class);

  private Connector() {}

  /**
   * @param config valid settings
   * @return Camel's main, ready to run; the working directory must hold {@code application.properties} and the routes
   */
  public static Main prepare(Config config) {
    Banner.lines(config).forEach(LOG::info);
    config.warnings().forEach(LOG::warn);
    Main main = new Main();
    main.setPropertyPlaceholderLocations("file:application.properties");
    config.asCamelProperties().forEach(main::addOverrideProperty);
    HttpServers.properties(config).forEach(main::addOverrideProperty);
    shutdown(config).forEach(main::addOverrideProperty);
    Metering.properties().forEach(main::addOverrideProperty);
    main.bind("config", config);
    PrometheusMeterRegistry registry = Metering.registry();
    main.bind("metricsRegistry", registry); // where Camel counts, too
    main.bind("metrics", new ConnectorMetrics(registry, config));
    HttpServers.bind(main, config);
    main.setRoutesCollector(new CustomRoutes());
    main.bind(RouteReload.BEAN, new RouteReload(Path.of(""), config, Clock.systemUTC()));
    main.addMainListener(new CheckedValuesFirst());
    if (config.get(Settings.CONNECTOR_TRACES_ENABLED)) {
      Tracing.enable(main);
    }
    return main;
  }

  private static Map<String, String> shutdown(Config config) {
    Duration stop = config.get(Settings.CONNECTOR_SHUTDOWN_TIMEOUT);
    return Map.of(
        "camel.main.shutdownTimeout", String.valueOf(Math.max(1, stop.toSeconds())),
        // The consumer gives up a little earlier, so that Camel has time left to give back what is still in hand.
        "camel.component.spring-rabbitmq.shutdown-timeout", String.valueOf(stop.toMillis() * 4 / 5));
  }

  /**
   * A placeholder such as {@code {{opencti.url}}} means the checked value. Left alone, Camel would look for an
   * environment variable of that name first, and find {@code OPENCTI_URL} as it was typed.
   */
  private static final class CheckedValuesFirst extends MainListenerSupport {

    @Override
    public void beforeInitialize(BaseMainSupport main) {
      Metering.serve(main.getCamelContext());
      PropertiesComponent properties = (PropertiesComponent) main.getCamelContext().getPropertiesComponent();
      properties.setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_FALLBACK);
    }

    @Override
    public void beforeConfigure(BaseMainSupport main) {
      RouteReload reload =
          main.getCamelContext().getRegistry().lookupByNameAndType(RouteReload.BEAN, RouteReload.class);
      try {
        reload.setCamelContext(main.getCamelContext());
        reload.begin();
        main.getCamelContext().addService(reload);
      } catch (Exception e) {
        throw new IllegalStateException("the routes can't be watched: " + e.getMessage(), e);
      }
    }

    @Override
    public void beforeStart(BaseMainSupport main) {
      HealthChecks.register(main.getCamelContext(), Clock.systemUTC());
    }
  }
}
