package io.github.camelcti.crowdsec.support;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/** {@code java -jar target/crowdsec-connector.jar} with nothing in its environment but what it is given. */
public final class ConnectorProcess implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Path JAR = Path.of("target/crowdsec-connector.jar").toAbsolutePath();

  private static final int HEAP = 256;

  private final Process process;
  private final Path log;

  private ConnectorProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts it in the repository's root. */
  public static ConnectorProcess start(Map<String, String> settings) throws IOException {
    return start(settings, Path.of("").toAbsolutePath());
  }

  /** Starts it in a folder that holds routes and application.properties. */
  public static ConnectorProcess start(Map<String, String> settings, Path folder) throws IOException {
    return start(settings, folder, HEAP);
  }

  /** Starts it in a folder that holds routes and application.properties, with this much heap (megabytes) and more of Java's options. */
  public static ConnectorProcess start(Map<String, String> settings, Path folder, int heap, String... options) throws IOException {
    List<String> all = new ArrayList<>(List.of(options));
    all.add("-XX:SharedArchiveFile=" + ClassArchive.of(jar()));
    return start(settings, folder, heap, all);
  }

  /** Starts it in the repository's root with more of Java's options, and without the archive of its classes. */
  static ConnectorProcess withoutArchive(Map<String, String> settings, String... options) throws IOException {
    return start(settings, Path.of("").toAbsolutePath(), HEAP, List.of(options));
  }

  private static ConnectorProcess start(Map<String, String> settings, Path folder, int heap, List<String> options)
      throws IOException {
    Path log = Files.createTempFile("connector", ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Tests start many, for seconds only: half the time to compile and to collect is saved.
    command.addAll(List.of("-Xmx" + heap + "m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(options);
    command.addAll(List.of("-jar", jar().toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(folder.toFile());
    builder.redirectErrorStream(true);
    builder.redirectOutput(log.toFile());
    builder.environment().clear();
    builder.environment().putAll(settings);
    builder.environment().putIfAbsent("OPENCTI_JSON_LOGGING", "false");
    return new ConnectorProcess(builder.start(), log);
  }

  private static Path jar() {
    if (!Files.exists(JAR)) {
      throw new IllegalStateException(JAR + " is missing; this test runs after package: ./mvnw verify");
    }
    return JAR;
  }

  /** Copies what an engineer edits. */
  public static void copyRoutes(Path folder) throws IOException {
    Files.copy(Path.of("application.properties"), folder.resolve("application.properties"));
    try (Stream<Path> files = Files.walk(Path.of("routes"))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.toString()));
      }
    }
  }

  /** Waits until the log holds a text. */
  public void awaitLog(String text) {
    try {
      await().atMost(PATIENCE).until(() -> log().contains(text) || !process.isAlive());
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("the process has not said '" + text + "' for " + PATIENCE.toSeconds() + " s:\n" + log(), e);
    }
    if (!log().contains(text)) {
      throw new AssertionError("the process ended (" + process.exitValue() + ") without saying '" + text + "':\n" + log());
    }
  }

  /** Waits until it takes jobs; after a first try that failed, the line about that begins with other words. */
  public void awaitConsumer() {
    awaitLog("aiting for jobs");
  }

  /** All that it has said so far. */
  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Its number in the operating system. */
  public long pid() {
    return process.pid();
  }

  /** SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  /** SIGKILL. */
  public void kill() {
    process.destroyForcibly();
  }

  /** Waits for the end. */
  public int awaitExit(Duration time) throws InterruptedException {
    if (!process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("the process still runs:\n" + log());
    }
    return process.exitValue();
  }

  @Override
  public void close() throws Exception {
    process.destroyForcibly().waitFor();
    Files.deleteIfExists(log);
  }
}
