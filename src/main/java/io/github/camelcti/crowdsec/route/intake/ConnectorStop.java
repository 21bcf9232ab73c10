package io.github.camelcti.crowdsec.route.intake;

import io.github.camelcti.crowdsec.base.LogMarkers;
import io.github.camelcti.crowdsec.opencti.UnfitPlatformException;
import io.github.camelcti.crowdsec.opencti.graphql.GraphQlException;
import io.github.camelcti.crowdsec.opencti.graphql.TokenRefusedException;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.spi.ShutdownPrepared;
import org.apache.camel.support.service.ServiceHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the process ends: by itself when OpenCTI permanently rejects its registration; or because it was told to, with
 * what happened to the jobs in progress.
 */
public final class ConnectorStop {

  /** Exit code for an error that the operator has to fix in the configuration. */
  public static final int CONFIGURATION = 2;

  /** Exit code for everything else that ends the process unexpectedly. */
  public static final int CRASH = 1;

  private static final Logger LOG = LoggerFactory.getLogger(ConnectorStop.class);

  // Static, not in a bean: Camel drops its beans when it stops, before the process ends.
  private static volatile int exitCode;
  private static volatile int cutOff;
  private static boolean opened;
  private static boolean told;

  /** Stops Camel from a separate thread: the caller is a route, which the stop would wait for. */
  public void registrationRefused(@ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Throwable caught, CamelContext context) {
    boolean token = caught instanceof TokenRefusedException
        || caught instanceof GraphQlException refused && "FORBIDDEN_ACCESS".equals(refused.code());
    exitWith(token || caught instanceof UnfitPlatformException ? CONFIGURATION : CRASH);
    LOG.error(LogMarkers.ALWAYS, "Registration failed: {}.{} The connector stops.", caught.getMessage(),
        token ? " Set OPENCTI_TOKEN to the token of a user with the connector role." : "");
    new Thread(context::stop, "connector-stop").start();
  }

  /**
   * Records that jobs are about to come in.
   *
   * @return false if the process was told to stop before, so that no job may be taken
   */
  static synchronized boolean opening() {
    opened = opened || !told;
    return !told;
  }

  /**
   * Records and logs that the process was told to stop. Jobs that wait for a retry go back to the queue: Camel itself
   * would interrupt them only after waiting for the consumers, which wait for the jobs.
   *
   * @param context what will stop, null before there is one
   * @param patience how long jobs in progress have to end
   * @return whether jobs may be in progress, so that Camel has to stop cleanly; otherwise there is nothing to wait for
   */
  public static synchronized boolean begin(@Nullable CamelContext context, Duration patience) {
    told = true;
    int jobs = opened ? inHand(context) : 0;
    LOG.info(LogMarkers.ALWAYS, "Stopping: {}", jobs == 0 ? "no jobs in progress"
        : jobs(jobs) + " in progress, waiting up to " + patience.toSeconds() + " s");
    if (opened && context != null) {
      context.getCamelContextExtension().getRouteStartupOrder().stream()
          .flatMap(route -> route.getServices().stream())
          .flatMap(service -> ServiceHelper.getChildServices(service, true).stream())
          .filter(ShutdownPrepared.class::isInstance).map(ShutdownPrepared.class::cast)
          .forEach(waiting -> waiting.prepareShutdown(false, false));
    }
    return opened;
  }

  /** Logs that it has stopped. */
  public static void end(Duration patience) {
    if (cutOff == 0) {
      LOG.info(LogMarkers.ALWAYS, "Stopped");
    } else {
      LOG.warn(LogMarkers.ALWAYS, "Stopped: {} did not finish within {} s and {} back to the queue", jobs(cutOff),
          patience.toSeconds(), cutOff == 1 ? "goes" : "go");
    }
  }

  /** Records how many jobs in progress are given back because the time for the stop is over. */
  static void cutOff(int jobs) {
    if (jobs > 0) {
      cutOff = jobs;
      exitWith(CRASH);
    }
  }

  private static int inHand(@Nullable CamelContext context) {
    Intake intake = context == null ? null : context.getRegistry().lookupByNameAndType("intake", Intake.class);
    return intake == null ? 0 : intake.inHand();
  }

  private static String jobs(int number) {
    return number + (number == 1 ? " job" : " jobs");
  }

  private static void exitWith(int code) {
    exitCode = code;
  }

  /** The exit code of the process; 0 as long as nothing went wrong. */
  public static int exitCode() {
    return exitCode;
  }
}
