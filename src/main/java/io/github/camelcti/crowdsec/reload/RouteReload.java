package io.github.camelcti.crowdsec.reload;

import io.github.camelcti.crowdsec.base.LogMarkers;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.route.Beans;
import io.github.camelcti.crowdsec.route.hand.EditTrial;
import io.github.camelcti.crowdsec.route.hand.JobsInHand;
import io.github.camelcti.crowdsec.route.opencti.GraphQlDocuments;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the files of routes and the GraphQL documents, and loads edited ones. An edit that fails {@link RouteCheck},
 * or that needs a restart, is rejected as a whole: the previous routes stay active, and one line in the log says why,
 * as do a health check and a metric. The next good state of the files clears it. An edit on which most jobs fail is taken
 * back.
 */
public final class RouteReload extends ServiceSupport implements CamelContextAware {

  /** Its name in the registry. */
  public static final String BEAN = "routeReload";

  private static final Logger LOG = LoggerFactory.getLogger(RouteReload.class);
  private static final Duration PERIOD = Duration.ofSeconds(1);
  /** How long files must stay as they are after a change: until then, one may be half written. */
  private static final Duration SETTLE = Duration.ofMillis(500);
  /**
   * In multiples of the wait for jobs in progress: while an edit waits, jobs are held back a third of the time at most.
   */
  private static final int PAUSE = 2;
  private static final int MOST_FINDINGS = 5;
  private static final int UNREADABLE_LOOKS = 3;

  private final Path directory;
  private final Config config;
  private final Clock clock;
  @SuppressWarnings("NullAway.Init") // Camel sets it
  private CamelContext camelContext;
  private @Nullable ScheduledExecutorService thread;
  @SuppressWarnings("NullAway.Init") // begin() sets it where edits are watched
  private RouteSet running;
  private @Nullable RouteSet last;
  @SuppressWarnings("NullAway.Init") // begin() sets it where edits are watched
  private RouteFolder folder;
  /** Those of {@link #last}; empty when the files have to be read again. */
  private Optional<Map<Path, Map<String, Object>>> stamps = Optional.empty();
  private int unreadable;
  private @Nullable RouteSet refused;
  /** What waits for jobs in progress, and was said to. */
  private @Nullable RouteSet waiting;
  /** What ran before an edit that is still on trial; null without one. */
  private @Nullable RouteSet trusted;
  /** States that were partly loaded and could not be rolled back; empty while the running routes are complete. */
  private final List<RouteSet> inPart = new ArrayList<>();
  private long notBefore = System.nanoTime();
  private volatile @Nullable State state;

  /**
   * The state of edits.
   *
   * @param refusal why the files are not what is running, null when they are, or soon will be
   * @param waits what an edit waits for that is not applied yet, null without one
   * @param since when that began
   * @param whole whether the running routes are complete; otherwise no job is taken
   */
  public record State(@Nullable String refusal, @Nullable String waits, Instant since, boolean whole) {}

  /** @param directory the folder that holds {@code application.properties} */
  public RouteReload(Path directory, Config config, Clock clock) {
    this.directory = directory;
    this.config = config;
    this.clock = clock;
  }

  /** Null when nothing is watched. */
  public @Nullable State state() {
    return state;
  }

  /**
   * Records what Camel is about to load, so that an edit during the start is noticed. Must be called when the context
   * knows its properties.
   */
  public void begin() throws IOException {
    if (config.get(Settings.CONNECTOR_ROUTES_RELOAD)) {
      folder = RouteFolder.of(directory, camelContext);
      running = RouteSet.read(folder);
      last = running;
      state = new State(null, null, clock.instant(), true);
    }
  }

  @Override
  protected void doStart() {
    if (state != null) {
      // Not what an edit has made of them that is not checked yet.
      Optional.ofNullable(Beans.of(camelContext)).ifPresent(beans -> beans.graphQlDocuments().keep(running.documents()));
      thread = camelContext.getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "route-reload");
      lookAfter(PERIOD, thread);
    }
  }

  @Override
  protected void doStop() {
    if (thread != null) {
      camelContext.getExecutorServiceManager().shutdownNow(thread);
    }
  }

  private void lookAfter(Duration pause, ScheduledExecutorService thread) {
    var unused = thread.schedule(() -> {
      boolean settled = look();
      if (!thread.isShutdown()) {
        lookAfter(settled ? PERIOD : SETTLE, thread);
      }
    }, pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Whether the files are as they were when it last looked, or can't be read. */
  private boolean look() {
    try {
      judge();
      RouteSet seen = seen();
      unreadable = 0;
      boolean settled = seen.equals(last);
      last = seen;
      if (settled && camelContext.isStarted()) {
        settled(seen);
      }
      return settled;
    } catch (IOException e) {
      last = null;
      stamps = Optional.empty();
      LOG.debug("The routes can't be read now", e);
      unreadable++;
      if (unreadable == UNREADABLE_LOOKS) { // before, it may be a file that is being replaced
        refuse("they can't be read: " + (e instanceof NoSuchFileException ? "there is no " : "") + e.getMessage());
      }
    } catch (Exception e) {
      if (!camelContext.isStopping() && !camelContext.isStopped()) {
        // Only once: the same files would fail in the same way.
        refused = last;
        refuse("they can't be read: " + e);
        LOG.debug("Where it failed", e);
      }
    }
    return true;
  }

  /** What the files are now: read again only if one of them may have changed, since that takes most of an idle process's time. */
  private RouteSet seen() throws IOException {
    Optional<Map<Path, Map<String, Object>>> now = folder.stamps(clock.instant());
    RouteSet seen = last;
    if (seen == null || now.isEmpty() || !now.equals(stamps)) {
      RouteFolder found = RouteFolder.of(directory, camelContext);
      seen = RouteSet.read(found);
      folder = found;
      stamps = now;
    }
    return seen;
  }

  private void settled(RouteSet seen) throws Exception {
    if (inPart.isEmpty() && seen.equals(running)) {
      healed("The route files match the running routes again");
    } else if (!seen.equals(refused) && System.nanoTime() - notBefore >= 0) {
      List<RouteFinding> findings = RouteCheck.check(folder, config, System.getenv());
      if (!RouteSet.read(folder).equals(seen)) {
        return; // what was checked is not what was seen
      }
      RouteChange change = findings.isEmpty() ? RouteChange.between(states(running), seen) : null;
      findings = change == null ? findings : change.refusals();
      if (change != null && findings.isEmpty()) {
        apply(change, seen);
      } else {
        refused = seen;
        refuse(text(findings));
      }
    }
  }

  /** Takes back the edit that runs if most jobs fail on it. */
  private void judge() throws Exception {
    RouteSet before = trusted;
    if (before == null || !inPart.isEmpty()) {
      return;
    }
    EditTrial trial = Beans.of(camelContext).editTrial();
    EditTrial.Verdict verdict = trial.verdict(config.get(Settings.CONNECTOR_ROUTES_UNDO_FAILURES));
    if (verdict == null) {
      if (trial.age().compareTo(config.get(Settings.CONNECTOR_ROUTES_UNDO_WITHIN)) > 0) {
        trusted = null;
        trial.end();
      }
      return;
    }
    if (System.nanoTime() - notBefore < 0) {
      return;
    }
    RouteSet bad = running;
    RouteChange back = RouteChange.between(List.of(bad), before);
    List<Exception> failed = new ArrayList<>();
    boolean done = swapped(back, before, failed, () -> {
      if (back.touchesDocuments()) {
        use(before);
      }
      running = before;
    });
    if (!done) {
      waits("Most jobs fail on the edit of " + String.join(", ", back.files()) + "; taking it back", before);
      return;
    }
    trusted = null;
    trial.end();
    refused = bad;
    if (!failed.isEmpty()) {
      String reason = "most jobs fail on the edit of " + String.join(", ", back.files())
          + ", and Camel can't restore the routes before (" + failed.get(0).getMessage() + ")";
      if (inPart.isEmpty()) {
        refuse(reason);
      } else {
        inPart(reason);
      }
      return;
    }
    state = new State("the edit of " + String.join(", ", back.files()) + " was taken back, and the routes before it run again: "
        + verdict.failed() + " of " + verdict.ended() + " jobs failed on it within " + verdict.within().toSeconds()
        + " s, the first one " + verdict.first() + "; mend the files, then they are tried again", null, clock.instant(), true);
    LOG.error(LogMarkers.ALWAYS, "Edited routes taken back: {}", state.refusal());
  }

  private void use(RouteSet set) {
    GraphQlDocuments documents = Beans.of(camelContext).graphQlDocuments();
    documents.keep(set.documents());
    documents.load();
  }

  /** Puts the edit that runs now on trial, in place of one that has not proved itself yet. */
  private void onTrial(RouteSet before, boolean otherServer) {
    int jobs = config.get(Settings.CONNECTOR_ROUTES_UNDO_FAILURES);
    EditTrial trial = Beans.of(camelContext).editTrial();
    trusted = jobs == 0 ? null : trusted == null || trial.passed(jobs) ? before : trusted;
    if (running.equals(trusted)) {
      trusted = null; // the edit was taken back by hand
      trial.end();
    } else {
      trial.begin(otherServer);
    }
  }

  /**
   * Loads what differs while no job is in progress. If that fails, what ran before is restored, and if that fails, too, it is
   * noted in {@link #inPart}.
   *
   * @param failed gets why it failed
   * @param loaded what else to do when all is loaded, before the next job is taken
   * @return whether it ran; false while jobs are in progress
   */
  private boolean swapped(RouteChange change, RouteSet target, List<Exception> failed, Runnable loaded)
      throws Exception {
    Duration patience = config.get(Settings.CONNECTOR_SHUTDOWN_TIMEOUT);
    RouteSwap swap = new RouteSwap(camelContext, patience);
    if (!change.touchesRoutes()) {
      loaded.run();
      return true;
    }
    return Beans.of(camelContext).jobQueue().betweenJobs(patience, () -> {
      if (!applied(swap, change, failed)) {
        inPart.add(target);
        if (!applied(swap, RouteChange.between(inPart, running), failed)) {
          return false;
        }
      } else {
        loaded.run();
      }
      inPart.clear();
      return true;
    });
  }

  private void apply(RouteChange change, RouteSet seen) throws Exception {
    List<Exception> failed = new ArrayList<>();
    boolean done = swapped(change, seen, failed, () -> {
      if (change.touchesDocuments()) {
        use(seen);
      }
      RouteSet before = running;
      running = seen;
      if (change.touchesRoutes() || change.touchesDocuments()) {
        onTrial(before, change.callsOtherwise());
      }
    });
    if (!inPart.isEmpty() && !failed.isEmpty()) {
      refused = seen;
      inPart(String.join(", ", change.files()) + ": Camel can't start it (" + failed.get(0).getMessage()
          + "), and can't restore the previous routes (" + failed.get(1).getMessage() + ")");
    } else if (!failed.isEmpty()) {
      refused = seen;
      refuse("Camel can't start them: " + failed.get(0).getMessage());
    } else if (!done) {
      waits("The edit of " + String.join(", ", change.files()), seen);
    } else {
      LOG.info(LogMarkers.ALWAYS, "Routes reloaded: {}", change);
      healed(null);
    }
  }

  private static boolean applied(RouteSwap swap, RouteChange change, List<Exception> failed) {
    try {
      swap.apply(change);
      return true;
    } catch (Exception e) {
      failed.add(e);
      return false;
    }
  }

  /** The states that may be partly loaded now. */
  private List<RouteSet> states(RouteSet whole) {
    List<RouteSet> states = new ArrayList<>(List.of(whole));
    states.addAll(inPart);
    return states;
  }

  private void inPart(String reason) {
    state = new State(reason + "; routes are missing, so no job is taken until the files change", null, clock.instant(), false);
    LOG.error(LogMarkers.ALWAYS, "Edited routes only partly loaded: {}", state.refusal());
  }

  private void refuse(String reason) {
    if (!inPart.isEmpty()) {
      LOG.warn(LogMarkers.ALWAYS, "The edited routes don't fix this: {}", reason);
    } else if (!reason.equals(Objects.requireNonNull(state, "nothing is watched").refusal())) {
      state = new State(reason, null, clock.instant(), true);
      LOG.warn("Edited routes rejected, the previous routes stay active: {}", reason);
    }
  }

  /** Jobs are still in progress, so it is tried again later. Said once. */
  private void waits(String what, RouteSet target) {
    Duration pause = config.get(Settings.CONNECTOR_SHUTDOWN_TIMEOUT).multipliedBy(PAUSE);
    notBefore = System.nanoTime() + pause.toNanos();
    State before = Objects.requireNonNull(state, "nothing is watched");
    if (before.waits() != null && target.equals(waiting)) {
      return;
    }
    waiting = target;
    List<JobsInHand.Stuck> jobs = JobsInHand.of(camelContext).stuck(Duration.ZERO);
    String reason = what + " waits for " + jobs.size() + " jobs in progress: "
        + jobs.stream().limit(MOST_FINDINGS).map(job -> "route " + job.stand().route() + ", step " + job.stand().step()
        + ", since " + clock.instant().minus(job.stand().age()).truncatedTo(ChronoUnit.SECONDS)).collect(Collectors.joining("; "))
        + ". It is tried again every " + pause.toSeconds() + " s; a restart applies it at once";
    state = new State(before.refusal(), reason, clock.instant(), before.whole());
    LOG.warn(reason);
  }

  private void healed(@Nullable String line) {
    refused = null;
    notBefore = System.nanoTime();
    State before = Objects.requireNonNull(state, "nothing is watched");
    if (before.refusal() != null || before.waits() != null) {
      state = new State(null, null, clock.instant(), true);
      if (line != null) {
        LOG.info(line);
      }
    }
  }

  private static String text(List<RouteFinding> findings) {
    return findings.stream().limit(MOST_FINDINGS).map(RouteFinding::toString).collect(Collectors.joining("; "))
        + (findings.size() > MOST_FINDINGS ? "; and " + (findings.size() - MOST_FINDINGS) + " more" : "");
  }

  @Override
  public CamelContext getCamelContext() {
    return camelContext;
  }

  @Override
  public void setCamelContext(CamelContext camelContext) {
    this.camelContext = camelContext;
  }
}
