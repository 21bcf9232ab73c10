package io.github.camelcti.crowdsec.route.hook;

import java.util.concurrent.RejectedExecutionException;

/** An engineer's route could not be called, because all threads of its hook hang. A job that needs the route has to wait. */
public final class HookBusyException extends RejectedExecutionException {

  private static final long serialVersionUID = 1;

  public HookBusyException(String message) {
    super(message);
  }
}
