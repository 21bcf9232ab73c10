package io.github.camelcti.crowdsec.route.crowdsec;

import io.github.camelcti.crowdsec.crowdsec.BreakerOpenException;
import io.github.camelcti.crowdsec.crowdsec.BurstException;
import io.github.camelcti.crowdsec.crowdsec.CallGate;
import io.github.camelcti.crowdsec.crowdsec.CallGate.Ticket;
import io.github.camelcti.crowdsec.crowdsec.CrowdSecBusyException;
import io.github.camelcti.crowdsec.crowdsec.CrowdSecException;
import io.github.camelcti.crowdsec.crowdsec.GateClosedException;
import io.github.camelcti.crowdsec.crowdsec.GateReason;
import io.github.camelcti.crowdsec.crowdsec.KeyRefusedException;
import io.github.camelcti.crowdsec.crowdsec.QuotaUsedUpException;
import io.github.camelcti.crowdsec.crowdsec.UnreachableException;
import io.github.camelcti.crowdsec.route.job.JobState;
import io.github.camelcti.crowdsec.route.job.LastCheck;
import io.github.camelcti.crowdsec.route.job.WithheldException;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** Passes each call to CrowdSec through the {@link CallGate} and reports its result. */
public final class CrowdSecGate {

  private static final String TICKET = "gateTicket";

  private final CallGate gate;
  private final CrowdSecFailure failure;

  public CrowdSecGate(CallGate gate, CrowdSecFailure failure) {
    this.gate = gate;
    this.failure = failure;
  }

  /** Before a call; fails with {@link GateClosedException} when no call is allowed. */
  public void enter(Exchange exchange) {
    LastCheck.pass(exchange);
    exchange.setVariable(TICKET, gate.enter(JobState.address(exchange).canonical()));
  }

  /** After a call that brought an answer. */
  public void answered(Exchange exchange) {
    if (ticket(exchange) != null) { // an edited route may skip enter
      gate.answered(ticket(exchange));
    }
  }

  /** After a failed call: translates the failure, tells the gate, and fails with what that means for the job. */
  public void failed(Exchange exchange) throws Exception {
    Exception caught = failure.named(exchange);
    Ticket ticket = ticket(exchange);
    if (ticket == null) {
      throw caught;
    }
    if (caught instanceof WithheldException) {
      gate.unused(ticket);
    } else if (caught instanceof QuotaUsedUpException) {
      refused(ticket, GateReason.QUOTA, null, caught);
    } else if (caught instanceof KeyRefusedException) {
      refused(ticket, GateReason.KEY, null, caught);
    } else if (caught instanceof BurstException burst && ticket.probe()) {
      refused(ticket, GateReason.BURST, burst.retryAfter(), caught);
    } else if (isOutage(caught)) {
      boolean sent = !(caught instanceof BreakerOpenException) && !(caught instanceof UnreachableException);
      boolean waits = gate.untold(ticket, sent, String.valueOf(caught.getMessage()));
      if (ticket.probe()) {
        // A closed gate allows only one call, so no retries now.
        throw waits ? new GateClosedException(String.valueOf(caught.getMessage())) : new CrowdSecException(String.valueOf(caught.getMessage()), caught);
      }
    } else if (caught instanceof CrowdSecException) {
      // A rejection of this one request, or an unreadable answer: quota and key are fine.
      gate.answered(ticket);
    } else {
      gate.untold(ticket, true,
          "the trial call failed in the connector itself (" + caught.getClass().getSimpleName() + ")");
    }
    throw caught;
  }

  /**
   * After a job's last retry: whether the job waits. A lasting burst or an outage is not an outcome if jobs are
   * configured to wait.
   */
  public boolean jobWaits(Exchange exchange) {
    Throwable caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    if (ticket(exchange) == null) {
      return false;
    }
    return caught instanceof BurstException burst ? gate.refused(ticket(exchange), GateReason.BURST, burst.retryAfter())
        : isOutage(caught) && gate.gaveUp(ticket(exchange), String.valueOf(caught.getMessage()));
  }

  private static boolean isOutage(Throwable caught) {
    return caught instanceof CrowdSecBusyException || caught instanceof BreakerOpenException;
  }

  private void refused(Ticket ticket, GateReason why, @Nullable Duration atLeast, Exception caught) {
    if (gate.refused(ticket, why, atLeast)) {
      throw new GateClosedException(String.valueOf(caught.getMessage()));
    }
  }

  private static Ticket ticket(Exchange exchange) {
    return exchange.getVariable(TICKET, Ticket.class);
  }
}
