package io.github.camelcti.crowdsec.route.opencti;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelcti.crowdsec.base.LogMarkers;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.opencti.CallbackUri;
import io.github.camelcti.crowdsec.opencti.QueueAccess;
import io.github.camelcti.crowdsec.opencti.UnfitPlatformException;
import io.github.camelcti.crowdsec.opencti.graphql.GraphQlReply;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformVersion;
import io.github.camelcti.crowdsec.route.job.JobState;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what the platform returned at registration. */
public final class Registration {

  private static final Logger LOG = LoggerFactory.getLogger(Registration.class);
  private static final PlatformVersion OLDEST_KNOWN = PlatformVersion.of("5.3.7");
  private static final PlatformVersion AFTER_NEWEST_KNOWN = PlatformVersion.of("8");

  private volatile boolean registered;
  private volatile PlatformVersion version = PlatformVersion.UNKNOWN;
  private volatile @Nullable QueueAccess access;
  private volatile @Nullable String userId;
  private volatile @Nullable String keys;
  private final Config config;

  public Registration(Config config) {
    this.config = config;
  }

  /** Takes the answer to {@code about}. */
  public void rememberVersion(@Body GraphQlReply reply) {
    version = PlatformVersion.of(reply.data().path("about").path("version").asText(null));
    if (version.atLeast(AFTER_NEWEST_KNOWN)) {
      LOG.warn(LogMarkers.ALWAYS, "OpenCTI {} is newer than this connector knows; treating it as version 7", version);
    } else if (!version.atLeast(OLDEST_KNOWN)) {
      LOG.warn(LogMarkers.ALWAYS, "OpenCTI {} is older than {}, the oldest that this connector knows", version, OLDEST_KNOWN);
    }
  }

  /** Takes the answer to {@code registerConnector}. */
  public QueueAccess remember(@Body GraphQlReply reply) {
    JsonNode connector = reply.data().path("registerConnector");
    String wanted = CallbackUri.of(config);
    if (wanted != null && !connector.path("config").hasNonNull("listen_callback_uri")) {
      throw new UnfitPlatformException(
          "OpenCTI " + version + " can't deliver jobs over HTTP; set CONNECTOR_LISTEN_PROTOCOL=AMQP");
    }
    access = QueueAccess.of(connector.path("config"), config);
    userId = connector.path("connector_user_id").asText(connector.path("connector_user").path("id").asText(null));
    keys = connector.path("jwks").asText(null);
    registered = true;
    return access;
  }

  public boolean isRegistered() {
    return registered;
  }

  /** Whether the platform drops the results of a work that it has closed meanwhile. */
  public boolean dropsLateResults() {
    return version.dropsResultsOfClosedWorks();
  }

  /**
   * Whether the job's work may get updates before its end. Not where the platform may have closed it, since an update
   * would reopen it (OpenCTI observations, 13.2).
   */
  public boolean workTakesUpdates(Exchange exchange) {
    return JobState.job(exchange).hasWork() && !dropsLateResults();
  }

  /** The same for an update that is not repeated when the job was started before. */
  public boolean workTakesReceived(Exchange exchange) {
    return workTakesUpdates(exchange) && !JobState.job(exchange).redelivered();
  }

  /** The platform's version, unknown before the first answer. */
  public PlatformVersion version() {
    return version;
  }

  /** The platform's version as text. */
  public String getPlatformVersion() {
    return version.text();
  }

  /** The broker and its queues, null before registration. */
  public @Nullable QueueAccess access() {
    return access;
  }

  /** Id of the user whose token we use, null if the platform did not return it. */
  public @Nullable String userId() {
    return userId;
  }

  /** The keys that sign the calls of the platform's workers, a JWK set as JSON text; null before OpenCTI 7. */
  public @Nullable String keys() {
    return keys;
  }
}
