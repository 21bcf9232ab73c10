package io.github.camelcti.crowdsec.route;

import io.github.camelcti.crowdsec.opencti.GraphQlException;
import io.github.camelcti.crowdsec.opencti.TokenRefusedException;
import io.github.camelcti.crowdsec.opencti.UnfitPlatformException;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the process when it can't become of use: a registration that the platform refuses for good. */
public final class ConnectorStop {

  /** Exit code for a fault that the operator has to mend in the configuration. */
  public static final int CONFIGURATION = 2;

  /** Exit code for everything else that ends the process before its time. */
  public static final int CRASH = 1;

  private static final Logger LOG = LoggerFactory.getLogger(ConnectorStop.class);

  // Of the process, not of a bean: Camel forgets its beans when it stops, before the process ends.
  private static volatile int exitCode;

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
    LOG.error("The connector can't register: {}.{} It stops.", caught.getMessage(),
        token ? " Give it the token of a user with the connector role (OPENCTI_TOKEN)." : "");
    new Thread(context::stop, "connector-stop").start();
  }

  private static void exitWith(int code) {
    exitCode = code;
  }

  /** What the process exits with; 0 as long as nothing went wrong. */
  public static int exitCode() {
    return exitCode;
  }
}
