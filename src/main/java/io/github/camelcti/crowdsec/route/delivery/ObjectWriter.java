package io.github.camelcti.crowdsec.route.delivery;

import io.github.camelcti.crowdsec.enrich.Enrichment;
import io.github.camelcti.crowdsec.enrich.Observable;
import io.github.camelcti.crowdsec.metrics.JobOutcome;
import io.github.camelcti.crowdsec.opencti.Job;
import io.github.camelcti.crowdsec.opencti.graphql.GraphQlReply;
import io.github.camelcti.crowdsec.opencti.graphql.Operation;
import io.github.camelcti.crowdsec.opencti.result.DirectWrites;
import io.github.camelcti.crowdsec.route.job.Outcome;
import io.github.camelcti.crowdsec.route.job.Sentences;
import io.github.camelcti.crowdsec.route.opencti.Registration;
import org.apache.camel.Body;
import org.apache.camel.Variable;

/** Writes a result object by object: returns the requests one after the other, and takes their answers. */
public final class ObjectWriter {

  private final Registration registration;

  public ObjectWriter(Registration registration) {
    this.registration = registration;
  }

  /** Plans the writes of a result, in the job's draft if it has one. */
  public DirectWrites plan(@Variable("job") Job job, @Variable("observable") Observable observable,
      @Variable("enrichment") Enrichment enrichment) {
    return new DirectWrites(enrichment.bundle(), observable, job.draftId(), registration.version(), System::nanoTime);
  }

  /** The next request. */
  public Operation next(@Variable("writes") DirectWrites writes) {
    return writes.next();
  }

  /** Takes the answer to it. */
  public void take(@Variable("writes") DirectWrites writes, @Body GraphQlReply reply) {
    writes.take(reply);
  }

  /** What to report to the work: an error only if nothing at all could be written. */
  public Outcome result(@Variable("enrichment") Enrichment enrichment, @Variable("writes") DirectWrites writes) {
    boolean nothing = writes.written() == 0;
    return new Outcome(nothing ? JobOutcome.FAILED : Sentences.kind(enrichment),
        enrichment.sentence() + writes.remark(), nothing);
  }
}
