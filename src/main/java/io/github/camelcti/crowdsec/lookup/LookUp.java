package io.github.camelcti.crowdsec.lookup;

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
import io.github.camelcti.crowdsec.lookup.Result.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks up a list of addresses. One bad address does not end the list, but a problem that every further call would
 * have does: a used-up quota or budget, a refused key, or CrowdSec not answering at all.
 */
public final class LookUp {

  private static final int MOST_FAILURES_IN_A_ROW = 3;

  private final Source source;
  private final Mapping mapping;
  private final boolean skipPrivate;
  private final int budget;
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
   * @param config says whether private addresses are skipped and how many calls there may be
   * @param source where answers come from
   * @param mapping how answers are mapped
   */
  public LookUp(Config config, Source source, Mapping mapping) {
    this.source = source;
    this.mapping = mapping;
    this.skipPrivate = config.get(Settings.CROWDSEC_SKIP_PRIVATE);
    this.budget = config.find(Settings.CROWDSEC_QUOTA_BUDGET).orElse(Integer.MAX_VALUE);
  }

  /** Looks them up in order; returns a result for each. */
  public List<Result> all(List<String> addresses, Progress progress) throws InterruptedException {
    List<Result> results = new ArrayList<>();
    for (String text : addresses) {
      progress.at(results.size(), addresses.size(), text);
      results.add(one(text));
    }
    progress.at(results.size(), addresses.size(), null);
    return results;
  }

  private Result one(String text) throws InterruptedException {
    Optional<IpAddress> address = IpAddress.parse(text);
    if (address.isEmpty()) {
      return Result.without(text, Outcome.NOT_AN_ADDRESS, "this " + AddressFault.say(text));
    }
    if (skipPrivate && AddressSpace.neverPublic(address.get())) {
      return Result.without(text, Outcome.PRIVATE, "a private or local address, which CrowdSec can't know; not looked "
          + "up (CROWDSEC_SKIP_PRIVATE)");
    }
    if (end == null && calls >= budget) {
      end = "the calls of CROWDSEC_QUOTA_BUDGET (" + budget + ") are used up";
    }
    return end == null ? ask(address.get()) : Result.without(text, Outcome.NOT_ASKED, "not looked up: " + end);
  }

  private Result ask(IpAddress address) throws InterruptedException {
    calls++;
    try {
      CtiAnswer answer = source.ask(address);
      failuresInARow = 0;
      return mapping.map(address, answer);
    } catch (QuotaUsedUpException e) {
      end = "the quota of the CrowdSec key is used up";
      return failed(address, e);
    } catch (KeyRefusedException e) {
      end = "CrowdSec refused the key in CROWDSEC_KEY";
      keyRefused = true;
      return failed(address, e);
    } catch (CrowdSecBusyException e) {
      failuresInARow++;
      if (failuresInARow >= MOST_FAILURES_IN_A_ROW) {
        end = "CrowdSec gave no answer " + MOST_FAILURES_IN_A_ROW + " times in a row";
      }
      return failed(address, e);
    } catch (CrowdSecException e) {
      failuresInARow = 0;
      return failed(address, e);
    }
  }

  private static Result failed(IpAddress address, CrowdSecException e) {
    return Result.without(address.canonical(), Outcome.FAILED, String.valueOf(e.getMessage()));
  }

  /** Why the list was stopped early, null if it was not. */
  public @Nullable String ended() {
    return end;
  }

  /** Whether CrowdSec refused the key, which is a problem of the settings. */
  public boolean keyRefused() {
    return keyRefused;
  }
}
