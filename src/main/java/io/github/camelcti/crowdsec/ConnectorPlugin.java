package io.github.camelcti.crowdsec;

import io.github.camelcti.crowdsec.config.ApplicationProperties;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.ConfigurationException;
import io.github.camelcti.crowdsec.health.HealthChecks;
import io.github.camelcti.crowdsec.metrics.Metering;
import io.github.camelcti.crowdsec.reload.CheckedPlaceholders;
import io.github.camelcti.crowdsec.route.Beans;
import io.github.camelcti.crowdsec.route.hand.JobsInHand;
import io.github.camelcti.crowdsec.route.hand.LostFailures;
import io.github.camelcti.crowdsec.route.job.LastCheck;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.Ordered;
import org.apache.camel.spi.ContextServicePlugin;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.support.LifecycleStrategySupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What {@link Connector} gives Camel at the start, for the same routes in a process that another main class started, as the
 * Camel CLI does: the settings, checked, as bean and as placeholders; the metrics; the health checks. Camel finds this class
 * by {@code META-INF/services}.
 *
 * <p>Does nothing where {@code config} is bound already, and in a process that has our jar for the sake of some classes
 * only: what tells them apart is the line {@value #SWITCH} in {@code application.properties}, of the working directory
 * or on the class path, where an exported project has it.
 */
public final class ConnectorPlugin implements ContextServicePlugin {

  static final String SWITCH = "connector.settings";

  private static final Logger LOG = LoggerFactory.getLogger(ConnectorPlugin.class);

  private final Map<String, String> environment;
  private final Path directory;

  /** With the environment and the working directory of this process. */
  public ConnectorPlugin() {
    this(System.getenv(), Path.of(""));
  }

  ConnectorPlugin(Map<String, String> environment, Path directory) {
    this.environment = environment;
    this.directory = directory;
  }

  @Override
  public void load(CamelContext context) {
    if (context.getRegistry().lookupByName("config") != null || !wanted(context)) {
      return;
    }
    Config config;
    try {
      config = Config.load(environment, directory);
    } catch (ConfigurationException e) {
      LOG.error(e.getMessage());
      // Camel would log what is thrown here, and go on. The routes' first bean that asks for settings gets it instead.
      Beans.bindFailing(context, e);
      return;
    }
    Banner.lines(config).forEach(LOG::info);
    config.warnings().forEach(LOG::warn);
    CheckedPlaceholders.first(context);
    context.getPropertiesComponent().addPropertiesSource(new CheckedValues(config.asCamelProperties()));
    context.getRegistry().bind("config", config);
    Metering.bind(config, context.getRegistry()::bind);
    LastCheck.install(context);
    JobsInHand.install(context);
    Beans.bind(context);
    context.addLifecycleStrategy(new RestFollows());
  }

  /** Read here, since the Camel CLI asks plugins before it has read any properties itself. */
  private boolean wanted(CamelContext context) {
    ClassLoader loader = context.getApplicationContextClassLoader();
    return asks(ApplicationProperties.read(directory))
        || asks(ApplicationProperties.read(loader == null ? getClass().getClassLoader() : loader));
  }

  private static boolean asks(Properties lines) {
    return "environment".equals(lines.getProperty(SWITCH));
  }

  private record CheckedValues(Map<String, String> values) implements PropertiesSource, Ordered {

    @Override
    public String getName() {
      return "settings";
    }

    @Override
    public @Nullable String getProperty(String name) {
      return values.get(name);
    }

    @Override
    public int getOrder() {
      return Ordered.HIGHEST;
    }
  }

  private static final class RestFollows extends LifecycleStrategySupport {

    @Override
    public void onContextStarting(CamelContext context) {
      LostFailures.install(context);
      Metering.serve(context);
      HealthChecks.register(context);
    }
  }
}
