package io.github.camelcti.crowdsec.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.support.ConnectorProcess;
import io.github.camelcti.crowdsec.support.RunningConnector;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A message that is larger than any job, for a process with as much memory as a small container has. */
@Tag("broker")
class SmallHeapIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MEGABYTES = 160;
  /** As in jvm.options: with a third for young objects, the rest has no room for the message and its parts. */
  private static final String YOUNG = "-Xmn6m";

  @Test
  void aMessageOfFiftyMegabytesIsDroppedAndTheNextJobIsDone() throws Exception {
    try (Broker broker = Broker.shared();
        OpenCtiDouble openCti = OpenCtiDouble.start(broker);
        CrowdSecDouble crowdSec = CrowdSecDouble.start()) {
      Map<String, String> settings = RunningConnector.environment(openCti, crowdSec);
      settings.put("CONNECTOR_CONCURRENCY", "1");
      try (ConnectorProcess process = ConnectorProcess.start(settings, Path.of("").toAbsolutePath(), MEGABYTES, YOUNG)) {
        process.awaitConsumer();
        // When
        String id = settings.get("CONNECTOR_ID");
        byte[] message = ("{\"event\": \"" + "x".repeat(50 * 1024 * 1024) + "\"}").getBytes(StandardCharsets.UTF_8);
        openCti.publish(id, message, Map.of());
        String work = openCti.ask(id, openCti.addObservable("192.0.2.10"));
        // Then
        process.awaitLog("Dropped a message that is not an enrichment job: the message has " + message.length + " bytes");
        await().atMost(PATIENCE).until(() -> openCti.work(work).status().equals("complete"));
        assertThat(openCti.work(work).errors()).isEmpty();
        assertThat(process.log()).doesNotContain("OutOfMemoryError").doesNotContain("is unreachable").doesNotContain("OpenCTI is down");
        await().atMost(PATIENCE).until(() -> broker.depth("listen_" + id) == 0);
      }
    }
  }
}
