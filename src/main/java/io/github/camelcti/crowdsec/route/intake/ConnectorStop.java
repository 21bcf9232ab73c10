package io.github.camelcti.crowdsec.route.intake;

import io.github.camelcti.crowdsec.opencti.UnfitPlatformException;
import io.github.camelcti.crowdsec.opencti.graphql.GraphQlException;
import io.github.camelcti.crowdsec.opencti.graphql.TokenRefusedException;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.spi.ShutdownPrepared;
import org.apache.camel.support.service.ServiceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the process ends: by itself when it can't become of use, since the platform refuses its registration for good; or
 * because it was told to, with what became of the jobs in hand.
 */
public final class ConnectorStop {

  /** Exit code for a fault that the operator has to mend in the configuration. */
  public static final int CONFIGURATION = 2;

  /** Exit code for everything else that ends the process before its time. */
  public static final int CRASH = 1;

  private static final Logger LOG = LoggerFactory.getLogger(ConnectorStop.class);

  // Of the process, not of a bean: Camel forgets its beans when it stops, before the process ends.
  private static volatile int exitCode;
  private static volatile int cutOff;
  private static boolean opened;
  private static boolean told;

  /**
   * Stops Camel from a thread of its own: the caller is a route, which the stop would wait for.
   *
   * @param caught why
   * @param context what to stop
   */
  public void registrationRefused(@ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Throwable caught, CamelContext context) {
    boolean token = caught instanceof TokenRefusedException
        || caught instanceof GraphQlException refused && "FORBIDDEN_ACCESS".equals(refused.code());
    exitWith(token || caught instanceof UnfitPlatformException ? CONFIGURATION : CRASH);
    LOG.error("Registration failed: {}.{} The connector stops.", caught.getMessage(),
        token ? " Set OPENCTI_TOKEN to the token of a user with the connector role." : "");
    new Thread(context::stop, "connector-stop").start();
  }

  /**
   * Notes that jobs are about to come in.
   *
   * @return false if the process was told to stop before, so that none may be taken any more
   */
  static synchronized boolean opening() {
    opened = opened || !told;
    return !told;
  }

  /**
   * Notes that the process was told to stop, and says so. Jobs that wait for another try go back to the queue: Camel alone
   * would tell them only after it has waited for the consumers, which wait for the jobs.
   *
   * @param context what will stop, null before there is one
   * @param patience how long jobs in hand have to end
   * @return whether jobs may be in hand, so that Camel has to stop in order; otherwise there is nothing to wait for
   */
  public static synchronized boolean begin(CamelContext context, Duration patience) {
    told = true;
    int jobs = opened ? inHand(context) : 0;
    LOG.info("Stopping: {}", jobs == 0 ? "no jobs in progress"
        : jobs(jobs) + " in progress, waiting up to " + patience.toSeconds() + " s");
    if (opened) {
      context.getCamelContextExtension().getRouteStartupOrder().stream()
          .flatMap(route -> route.getServices().stream())
          .flatMap(service -> ServiceHelper.getChildServices(service, true).stream())
          .filter(ShutdownPrepared.class::isInstance).map(ShutdownPrepared.class::cast)
          .forEach(waiting -> waiting.prepareShutdown(false, false));
    }
    return opened;
  }

  /**
   * Says that it has stopped.
   *
   * @param patience how long jobs in hand had to end
   */
  public static void end(Duration patience) {
    if (cutOff == 0) {
      LOG.info("Stopped");
    } else {
      LOG.warn("Stopped: {} did not finish within {} s and {} back to the queue", jobs(cutOff), patience.toSeconds(),
          cutOff == 1 ? "goes" : "go");
    }
  }

  /** Notes how many jobs are given back although somebody works on them, since the time for a stop is over. */
  static void cutOff(int jobs) {
    if (jobs > 0) {
      cutOff = jobs;
      exitWith(CRASH);
    }
  }

  private static int inHand(CamelContext context) {
    Intake intake = context == null ? null : context.getRegistry().lookupByNameAndType("intake", Intake.class);
    return intake == null ? 0 : intake.inHand();
  }

  private static String jobs(int number) {
    return number + (number == 1 ? " job" : " jobs");
  }

  private static void exitWith(int code) {
    exitCode = code;
  }

  /** What the process exits with; 0 as long as nothing went wrong. */
  public static int exitCode() {
    return exitCode;
  }
}
