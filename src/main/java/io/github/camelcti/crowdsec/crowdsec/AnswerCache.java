package io.github.camelcti.crowdsec.crowdsec;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.github.camelcti.crowdsec.enrich.CtiAnswer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Answers of CrowdSec by address, in memory only, so that neither a job that comes again nor two jobs for one address
 * cost a second call. "Not known" is an answer; a failure is none and is never kept. Thread-safe.
 */
public final class AnswerCache {

  private static final long MOST_ENTRIES = 1000;
  private static final long MOST_BYTES = 32L * 1024 * 1024;
  /** Every entry weighs as much at least, which bounds their number together with their size. */
  private static final long LEAST_WEIGHT = MOST_BYTES / MOST_ENTRIES;

  private final Cache<String, Kept> answers;
  private final boolean on;
  private final Duration patience;
  private final ConcurrentMap<String, Claim> claims = new ConcurrentHashMap<>();

  private record Kept(CtiAnswer answer, int bytes) {}

  /**
   * @param timeToLive how long an answer serves, zero for no cache at all
   * @param patience how long a job waits for another one's call before it makes its own
   * @param ticker for the age of answers
   */
  public AnswerCache(Duration timeToLive, Duration patience, Ticker ticker) {
    this.on = !timeToLive.isZero();
    this.patience = patience;
    this.answers = Caffeine.newBuilder()
        .maximumWeight(MOST_BYTES)
        .weigher((String address, Kept kept) -> (int) Math.max(LEAST_WEIGHT, kept.bytes()))
        .expireAfterWrite(timeToLive)
        .ticker(ticker)
        .executor(Runnable::run)
        .build();
  }

  /** What a job has of an address: an answer, or else the duty to ask and to say what came of it. */
  public static final class Claim {

    private final String address;
    private final CompletableFuture<CtiAnswer> outcome = new CompletableFuture<>();
    private volatile CtiAnswer answer;

    private Claim(String address) {
      this.address = address;
    }

    /** The answer, null when CrowdSec has to be asked. */
    public CtiAnswer answer() {
      return answer;
    }
  }

  /**
   * An answer that is there, or the first claim to ask; while another job asks, its outcome is waited for.
   *
   * @param address canonical address
   * @return never null; without an answer it has to be {@linkplain #keep kept} or {@linkplain #release released}
   */
  public Claim claim(String address) throws InterruptedException {
    Claim own = new Claim(address);
    long end = System.nanoTime() + patience.toNanos();
    while (on) {
      Kept kept = answers.getIfPresent(address);
      if (kept != null) {
        own.answer = kept.answer();
        return own;
      }
      Claim first = claims.putIfAbsent(address, own);
      if (first == null) {
        return own;
      }
      own.answer = outcome(first, end - System.nanoTime());
      if (own.answer != null || System.nanoTime() >= end) {
        return own;
      }
    }
    return own;
  }

  private static CtiAnswer outcome(Claim first, long nanos) throws InterruptedException {
    try {
      return first.outcome.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return null;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a claim ends with an answer or with null", e);
    }
  }

  /**
   * CrowdSec answered: the answer serves others from now on.
   *
   * @param bytes size of the answer as it came
   */
  public void keep(Claim claim, CtiAnswer answer, int bytes) {
    if (on) {
      answers.put(claim.address, new Kept(answer, bytes));
    }
    claims.remove(claim.address, claim);
    claim.outcome.complete(answer);
  }

  /** The answer was found elsewhere: whoever waits has it too, but it is not young enough to be kept here. */
  public void found(Claim claim, CtiAnswer answer) {
    claim.answer = answer;
    claims.remove(claim.address, claim);
    claim.outcome.complete(answer);
  }

  /** There was no answer: whoever waits asks for itself. */
  public void release(Claim claim) {
    claims.remove(claim.address, claim);
    claim.outcome.complete(null);
  }

  /** Number of answers that are kept. */
  public long size() {
    answers.cleanUp();
    return answers.estimatedSize();
  }
}
