package io.github.camelcti.crowdsec.lookup;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.crowdsec.AnswerJudge;
import io.github.camelcti.crowdsec.crowdsec.Backoff;
import io.github.camelcti.crowdsec.crowdsec.CrowdSecBusyException;
import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.http.HttpClients;
import io.github.camelcti.crowdsec.http.ProxyRoutes;
import io.github.camelcti.crowdsec.tls.ConnectionFailure;
import io.github.camelcti.crowdsec.tls.TlsFailure.Peer;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.jspecify.annotations.Nullable;

/**
 * Looks up addresses with the connector's client, judge, pace and number of tries, but without Camel, since there is no
 * queue, no circuit breaker and no other job. Thread-safe.
 */
public final class CrowdSecClient implements AutoCloseable {

  private static final String RETRY_AFTER = "Retry-After";

  private final CloseableHttpClient http;
  private final String url;
  private final String via;
  private final AnswerJudge judge;
  private final Backoff backoff;
  private final int furtherTries;
  private final Pace pace;
  private final Pause pause;

  /**
   * @param config the settings of CrowdSec, of proxies and of certificates
   * @param clock for dates in {@code Retry-After}
   * @param nanoTime for the pace, see {@link System#nanoTime}
   * @param pause how to wait
   */
  public CrowdSecClient(Config config, Clock clock, LongSupplier nanoTime, Pause pause) {
    this(config, new AnswerJudge(clock, AnswerJudge.LONGEST_WAIT), nanoTime, pause);
  }

  /**
   * For checking the key: one call without retries, because each costs quota, and only an answer from CrowdSec's API
   * itself counts.
   */
  public static CrowdSecClient forProof(Config config) {
    AnswerJudge strict = new AnswerJudge(Clock.systemUTC(), AnswerJudge.LONGEST_WAIT, true);
    return new CrowdSecClient(config.with(Settings.CROWDSEC_MAX_RETRIES, 0), strict, System::nanoTime, Pause.real());
  }

  private CrowdSecClient(Config config, AnswerJudge judge, LongSupplier nanoTime, Pause pause) {
    http = HttpClients.crowdSec(config);
    url = config.get(Settings.CROWDSEC_API_URL);
    via = ProxyRoutes.between(config, url);
    this.judge = judge;
    backoff = new Backoff(config.get(Settings.CROWDSEC_RETRY_DELAY), config.get(Settings.CROWDSEC_RETRY_DELAY_MAX));
    furtherTries = config.get(Settings.CROWDSEC_MAX_RETRIES);
    pace = new Pace(config.find(Settings.CROWDSEC_MAX_REQUESTS_PER_SECOND).orElse(null), nanoTime, pause);
    this.pause = pause;
  }

  /**
   * What CrowdSec knows about an address; retries if the failure may be temporary.
   *
   * @throws io.github.camelcti.crowdsec.crowdsec.CrowdSecException for any other answer, see {@link AnswerJudge#judge}
   */
  public CtiAnswer ask(IpAddress address) throws InterruptedException {
    return ask(address, body -> { });
  }

  /**
   * The same.
   *
   * @param keep receives the answer's body as it came, empty for "not known"
   */
  public CtiAnswer ask(IpAddress address, Consumer<byte[]> keep) throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      pace.await();
      try {
        return call(address, keep);
      } catch (CrowdSecBusyException e) {
        if (attempt > furtherTries) {
          throw e;
        }
        pause.hold(e.retryAfter() == null
            ? backoff.pause(attempt, ThreadLocalRandom.current().nextDouble()) : e.retryAfter());
      }
    }
  }

  private CtiAnswer call(IpAddress address, Consumer<byte[]> keep) {
    Reply reply;
    try {
      reply = http.execute(new HttpGet(url + "/v2/smoke/" + address.canonical()), response -> {
        Header wait = response.getFirstHeader(RETRY_AFTER);
        byte[] body = response.getEntity() == null ? null : EntityUtils.toByteArray(response.getEntity());
        return new Reply(response.getCode(), body == null ? new byte[0] : body, wait == null ? null : wait.getValue());
      });
    } catch (IOException e) {
      throw new CrowdSecBusyException("CrowdSec at " + url + via + " gave no answer: "
          + ConnectionFailure.say(e, Peer.CROWDSEC, url.startsWith("https")), null, e);
    }
    CtiAnswer answer = judge.judge(address, reply.status(), reply.body(), reply.retryAfter());
    keep.accept(reply.status() == HttpStatus.SC_OK ? reply.body() : new byte[0]);
    return answer;
  }

  @SuppressWarnings("ArrayRecordComponent") // nobody compares replies
  private record Reply(int status, byte[] body, @Nullable String retryAfter) {}

  @Override
  public void close() {
    try {
      http.close();
    } catch (IOException e) {
      // all answers have arrived
    }
  }
}
