package io.github.camelcti.crowdsec.bench;

import io.github.camelcti.crowdsec.support.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The packaged jar as the image starts it: with {@code jvm.options} and an archive of classes. The environment variable
 * {@code CONNECTOR_JAVA_OPTIONS} adds options, by default those that stand for a container of 512 MB.
 */
final class PackagedConnector implements AutoCloseable {

  private static final Path FOLDER = Path.of("target", "bench");
  private static final Path JAR = Path.of("target", "crowdsec-connector.jar");
  /** Java 25 and later keep what they have linked, too. */
  static final boolean LINKED = Runtime.version().feature() >= 25;
  private static final Path ARCHIVE = FOLDER.resolve(LINKED ? "classes.aot" : "classes.jsa");
  private static final String OPTIONS = "jvm.options";
  private static final String IN_A_CONTAINER = "-XX:MaxRAM=512m";
  private static final long ARCHIVE_WITHIN_SECONDS = 60;

  private final Process process;
  private final Path log;
  private final long startedAt;

  private PackagedConnector(Process process, Path log, long startedAt) {
    this.process = process;
    this.log = log;
    this.startedAt = startedAt;
  }

  /** Options of Java beside those of the image. */
  static String addedOptions() {
    return System.getenv().getOrDefault("CONNECTOR_JAVA_OPTIONS", IN_A_CONTAINER);
  }

  /**
   * Starts it in the repository's root, with nothing in its environment but the settings.
   *
   * @param command what starts another connector, for a shell, which also has our environment; "" for ours
   */
  static PackagedConnector start(String name, String command, Map<String, String> settings) throws IOException {
    Path log = FOLDER.resolve(name + ".log");
    ProcessBuilder builder;
    if (command.isBlank()) {
      builder = java(List.of((LINKED ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + ARCHIVE), settings, log);
    } else {
      // In the shell's place, so that its processor time and memory are measured and not the shell's.
      builder = new ProcessBuilder("sh", "-c", "exec " + command).redirectErrorStream(true).redirectOutput(log.toFile());
      builder.environment().putAll(settings);
    }
    long begin = System.nanoTime();
    return new PackagedConnector(builder.start(), log, begin);
  }

  /** Makes the archive of classes, as the Dockerfile's stage does, unless the one that is there fits. */
  static void archiveClasses() throws Exception {
    Files.createDirectories(FOLDER);
    if (Files.exists(ARCHIVE) && newer(ARCHIVE, JAR) && newer(ARCHIVE, Path.of(OPTIONS))) {
      return;
    }
    Files.deleteIfExists(ARCHIVE);
    Map<String, String> settings = Map.of("OPENCTI_URL", "http://127.0.0.1:9", "OPENCTI_TOKEN", "none",
        "CROWDSEC_KEY", "none", "CONNECTOR_ID", "00000000-0000-4000-8000-000000000001",
        "CONNECTOR_STATE_DIRECTORY", FOLDER.resolve("state-of-archive").toString(), "CONNECTOR_SHUTDOWN_TIMEOUT", "1",
        "CONNECTOR_MANAGEMENT_PORT", Integer.toString(Ports.free()), "CAMEL_MAIN_DURATIONMAXSECONDS", "20");
    Process dump = java(List.of((LINKED ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + ARCHIVE,
        "-Xlog:cds=error", "-Xlog:cds+dynamic=error"), settings, FOLDER.resolve("archive.log")).start();
    if (!dump.waitFor(ARCHIVE_WITHIN_SECONDS, TimeUnit.SECONDS) || !Files.exists(ARCHIVE)) {
      dump.destroyForcibly();
      throw new IllegalStateException("no archive of classes: see " + FOLDER.resolve("archive.log"));
    }
  }

  private static boolean newer(Path one, Path other) throws IOException {
    return Files.getLastModifiedTime(one).compareTo(Files.getLastModifiedTime(other)) > 0;
  }

  private static ProcessBuilder java(List<String> options, Map<String, String> settings, Path log) {
    if (!Files.exists(JAR)) {
      throw new IllegalStateException(JAR + " is missing; bench/throughput makes it");
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("@" + OPTIONS, "-jar", JAR.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().clear();
    builder.environment().putAll(settings);
    builder.environment().put("MALLOC_ARENA_MAX", "1"); // the image sets it
    if (!addedOptions().isBlank()) {
      builder.environment().put("JDK_JAVA_OPTIONS", addedOptions());
    }
    return builder;
  }

  /** When it was started, by {@link System#nanoTime}. */
  long startedAt() {
    return startedAt;
  }

  long pid() {
    return process.pid();
  }

  /** @throws IllegalStateException if it has ended by itself */
  void checkAlive() {
    if (!process.isAlive()) {
      throw new IllegalStateException("the connector ended with exit code " + process.exitValue() + ": see " + log);
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
