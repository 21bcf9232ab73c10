package io.github.camelcti.crowdsec.kamelet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.opencti.Job;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformClient;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformUnavailableException;
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
public final class BundlePush implements Processor {

  /** Exchange variable: the job's work has the result, and is ended by this or by the platform's workers. */
  static final String WORK_TOLD = "openctiWorkTold";

  private static final int MOST_WORKS = 5;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, String> opened = new ConcurrentHashMap<>();
  @SuppressWarnings("NullAway.Init") // the Kamelet sets it
  private String url;
  @SuppressWarnings("NullAway.Init") // the Kamelet sets it
  private String token;
  @SuppressWarnings("NullAway.Init") // the Kamelet sets it
  private String connectorId;
  private String caCertificates = "";
  private @Nullable PlatformClient client;

  @Override
  public void process(Exchange exchange) throws Exception {
    String bundle = exchange.getMessage().getMandatoryBody(String.class);
    JsonNode root = JSON.readTree(bundle);
    if (!"bundle".equals(root.path("type").asText()) || !root.path("objects").isArray()) {
      throw new IllegalArgumentException("the body is no STIX bundle: it needs \"type\": \"bundle\" and \"objects\": [...]");
    }
    Job job = exchange.getVariable("job", Job.class);
    String sentence = exchange.getVariable(CtiLookUp.SENTENCE, "Enriched", String.class);
    if (client().version().dropsResultsOfClosedWorks()) {
      pushWithImportWork(job == null || !job.hasWork() ? "" : job.workId(), bundle, root.path("objects").size(), sentence);
    } else if (job == null || !job.hasWork()) {
      client().ask(Pushes.withoutWork(connectorId, bundle));
    } else {
      boolean ended = job.redelivered() || root.path("objects").size() == 1;
      client().ask(Pushes.withWork(connectorId, bundle, job.workId(), sentence, ended));
      exchange.setVariable(WORK_TOLD, true);
    }
  }

  /** As the route push-with-import-work does (docs/decisions/0015); who gave the job ends its own work. */
  private void pushWithImportWork(@Nullable String ownWork, String bundle, int objects, String sentence) {
    for (int tries = 1; tries <= MOST_WORKS; tries++) {
      // A job that comes again goes on with the work that was opened for it.
      String work = opened.computeIfAbsent(ownWork, none -> Pushes.opened(client().ask(Pushes.openWork(connectorId, sentence))));
      client().ask(Pushes.withWork(connectorId, bundle, work, sentence, true));
      boolean dead = Pushes.dead(client().ask(Pushes.askWhetherAlive(work)), objects);
      opened.remove(ownWork, work);
      if (!dead) {
        return;
      }
    }
    throw new PlatformUnavailableException("OpenCTI closed the works of an import before its bundle was pushed, "
        + MOST_WORKS + " times");
  }

  private synchronized PlatformClient client() {
    if (client == null) {
      Config config = Parameters.check(Map.of("OPENCTI_URL", url, "OPENCTI_TOKEN", token, "CONNECTOR_ID", connectorId,
          "HTTPS_CA_CERTIFICATES", caCertificates));
      connectorId = config.get(Settings.CONNECTOR_ID);
      PlatformClient made = Parameters.platform(config);
      Parameters.refuseOlderThanKamelets(made.about());
      client = made;
    }
    return client;
  }

  public String getUrl() {
    return url;
  }

  public void setUrl(String url) {
    this.url = url;
  }

  public void setToken(String token) {
    this.token = token;
  }

  public String getConnectorId() {
    return connectorId;
  }

  /** The connector that the objects are written for; OpenCTI knows it by its registration. */
  public void setConnectorId(String connectorId) {
    this.connectorId = connectorId;
  }

  public String getCaCertificates() {
    return caCertificates;
  }

  /** Authorities that OpenCTI's certificate may come from, beside those of Java: a file or PEM text. */
  public void setCaCertificates(String caCertificates) {
    this.caCertificates = caCertificates;
  }
}
