package io.github.camelcti.crowdsec.trial.junit;

import io.github.camelcti.crowdsec.Connector;
import io.github.camelcti.crowdsec.base.Folders;
import io.github.camelcti.crowdsec.trial.Trial;
import io.github.camelcti.crowdsec.trial.TrialResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A JUnit 5 extension that sends observables through route files, in this process and with nobody to talk to. Each test gets
 * a copy of the files:
 *
 * <pre>{@code @RegisterExtension
 * final TryRoutes routes = TryRoutes.of(Path.of("")).custom(Path.of("my.camel.yaml")).line("webhook.url", "https://hooks.example.org");
 * }</pre>
 */
public final class TryRoutes implements BeforeEachCallback, AfterEachCallback {

  private final Path directory;
  private final List<Path> custom = new ArrayList<>();
  private final Map<String, String> lines = new LinkedHashMap<>();
  private final Map<String, String> settings = new LinkedHashMap<>();
  private @Nullable Path copy;

  private TryRoutes(Path directory) {
    this.directory = directory;
  }

  /** @param directory the folder with {@code application.properties} and {@code routes} */
  public static TryRoutes of(Path directory) {
    return new TryRoutes(directory);
  }

  /** Puts a route file into {@code routes/custom}. */
  public TryRoutes custom(Path file) {
    custom.add(file);
    return this;
  }

  /** Adds a line to {@code application.properties}. */
  public TryRoutes line(String name, String value) {
    lines.put(name, value);
    return this;
  }

  /** Sets a setting of the connector, by its environment variable; the environment of this process is not read. */
  public TryRoutes setting(String name, String value) {
    settings.put(name, value);
    return this;
  }

  @Override
  public void beforeEach(ExtensionContext test) throws IOException {
    Path folder = Files.createTempDirectory("try-routes");
    copy = folder;
    Path routes = directory.resolve("routes");
    try (Stream<Path> files = Files.walk(routes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path here = folder.resolve("routes").resolve(routes.relativize(file).toString());
        Files.createDirectories(Objects.requireNonNull(here.getParent(), "routes"));
        Files.copy(file, here);
      }
    }
    Path own = Files.createDirectories(folder.resolve("routes/custom"));
    for (Path file : custom) {
      Files.copy(file, own.resolve(file.getFileName().toString()));
    }
    Files.writeString(folder.resolve("application.properties"), Files.readString(directory.resolve("application.properties"))
        + lines.entrySet().stream().map(line -> "\n" + line.getKey() + " = " + line.getValue()).collect(Collectors.joining()));
  }

  /**
   * Sends an address without markings through the routes; CrowdSec's answer is the built-in one, about a malicious address.
   *
   * @return what came of it; never with findings
   * @throws AssertionError if the routes are broken, with all findings
   */
  public TrialResult enrich(String address) throws IOException, InterruptedException {
    return enrich(new Trial.Request(address, null, null, false, null));
  }

  /** The same for any request. */
  public TrialResult enrich(Trial.Request request) throws IOException, InterruptedException {
    Path folder = Objects.requireNonNull(copy, "only within a test");
    TrialResult result = new Trial(Connector::prepare, settings, folder).run(request);
    if (!result.findings().isEmpty()) {
      throw new AssertionError("The routes are broken:\n" + result.findings().stream().map(Object::toString)
          .collect(Collectors.joining("\n")));
    }
    return result;
  }

  @Override
  public void afterEach(ExtensionContext test) throws IOException {
    if (copy != null) {
      Folders.delete(copy);
      copy = null;
    }
  }
}
