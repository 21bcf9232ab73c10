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
import org.apache.camel.Predicate;

/** Leads each call to CrowdSec through the {@link CallGate} and tells it what came of the call. */
public final class CrowdSecGate implements Predicate {

  private static final String TICKET = "gateTicket";

  private final CallGate gate;
  private final CrowdSecFailure failure;

  public CrowdSecGate(CallGate gate, CrowdSecFailure failure) {
    this.gate = gate;
    this.failure = failure;
  }

  /** Before a call; fails with {@link GateClosedException} when none may be made. */
  public void enter(Exchange exchange) {
    LastCheck.pass(exchange);
    exchange.setVariable(TICKET, gate.enter(JobState.address(exchange).canonical()));
  }

  /** After a call that brought an answer. */
  public void answered(Exchange exchange) {
    if (ticket(exchange) != null) { // an edited route may leave out the entry
      gate.answered(ticket(exchange));
    }
  }

  /** After a call that failed: names the failure, tells the gate, and fails with what that means for the job. */
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
      boolean waits = gate.untold(ticket, sent, caught.getMessage());
      if (ticket.probe()) {
        // One call is all that a closed gate allows, so there are no further tries now.
        throw waits ? new GateClosedException(caught.getMessage()) : new CrowdSecException(caught.getMessage(), caught);
      }
    } else if (caught instanceof CrowdSecException) {
      // A refusal of this one request, or an answer that can't be read: quota and key are in order.
      gate.answered(ticket);
    } else {
      gate.untold(ticket, true, "the trial call failed in the connector itself (" + caught.getClass().getSimpleName() + ")");
    }
    throw caught;
  }

  /**
   * After a job's last try: whether the job waits for better times. A burst that did not end and an outage are no outcome,
   * if jobs are to wait.
   */
  @Override
  public boolean matches(Exchange exchange) {
    Throwable caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    if (ticket(exchange) == null) {
      return false;
    }
    return caught instanceof BurstException burst ? gate.refused(ticket(exchange), GateReason.BURST, burst.retryAfter())
        : isOutage(caught) && gate.gaveUp(ticket(exchange), caught.getMessage());
  }

  private static boolean isOutage(Throwable caught) {
    return caught instanceof CrowdSecBusyException || caught instanceof BreakerOpenException;
  }

  private void refused(Ticket ticket, GateReason why, Duration atLeast, Exception caught) {
    if (gate.refused(ticket, why, atLeast)) {
      throw new GateClosedException(caught.getMessage());
    }
  }

  private static Ticket ticket(Exchange exchange) {
    return exchange.getVariable(TICKET, Ticket.class);
  }
}
