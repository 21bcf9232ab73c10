package io.github.camelcti.crowdsec.bench;

import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.support.ConnectorProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One of several connector processes with one connector id, over its starts: it keeps its state folder, and has a
 * CrowdSec of its own, so that it is known which process made a call.
 */
final class Replica implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final String name;
  final CrowdSecDouble crowdSec = CrowdSecDouble.start();
  private final Path home;
  private final Map<String, String> settings;
  private ConnectorProcess process;
  private Instant startedAt;

  Replica(String name, Path home, Map<String, String> shared) {
    this.name = name;
    this.home = home;
    this.settings = new HashMap<>(shared);
    settings.put("CROWDSEC_API_URL", crowdSec.url());
    settings.put("CONNECTOR_STATE_DIRECTORY", home.resolve(name).toString());
  }

  /** Starts the process, without waiting for it. */
  void start() throws IOException {
    startedAt = Instant.now();
    process = ConnectorProcess.start(settings);
  }

  /** Waits until it takes jobs. */
  void awaitReady() {
    process.awaitConsumer();
  }

  long pid() {
    return process.pid();
  }

  /** SIGKILL. Tells how many jobs were in hand. */
  int kill() throws Exception {
    process.kill();
    process.awaitExit(PATIENCE);
    int hadInHand = inHand();
    ended();
    return hadInHand;
  }

  /** SIGTERM. Tells how many jobs were in hand: most are finished, those that wait for a next try go back. */
  int terminate() throws Exception {
    int hadInHand = inHand();
    process.terminate();
    int code = process.awaitExit(PATIENCE);
    // Before its first line it does not know signals yet, and has nothing in hand.
    if (code != 0 && !process.log().isEmpty()) {
      throw new IllegalStateException(name + " ended with exit code " + code + " after SIGTERM:\n" + process.log());
    }
    ended();
    return hadInHand;
  }

  /** By the files that it notes its jobs in; those of an earlier start are no longer in hand. */
  int inHand() throws IOException {
    Path folder = home.resolve(name).resolve("in-hand");
    if (!Files.exists(folder)) {
      return 0;
    }
    int count = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(it -> it.getFileName().toString().matches("[0-9a-f]{64}")).toList()) {
        count += begun(file).isBefore(startedAt) ? 0 : 1;
      }
    }
    return count;
  }

  private static Instant begun(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException e) {
      return Instant.MIN; // its job has just ended
    }
  }

  /** All that it has said so far, over all its starts. */
  String log() {
    try {
      String before = Files.exists(logFile()) ? Files.readString(logFile()) : "";
      return process == null ? before : before + process.log();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Jobs that it gave back because OpenCTI could not be told; another replica may have to ask again. */
  long givenBack() {
    return log().lines().filter(line -> line.contains("goes back to the queue")).count();
  }

  /** Calls that CrowdSec answered with what serves a job. */
  List<String> answered() {
    return crowdSec.calls().stream().filter(call -> call.status() == 200 || call.status() == 404)
        .map(CrowdSecDouble.Call::ip).toList();
  }

  private Path logFile() {
    return home.resolve(name + ".log");
  }

  private void ended() throws Exception {
    Files.createDirectories(home);
    Files.writeString(logFile(), process.log(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    process.close();
    process = null;
  }

  @Override
  public void close() throws Exception {
    if (process != null) {
      process.kill();
      process.awaitExit(PATIENCE);
      ended();
    }
    crowdSec.close();
  }
}
