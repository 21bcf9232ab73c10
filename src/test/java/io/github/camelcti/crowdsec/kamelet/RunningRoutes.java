package io.github.camelcti.crowdsec.kamelet;

import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;

/** Routes of Kamelets in a Camel of their own, without the connector. */
final class RunningRoutes implements AutoCloseable {

  private final Main main = new Main();
  private final String id = UUID.randomUUID().toString();

  private RunningRoutes() {}

  /**
   * Starts all route files of a folder, with the properties that the examples name.
   *
   * @param settings more properties, or other values
   */
  static RunningRoutes start(Path folder, OpenCtiDouble openCti, CrowdSecDouble crowdSec, Map<String, String> settings)
      throws Exception {
    RunningRoutes routes = new RunningRoutes();
    Map<String, String> properties = new HashMap<>();
    properties.put("opencti.url", openCti.url());
    properties.put("opencti.token", openCti.token());
    properties.put("connector.id", routes.id);
    properties.put("crowdsec.api-url", crowdSec.url());
    properties.put("crowdsec.key", crowdSec.key());
    properties.put("camel.main.routesIncludePattern", "file:" + folder + "/*.camel.yaml");
    properties.put("camel.component.kamelet.location", "file:kamelets");
    properties.putAll(settings);
    properties.forEach(routes.main::addOverrideProperty);
    routes.main.start();
    return routes;
  }

  /** The id under which they register. */
  String id() {
    return id;
  }

  /** The Camel that they run in. */
  CamelContext context() {
    return main.getCamelContext();
  }

  @Override
  public void close() {
    main.stop();
  }
}
