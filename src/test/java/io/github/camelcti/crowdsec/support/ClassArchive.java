package io.github.camelcti.crowdsec.support;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.awaitility.Awaitility.await;

import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.doubles.Samples;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Java's archive of the classes that the packaged jar loads until a job is done. Tests start some fifty processes, each
 * of which needs half the processor time with it.
 */
final class ClassArchive {

  /** Each Java has its own; one for another Java would be an error in the log. */
  private static final Path FILE =
      Path.of("target/connector-classes-" + Runtime.version().feature() + ".jsa").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private ClassArchive() {}

  /** Where it is; made now unless there is one that is younger than the jar. Test processes that come meanwhile wait. */
  static synchronized Path of(Path jar) throws IOException {
    try (FileChannel lock = FileChannel.open(FILE.resolveSibling("connector-classes.lock"), CREATE, WRITE)) {
      lock.lock();
      if (!Files.exists(FILE) || Files.getLastModifiedTime(FILE).compareTo(Files.getLastModifiedTime(jar)) < 0) {
        make();
      }
    }
    return FILE;
  }

  private static void make() throws IOException {
    Path made = FILE.resolveSibling("connector-classes.new");
    try (Broker broker = Broker.shared();
        OpenCtiDouble openCti = OpenCtiDouble.start(broker);
        CrowdSecDouble crowdSec = CrowdSecDouble.start()) {
      Map<String, String> settings = RunningConnector.environment(openCti, crowdSec);
      crowdSec.always(Step.ok(Samples.read("200-malicious-full")));
      try (ConnectorProcess process = ConnectorProcess.withoutArchive(settings, "-XX:ArchiveClassesAtExit=" + made)) {
        process.awaitConsumer();
        String work = openCti.ask(settings.get("CONNECTOR_ID"), openCti.addObservable("192.0.2.10"));
        await().atMost(PATIENCE).until(() -> openCti.work(work).status().equals("complete"));
        process.terminate();
        process.awaitExit(PATIENCE);
        if (!Files.exists(made)) {
          throw new IllegalStateException("Java has made no archive of classes:\n" + process.log());
        }
      }
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("no archive of classes", e);
    }
    Files.move(made, FILE, ATOMIC_MOVE);
  }
}
