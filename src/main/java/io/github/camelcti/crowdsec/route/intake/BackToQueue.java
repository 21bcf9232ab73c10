package io.github.camelcti.crowdsec.route.intake;

import io.github.camelcti.crowdsec.crowdsec.CrowdSecException;
import io.github.camelcti.crowdsec.route.hand.JobStuckException;
import io.github.camelcti.crowdsec.route.hook.HookBusyException;
import io.github.camelcti.crowdsec.route.job.JobState;
import io.github.camelcti.crowdsec.route.opencti.PlatformGate;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.RuntimeCamelException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.ImmediateRequeueAmqpException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.config.RetryInterceptorBuilder;
import org.springframework.amqp.rabbit.support.ListenerExecutionFailedException;
import org.springframework.retry.interceptor.RetryOperationsInterceptor;

/**
 * Gives a job back to the queue by failing the exchange. It must fail with a {@link RuntimeCamelException}: the
 * consumer acknowledges a message whose exchange fails with anything else.
 *
 * @param gate tracks outages, may be null
 */
public record BackToQueue(@Nullable PlatformGate gate) implements Processor {

  private static final Logger LOG = LoggerFactory.getLogger(BackToQueue.class);

  /** For the Kamelets, which don't track outages. */
  public BackToQueue() {
    this(null);
  }

  /**
   * What the consumer does with a failed message: one attempt, then back to the queue. By default it retries at once,
   * several times, and then drops the message: rejected, or acknowledged as "recovered".
   */
  public static RetryOperationsInterceptor oneAttempt() {
    return RetryInterceptorBuilder.stateless().maxAttempts(1).recoverer(BackToQueue::requeue).build();
  }

  private static void requeue(Message message, Throwable cause) {
    // Wrapped in this, the consumer gives the message back and continues; unwrapped, it would close its channel first.
    throw new ListenerExecutionFailedException(
        "back to the queue", new ImmediateRequeueAmqpException(cause.getMessage()), message);
  }

  @Override
  public void process(Exchange exchange) {
    Throwable caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    if (caught instanceof JobReturned returned) {
      throw returned;
    }
    if (caught instanceof CrowdSecException) {
      // The gate has logged this once, for all jobs.
      LOG.debug("The job of {} goes back to the queue: {}", JobState.job(exchange).entityId(), caught.getMessage());
      throw new JobReturned(caught.getMessage(), caught);
    }
    String reason = caught == null ? "no reason given" : caught.getMessage();
    boolean stops = caught instanceof RejectedExecutionException || caught instanceof InterruptedException;
    if (gate != null && caught != null && !stops && gate.returned(exchange, caught)) {
      // This gate has logged it, too.
      LOG.debug("The job of {} goes back to the queue: {}", JobState.job(exchange), reason);
      throw new JobReturned(reason, caught);
    }
    LOG.warn("The job of {} goes back to the queue{}: {}",
        JobState.job(exchange) == null ? "an unread message" : JobState.job(exchange).entityId(),
        caught instanceof JobStuckException || caught instanceof HookBusyException ? ""
            : " because its outcome could not be reported to OpenCTI", reason);
    throw new JobReturned(reason, caught);
  }

  private static final class JobReturned extends RuntimeCamelException {

    JobReturned(@Nullable String reason, Throwable cause) {
      super("job returned to the queue: " + reason, cause);
    }
  }
}
