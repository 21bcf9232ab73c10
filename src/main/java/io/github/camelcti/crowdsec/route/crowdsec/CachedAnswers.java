package io.github.camelcti.crowdsec.route.crowdsec;

import com.github.benmanes.caffeine.cache.Ticker;
import io.github.camelcti.crowdsec.base.Sha256;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.crowdsec.AnswerCache;
import io.github.camelcti.crowdsec.crowdsec.AnswerCache.Claim;
import io.github.camelcti.crowdsec.crowdsec.AnswerStore;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.metrics.ConnectorMetrics;
import io.github.camelcti.crowdsec.route.job.JobRecord;
import io.github.camelcti.crowdsec.route.job.JobState;
import io.github.camelcti.crowdsec.route.job.LastCheck;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;

/** The {@link AnswerCache} as steps of the look-up. */
public final class CachedAnswers {

  private static final String CLAIM = "answerClaim";

  private final AnswerCache cache;
  private final ConnectorMetrics metrics;
  /** Another server, or another key with another plan, may answer differently. */
  private final String asked;

  public CachedAnswers(Config config, ConnectorMetrics metrics) {
    this.metrics = metrics;
    this.asked = Sha256.hex(config.get(Settings.CROWDSEC_API_URL) + "\n" + config.get(Settings.CROWDSEC_KEY).reveal());
    Duration timeToLive = config.get(Settings.CROWDSEC_CACHE_TTL);
    Path folder = Path.of(config.get(Settings.CONNECTOR_STATE_DIRECTORY)).resolve("answers");
    this.cache = new AnswerCache(timeToLive, AnswerCache.PATIENCE, Ticker.systemTicker(),
        new AnswerStore(folder, timeToLive, Clock.systemUTC(), System::nanoTime));
  }

  /** From variable {@code address}: the answer as body, if it is cached or another job is fetching it. */
  public void claim(Exchange exchange) throws InterruptedException {
    LastCheck.pass(exchange);
    if (exchange.getVariable(CLAIM) != null) {
      return; // a retry: the others still wait for this job's answer
    }
    Claim claim = cache.claim(asked + " " + JobState.address(exchange).canonical());
    exchange.setVariable(CLAIM, claim);
    if (claim.answer() != null) {
      exchange.getMessage().setBody(claim.answer());
      answered(exchange, true);
    }
  }

  /** Whether CrowdSec has to be asked. */
  public boolean isMissing(Exchange exchange) {
    return exchange.getVariable(CLAIM, Claim.class).answer() == null;
  }

  /** Makes the answer in the body available to other jobs. */
  public void keep(Exchange exchange) throws InvalidPayloadException {
    byte[] body = (byte[]) exchange.removeVariable(CtiAnswerReader.ANSWER_BODY);
    CtiAnswer answer = exchange.getMessage().getMandatoryBody(CtiAnswer.class);
    cache.keep((Claim) exchange.removeVariable(CLAIM), answer, body);
    answered(exchange, false);
  }

  private void answered(Exchange exchange, boolean cached) {
    metrics.answered(cached);
    JobRecord.of(exchange).noteAsked();
    exchange.setVariable(JobState.ANSWER_FROM, cached ? "cache" : "crowdsec");
  }

  /** After the last try: there is no answer, so jobs that wait for it make their own calls. */
  public void release(Exchange exchange) {
    Claim claim = (Claim) exchange.removeVariable(CLAIM);
    if (claim != null && claim.answer() == null) {
      cache.release(claim);
    }
  }
}
