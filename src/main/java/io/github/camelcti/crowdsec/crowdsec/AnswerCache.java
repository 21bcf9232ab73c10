package io.github.camelcti.crowdsec.crowdsec;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * CrowdSec's answers by question and server, in memory and in an {@link AnswerStore}, so that neither a job that comes
 * again, even in the next process, nor two jobs for one address cost a second call. "Not known" is an answer; failures
 * are never cached. Thread-safe.
 */
public final class AnswerCache {

  /** As long as a job with its retries usually takes; after that, a waiting job makes its own call. */
  public static final Duration PATIENCE = Duration.ofMinutes(1);

  static final long MOST_ENTRIES = 1000;
  static final long MOST_BYTES = 32L * 1024 * 1024;
  /** The minimum weight of an entry, so that the size limit also limits the number of entries. */
  private static final long LEAST_WEIGHT = MOST_BYTES / MOST_ENTRIES;

  private final Cache<String, Kept> answers;
  private final AnswerStore store;
  private final Duration timeToLive;
  private final boolean on;
  private final Duration patience;
  private final ConcurrentMap<String, Claim> claims = new ConcurrentHashMap<>();

  private record Kept(CtiAnswer answer, int bytes, Duration left) {}

  /**
   * @param timeToLive how long an answer is valid, zero for no cache at all
   * @param patience how long a job waits for another job's call before it makes its own
   */
  public AnswerCache(Duration timeToLive, Duration patience, Ticker ticker, AnswerStore store) {
    this.timeToLive = timeToLive;
    this.store = store;
    this.on = !timeToLive.isZero();
    this.patience = patience;
    this.answers = Caffeine.newBuilder()
        .maximumWeight(MOST_BYTES)
        .weigher((String question, Kept kept) -> (int) Math.max(LEAST_WEIGHT, kept.bytes()))
        .expireAfter(Expiry.writing((String question, Kept kept) -> kept.left()))
        .ticker(ticker)
        .executor(Runnable::run)
        .build();
  }

  /** A job's share in a question: an answer, or else the duty to ask and to report the result. */
  public static final class Claim {

    private final String question;
    private final CompletableFuture<@Nullable CtiAnswer> outcome = new CompletableFuture<>();
    private volatile @Nullable CtiAnswer answer;

    private Claim(String question) {
      this.question = question;
    }

    /** The answer, null when CrowdSec has to be asked. */
    public @Nullable CtiAnswer answer() {
      return answer;
    }
  }

  /**
   * Returns a cached answer, or the first claim to ask; while another job asks, waits for its outcome.
   *
   * @param question the address, and everything else that answers depend on
   * @return never null; without an answer it has to be {@linkplain #keep kept} or {@linkplain #release released}
   */
  public Claim claim(String question) throws InterruptedException {
    Claim own = new Claim(question);
    long end = System.nanoTime() + patience.toNanos();
    while (on) {
      Kept kept = answers.getIfPresent(question);
      if (kept != null) {
        own.answer = kept.answer();
        return own;
      }
      Claim first = claims.putIfAbsent(question, own);
      if (first == null) {
        remember(own);
        return own;
      }
      own.answer = outcome(first, end - System.nanoTime());
      if (own.answer != null || System.nanoTime() >= end) {
        return own;
      }
    }
    return own;
  }

  /** Looks for an answer from an earlier process; jobs that have started to wait meanwhile get it, too. */
  private void remember(Claim claim) {
    AnswerStore.Stored stored = store.read(claim.question);
    if (stored != null) {
      claim.answer = stored.answer();
      answers.put(claim.question, new Kept(stored.answer(), stored.bytes(), stored.left()));
      end(claim, stored.answer());
    }
  }

  private static @Nullable CtiAnswer outcome(Claim first, long nanos) throws InterruptedException {
    try {
      return first.outcome.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return null;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a claim ends with an answer or with null", e);
    }
  }

  /**
   * CrowdSec answered: other jobs get this answer from now on.
   *
   * @param body of the answer as it came; empty for "not known"
   */
  public void keep(Claim claim, CtiAnswer answer, byte[] body) {
    if (on) {
      store.write(claim.question, body);
      answers.put(claim.question, new Kept(answer, body.length, timeToLive));
    }
    end(claim, answer);
  }

  /** There was no answer: each waiting job makes its own call. */
  public void release(Claim claim) {
    end(claim, null);
  }

  private void end(Claim claim, @Nullable CtiAnswer answer) {
    claims.remove(claim.question, claim);
    claim.outcome.complete(answer);
  }

  /** Number of cached answers. */
  public long size() {
    answers.cleanUp();
    return answers.estimatedSize();
  }
}
