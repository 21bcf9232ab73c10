package io.github.camelcti.crowdsec.lookup;

import io.github.camelcti.crowdsec.base.DaemonThreads;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.crowdsec.CrowdSecBusyException;
import io.github.camelcti.crowdsec.crowdsec.CrowdSecException;
import io.github.camelcti.crowdsec.crowdsec.KeyRefusedException;
import io.github.camelcti.crowdsec.crowdsec.QuotaUsedUpException;
import io.github.camelcti.crowdsec.enrich.address.AddressFault;
import io.github.camelcti.crowdsec.enrich.address.AddressSpace;
import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.lookup.LookUpHistory.LookedUp;
import io.github.camelcti.crowdsec.lookup.Result.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Looks up a list of addresses, a long one several at a time. One bad address does not end the list, but a problem that every
 * further call would have does: a used-up quota or budget, a refused key, or CrowdSec not answering at all.
 */
public final class LookUp {

  private static final int MOST_FAILURES_IN_A_ROW = 3;
  /** So many addresses are looked up one after the other, and more at once only where that saves a person's time. */
  private static final int SHORT_LIST = 20;
  private static final int AT_ONCE = 4;

  private final Source source;
  private final Mapping mapping;
  private final LookUpHistory history;
  private final boolean skipPrivate;
  private final int budget;
  /** Of each address, the answer of an earlier look-up: what a list costs is what it is made of, and each is read once. */
  private final Map<String, Optional<LookedUp>> kept = new ConcurrentHashMap<>();
  // All below: guarded by this
  private List<String> addresses = List.of();
  private @Nullable Result[] results = new Result[0];
  private int next;
  private int done;
  private @Nullable String end;
  private boolean keyRefused;
  private int calls;
  private int failuresInARow;

  /** Where answers come from. */
  @FunctionalInterface
  public interface Source {

    /** The answer about an address; fails like {@link CrowdSecClient#ask}. */
    CtiAnswer ask(IpAddress address) throws InterruptedException;
  }

  /** Receives the progress of the list. */
  @FunctionalInterface
  public interface Progress {

    /** {@code done} of {@code all} are done, and {@code next} is next; null after the last. */
    void at(int done, int all, @Nullable String next);
  }

  /**
   * What a list will cost.
   *
   * @param calls calls of the quota, without retries
   * @param kept answers of earlier look-ups
   * @param oldest when the oldest of these was given; null without any
   * @param notPublic private and local addresses, which are not looked up
   * @param notAddresses texts that are no single address
   */
  public record Cost(int calls, int kept, @Nullable Instant oldest, int notPublic, int notAddresses) {}

  /**
   * @param config says whether private addresses are skipped and how many calls there may be
   * @param source where answers come from; used by several threads
   * @param mapping how answers are mapped
   * @param history has answers that need no call
   */
  public LookUp(Config config, Source source, Mapping mapping, LookUpHistory history) {
    this.source = source;
    this.mapping = mapping;
    this.history = history;
    this.skipPrivate = config.get(Settings.CROWDSEC_SKIP_PRIVATE);
    this.budget = config.find(Settings.CROWDSEC_QUOTA_BUDGET).orElse(Integer.MAX_VALUE);
  }

  /** What these addresses will cost, before the first call. */
  public Cost cost(List<String> addresses) {
    Map<Outcome, Integer> count = new EnumMap<>(Outcome.class);
    List<Instant> times = new ArrayList<>();
    for (String text : addresses) {
      Result refused = refused(text);
      Optional<LookedUp> answer = refused == null ? kept(text) : Optional.empty();
      answer.ifPresent(it -> times.add(it.time()));
      if (answer.isEmpty()) {
        count.merge(refused == null ? Outcome.NOT_ASKED : refused.outcome(), 1, Integer::sum);
      }
    }
    return new Cost(count.getOrDefault(Outcome.NOT_ASKED, 0), times.size(), times.stream().min(Instant::compareTo).orElse(null),
        count.getOrDefault(Outcome.PRIVATE, 0), count.getOrDefault(Outcome.NOT_AN_ADDRESS, 0));
  }

  /** Looks them up; returns a result for each, in their order. */
  public List<Result> all(List<String> addresses, Progress progress) throws InterruptedException {
    synchronized (this) {
      this.addresses = List.copyOf(addresses);
      results = new Result[addresses.size()];
      next = 0;
      done = 0;
    }
    if (addresses.size() <= SHORT_LIST) {
      work(progress);
    } else {
      atOnce(progress);
    }
    progress.at(addresses.size(), addresses.size(), null);
    return soFar();
  }

  private void atOnce(Progress progress) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE, new DaemonThreads("look-up"));
    try {
      List<Future<?>> workers = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        workers.add(threads.submit(() -> {
          work(progress);
          return null;
        }));
      }
      for (Future<?> worker : workers) {
        worker.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a look-up failed in an unknown way", e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private void work(Progress progress) throws InterruptedException {
    for (int i = take(progress); i >= 0; i = take(progress)) {
      Result result = one(addresses.get(i));
      synchronized (this) {
        results[i] = result;
        done++;
      }
    }
  }

  private synchronized int take(Progress progress) {
    if (next >= addresses.size()) {
      return -1;
    }
    if (end == null) {
      progress.at(done, addresses.size(), addresses.get(next));
    }
    return next++;
  }

  /** The results so far, in the order of the addresses; those without one were not asked. */
  public synchronized List<Result> soFar() {
    List<Result> all = new ArrayList<>();
    for (int i = 0; i < results.length; i++) {
      all.add(results[i] == null ? notAsked(addresses.get(i)) : results[i]);
    }
    return all;
  }

  /** Makes no further call; those in progress go on. */
  public synchronized void stop(String reason) {
    end = end == null ? reason : end;
  }

  private Result one(String text) throws InterruptedException {
    Result refused = refused(text);
    if (refused != null) {
      return refused;
    }
    Optional<LookedUp> kept = kept(text);
    if (kept.isPresent()) {
      return mapping.map(kept.get());
    }
    return mayAsk() ? ask(IpAddress.parse(text).orElseThrow()) : notAsked(text);
  }

  /** The result of what is not looked up, else null. */
  private @Nullable Result refused(String text) {
    Optional<IpAddress> address = IpAddress.parse(text);
    if (address.isEmpty()) {
      return Result.without(text, Outcome.NOT_AN_ADDRESS, "this " + AddressFault.say(text));
    }
    return skipPrivate && AddressSpace.neverPublic(address.get())
        ? Result.without(text, Outcome.PRIVATE, "a private or local address, which CrowdSec can't know; not looked "
            + "up (CROWDSEC_SKIP_PRIVATE)") : null;
  }

  private Optional<LookedUp> kept(String address) {
    return kept.computeIfAbsent(address, text -> IpAddress.parse(text).flatMap(history::recent));
  }

  private synchronized boolean mayAsk() {
    if (end == null && calls >= budget) {
      end = "the calls of CROWDSEC_QUOTA_BUDGET (" + budget + ") are used up";
    }
    calls += end == null ? 1 : 0;
    return end == null;
  }

  private synchronized Result notAsked(String text) {
    return Result.without(text, Outcome.NOT_ASKED, "not looked up: " + end);
  }

  private Result ask(IpAddress address) throws InterruptedException {
    try {
      CtiAnswer answer = source.ask(address);
      synchronized (this) {
        failuresInARow = 0;
      }
      return mapping.map(address, answer);
    } catch (CrowdSecException e) {
      failed(e);
      return Result.without(address.canonical(), Outcome.FAILED, String.valueOf(e.getMessage()));
    }
  }

  private synchronized void failed(CrowdSecException e) {
    failuresInARow = e instanceof CrowdSecBusyException ? failuresInARow + 1 : 0;
    keyRefused |= e instanceof KeyRefusedException;
    if (e instanceof QuotaUsedUpException) {
      end = "the quota of the CrowdSec key is used up";
    } else if (e instanceof KeyRefusedException) {
      end = "CrowdSec refused the key in CROWDSEC_KEY";
    } else if (failuresInARow >= MOST_FAILURES_IN_A_ROW) {
      end = "CrowdSec gave no answer " + MOST_FAILURES_IN_A_ROW + " times in a row";
    }
  }

  /** Why the list was stopped early, null if it was not. */
  public synchronized @Nullable String ended() {
    return end;
  }

  /** Whether CrowdSec refused the key, which is a problem of the settings. */
  public synchronized boolean keyRefused() {
    return keyRefused;
  }
}
