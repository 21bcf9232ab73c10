package io.github.camelcti.crowdsec.route;

import com.github.benmanes.caffeine.cache.Ticker;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.crowdsec.AnswerCache;
import io.github.camelcti.crowdsec.crowdsec.AnswerCache.Claim;
import io.github.camelcti.crowdsec.crowdsec.AnswerStore;
import io.github.camelcti.crowdsec.enrich.CtiAnswer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The {@link AnswerCache} as steps of the look-up. As a predicate: whether CrowdSec has to be asked. */
public final class CachedAnswers implements Predicate {

  private static final String CLAIM = "answerClaim";
  /** As long as a job with its tries usually takes; who waited in vain asks for itself. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(CachedAnswers.class);

  private final AnswerCache cache;
  private final AnswerStore store;

  /** @param config all settings */
  public CachedAnswers(Config config) {
    Duration timeToLive = config.get(Settings.CROWDSEC_CACHE_TTL);
    Path folder = Path.of(config.get(Settings.CONNECTOR_STATE_DIRECTORY)).resolve("answers");
    this.cache = new AnswerCache(timeToLive, PATIENCE, Ticker.systemTicker());
    this.store = new AnswerStore(folder, timeToLive, Clock.systemUTC());
    try {
      store.open();
    } catch (IOException e) {
      LOG.warn("{} can't be written to, so answers of CrowdSec are lost with the process, and a job that a kill interrupts "
          + "costs a second call. Make it writable, or set CONNECTOR_STATE_DIRECTORY to a folder that is ({})",
          folder.toAbsolutePath(), e.toString());
    }
  }

  /** From variable {@code address}: the answer as body, if one is there or another job is just getting it. */
  public void claim(Exchange exchange) throws InterruptedException {
    String address = JobState.address(exchange).canonical();
    Claim claim = cache.claim(address);
    exchange.setVariable(CLAIM, claim);
    if (claim.answer() == null) {
      store.find(address).ifPresent(stored -> cache.found(claim, stored));
    }
    if (claim.answer() != null) {
      exchange.getMessage().setBody(claim.answer());
    }
  }

  @Override
  public boolean matches(Exchange exchange) {
    return exchange.getVariable(CLAIM, Claim.class).answer() == null;
  }

  /** The answer in the body serves other jobs, too. */
  public void keep(Exchange exchange) throws InvalidPayloadException {
    byte[] body = exchange.getVariable(CtiAnswerReader.ANSWER_BODY, new byte[0], byte[].class);
    CtiAnswer answer = exchange.getMessage().getMandatoryBody(CtiAnswer.class);
    store.keep(JobState.address(exchange).canonical(), body);
    cache.keep(exchange.getVariable(CLAIM, Claim.class), answer, body.length);
  }

  /** There is no answer: a job that waits for it makes its own call. */
  public void release(Exchange exchange) {
    cache.release(exchange.getVariable(CLAIM, Claim.class));
  }
}
