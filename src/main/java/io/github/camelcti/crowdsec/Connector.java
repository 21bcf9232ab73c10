package io.github.camelcti.crowdsec;

import io.github.camelcti.crowdsec.base.LogMarkers;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.health.HealthChecks;
import io.github.camelcti.crowdsec.health.HttpServers;
import io.github.camelcti.crowdsec.health.JobTraces;
import io.github.camelcti.crowdsec.metrics.Metering;
import io.github.camelcti.crowdsec.reload.CheckedPlaceholders;
import io.github.camelcti.crowdsec.reload.CustomRoutes;
import io.github.camelcti.crowdsec.reload.ReloadableDirect;
import io.github.camelcti.crowdsec.reload.RouteReload;
import io.github.camelcti.crowdsec.route.Beans;
import io.github.camelcti.crowdsec.route.hand.JobsInHand;
import io.github.camelcti.crowdsec.route.hand.LostFailures;
import io.github.camelcti.crowdsec.route.job.LastCheck;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
    List<String> banner = Banner.lines(config);
    LOG.info(LogMarkers.ALWAYS, banner.get(0));
    banner.stream().skip(1).forEach(LOG::info);
    config.warnings().forEach(warning -> LOG.warn(LogMarkers.ALWAYS, warning));
    Main main = new Main();
    main.setPropertyPlaceholderLocations("file:application.properties");
    config.asCamelProperties().forEach(main::addOverrideProperty);
    HttpServers.properties(config).forEach(main::addOverrideProperty);
    shutdown(config).forEach(main::addOverrideProperty);
    Metering.properties().forEach(main::addOverrideProperty);
    main.bind("config", config);
    Metering.bind(config, main::bind);
    HttpServers.bind(main, config);
    JobTraces.enable(main, config);
    main.setRoutesCollector(new CustomRoutes());
    main.bind(RouteReload.BEAN, new RouteReload(Path.of(""), config, Clock.systemUTC()));
    main.addMainListener(new BeforeCamel());
    if (config.get(Settings.CONNECTOR_TRACES_ENABLED)) {
      Tracing.enable(main);
    }
    return main;
  }

  private static Map<String, String> shutdown(Config config) {
    Duration stop = config.get(Settings.CONNECTOR_SHUTDOWN_TIMEOUT);
    return Map.of(
        "camel.main.shutdownTimeout", String.valueOf(Math.max(1, stop.toSeconds())),
        // The consumer gives up a little earlier, so that Camel has time left to give back jobs still in progress.
        "camel.component.spring-rabbitmq.shutdown-timeout", String.valueOf(stop.toMillis() * 4 / 5));
  }

  /** What has to be in the context before it reads properties and routes, and before it starts. */
  private static final class BeforeCamel extends MainListenerSupport {

    @Override
    public void beforeInitialize(BaseMainSupport main) {
      // With the jars of extra/
      main.getCamelContext().setApplicationContextClassLoader(Thread.currentThread().getContextClassLoader());
      Metering.serve(main.getCamelContext());
      CheckedPlaceholders.first(main.getCamelContext());
      main.getCamelContext().addComponent("direct", new ReloadableDirect());
      LastCheck.install(main.getCamelContext());
      JobsInHand.install(main.getCamelContext());
      LostFailures.install(main.getCamelContext());
      Beans.bind(main.getCamelContext());
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
      HealthChecks.register(main.getCamelContext());
    }
  }
}
