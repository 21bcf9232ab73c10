package io.github.camelcti.crowdsec;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.opencti.CallbackUri;
import io.github.camelcti.crowdsec.opencti.JobReader;
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
    LOG.info("CrowdSec connector for OpenCTI {}", Build.version());
    config.warnings().forEach(LOG::warn);
    Main main = new Main();
    main.setPropertyPlaceholderLocations("file:application.properties");
    config.asCamelProperties().forEach(main::addOverrideProperty);
    listenByHttp(config).forEach(main::addOverrideProperty);
    main.bind("config", config);
    main.addMainListener(new CheckedValuesFirst());
    return main;
  }

  /** Camel's HTTP server runs for the calls of workers only; without them, the routes that need it are not loaded. */
  private static Map<String, String> listenByHttp(Config config) {
    if (CallbackUri.of(config) == null) {
      return Map.of("camel.main.routesExcludePattern", "**/listen-api.camel.yaml");
    }
    return Map.of(
        "camel.server.enabled", "true",
        "camel.server.host", config.get(Settings.CONNECTOR_LISTEN_PROTOCOL_API_HOST),
        "camel.server.port", config.get(Settings.CONNECTOR_LISTEN_PROTOCOL_API_PORT).toString(),
        "camel.server.maxBodySize", String.valueOf(JobReader.MAX_BYTES));
  }

  /**
   * A placeholder such as {@code {{opencti.url}}} means the checked value. Left alone, Camel would look for an
   * environment variable of that name first, and find {@code OPENCTI_URL} as it was typed.
   */
  private static final class CheckedValuesFirst extends MainListenerSupport {

    @Override
    public void beforeInitialize(BaseMainSupport main) {
      PropertiesComponent properties = (PropertiesComponent) main.getCamelContext().getPropertiesComponent();
      properties.setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_FALLBACK);
    }
  }
}
