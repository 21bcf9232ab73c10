package io.github.camelcti.crowdsec.support;

import io.github.camelcti.crowdsec.base.Folders;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** For tests that edit routes: a copy of the files that a connector runs, and the doubles around it. */
public final class EditedRoutes implements BeforeEachCallback, AfterEachCallback {

  private final Doubles doubles = new Doubles();
  private Path folder;

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    folder = Files.createTempDirectory("edited");
    ConnectorProcess.copyRoutes(folder);
    Files.createDirectories(routes().resolve("custom"));
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    doubles.afterEach(context);
    Folders.delete(folder);
  }

  public Doubles doubles() {
    return doubles;
  }

  public OpenCtiDouble openCti() {
    return doubles.openCti();
  }

  public CrowdSecDouble crowdSec() {
    return doubles.crowdSec();
  }

  /** A folder that is gone after the test, with {@code application.properties} and the routes. */
  public Path folder() {
    return folder;
  }

  /** The folder of the routes. */
  public Path routes() {
    return folder.resolve("routes");
  }

  /** Writes a file of an engineer's own. */
  public void own(String file, String text) throws IOException {
    Files.writeString(routes().resolve("custom").resolve(file), text);
  }

  /** Replaces the first of some texts in a file of routes; it must be there. */
  public void edit(String file, String before, String after) throws IOException {
    String text = Files.readString(routes().resolve(file));
    if (!text.contains(before)) {
      throw new AssertionError(file + " has no " + before);
    }
    Files.writeString(routes().resolve(file), text.replaceFirst(Pattern.quote(before), Matcher.quoteReplacement(after)));
  }

  /** Starts the connector on these routes and waits until it consumes its queue. */
  public RunningConnector connector(Map<String, String> settings) throws Exception {
    return RunningConnector.start(openCti(), crowdSec(), settings(settings));
  }

  /** The same settings, and where the routes are. */
  public Map<String, String> settings(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("camel.main.routesIncludePattern", "file:" + routes() + "/*.camel.yaml");
    all.put("graphql.folder", "file:" + routes().resolve("graphql"));
    all.putIfAbsent("job.return-delay", "200");
    return all;
  }

  /** What a health check says now. */
  public static HealthCheck.Result health(RunningConnector connector, String check) {
    return HealthCheckHelper.invoke(connector.main().getCamelContext()).stream()
        .filter(result -> result.getCheck().getId().equals(check)).findFirst().orElseThrow();
  }
}
