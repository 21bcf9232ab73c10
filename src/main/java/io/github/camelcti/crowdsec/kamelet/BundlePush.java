package io.github.camelcti.crowdsec.kamelet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.opencti.Job;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformClient;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformUnavailableException;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformVersion;
import io.github.camelcti.crowdsec.opencti.result.Pushes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * The work of {@code opencti-bundle-sink}. In: a STIX 2.1 bundle as body (JSON). Out: OpenCTI has taken it; the body stays.
 * With the variable {@code job} of {@code opencti-enrichment-source}, the bundle counts for that job's work, and the work's
 * text is the variable {@code crowdsecSentence} if there is one.
 */
public final class BundlePush extends KameletBean implements Processor {

  /** Exchange variable: the job's work has the result, and is ended by this or by the platform's workers. */
  static final String WORK_TOLD = "openctiWorkTold";

  private static final int MOST_WORKS = 5;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, String> opened = new ConcurrentHashMap<>();
  @SuppressWarnings("NullAway.Init") // the start sets it
  private String connectorId;
  @SuppressWarnings("NullAway.Init") // the start sets it
  private PlatformClient platform;

  @Override
  protected void doStart() {
    Config config = config();
    connectorId = config.get(Settings.CONNECTOR_ID);
    platform = platform(config);
  }

  @Override
  protected void doStop() {
    platform.close();
  }

  @Override
  public void process(Exchange exchange) throws Exception {
    String bundle = exchange.getMessage().getMandatoryBody(String.class);
    JsonNode root = JSON.readTree(bundle);
    if (!"bundle".equals(root.path("type").asText()) || !root.path("objects").isArray()) {
      throw new IllegalArgumentException("the body is no STIX bundle: it needs \"type\": \"bundle\" and \"objects\": [...]");
    }
    Job job = exchange.getVariable("job", Job.class);
    String sentence = exchange.getVariable(CtiLookUp.SENTENCE, "Enriched", String.class);
    if (version().dropsResultsOfClosedWorks()) {
      pushWithImportWork(job == null || !job.hasWork() ? "" : job.workId(), bundle, root.path("objects").size(), sentence);
    } else if (job == null || !job.hasWork()) {
      platform.ask(Pushes.withoutWork(connectorId, bundle));
    } else {
      boolean ended = job.redelivered() || root.path("objects").size() == 1;
      platform.ask(Pushes.withWork(connectorId, bundle, job.workId(), sentence, ended));
      exchange.setVariable(WORK_TOLD, true);
    }
  }

  /** As the route push-with-import-work does (docs/decisions/0015); who gave the job ends its own work. */
  private void pushWithImportWork(@Nullable String ownWork, String bundle, int objects, String sentence) {
    for (int tries = 1; tries <= MOST_WORKS; tries++) {
      // A job that comes again goes on with the work that was opened for it.
      String work = opened.computeIfAbsent(ownWork, none -> Pushes.opened(platform.ask(Pushes.openWork(connectorId, sentence))));
      platform.ask(Pushes.withWork(connectorId, bundle, work, sentence, true));
      boolean dead = Pushes.dead(platform.ask(Pushes.askWhetherAlive(work)), objects);
      opened.remove(ownWork, work);
      if (!dead) {
        return;
      }
    }
    throw new PlatformUnavailableException("OpenCTI closed the works of an import before its bundle was pushed, "
        + MOST_WORKS + " times");
  }

  /** Asked when there is something to write, so that a route starts while OpenCTI is down. */
  private synchronized PlatformVersion version() {
    if (platform.version().equals(PlatformVersion.UNKNOWN)) {
      askVersion(platform);
    }
    return platform.version();
  }
}
