package io.github.camelcti.crowdsec.route.hand;

import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Ends a step at which a job stood for too long. Not an {@link InterruptedException}: of an exchange with one of those, Camel
 * skips all that follows, also what gives the job back to the queue.
 */
public final class JobStuckException extends RejectedExecutionException {

  JobStuckException(JobInHand.Stand stand, @Nullable Throwable cause) {
    super("it stood " + stand, cause);
  }
}
