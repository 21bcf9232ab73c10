package io.github.camelcti.crowdsec.route.job;

import io.github.camelcti.crowdsec.enrich.Observable;
import io.github.camelcti.crowdsec.opencti.Job;
import io.github.camelcti.crowdsec.opencti.ObservableReader;
import io.github.camelcti.crowdsec.opencti.Playbook;
import io.github.camelcti.crowdsec.opencti.PlaybookObservable;
import io.github.camelcti.crowdsec.opencti.graphql.GraphQlReply;
import io.github.camelcti.crowdsec.opencti.graphql.Operation;
import io.github.camelcti.crowdsec.route.hand.JobInHand;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * What Java itself knows about a job in progress, whatever edited routes do with their variables: which job it is, the
 * observable that OpenCTI returned for it, and whether CrowdSec was called. Shared by all copies of the job's exchange.
 * Thread-safe.
 */
public final class JobRecord {

  private static final String PROPERTY = "CrowdSecJobRecord";

  private final Job job;
  private volatile @Nullable Observable observable;
  private volatile boolean asked;
  private volatile @Nullable Outcome withheld;

  private JobRecord(Job job) {
    this.job = job;
  }

  /** Starts the record of a job that has just come in. */
  static void begin(Exchange exchange, Job job) {
    exchange.setProperty(PROPERTY, new JobRecord(job));
  }

  /** The record of the exchange's job; null if there is no job, as in an engineer's own route. */
  public static JobRecord of(Exchange exchange) {
    return exchange.getProperty(PROPERTY, JobRecord.class);
  }

  /** Attaches the record to another exchange of the same job. */
  static void hand(Exchange from, Exchange to) {
    to.setProperty(PROPERTY, of(from));
    JobInHand.hand(from, to);
  }

  /** Records an answer of OpenCTI if it is the one about this job's observable. */
  public void read(Operation operation, GraphQlReply reply) {
    if (operation.documents().contains("read-observable") && job.entityId().equals(operation.variables().get("id"))) {
      observable = observable(job, reply);
    }
  }

  /** The observable of an answer as the job sees it; null if OpenCTI shows none. */
  static @Nullable Observable observable(Job job, GraphQlReply reply) {
    Observable read = ObservableReader.read(reply.data().get("stixCyberObservable"));
    Playbook playbook = job.playbook();
    return read == null || playbook == null ? read : PlaybookObservable.of(read, playbook);
  }

  /** The job as it came. */
  Job job() {
    return job;
  }

  /** The job's observable as OpenCTI returned it; null before it is read, or if there is none. */
  @Nullable Observable observable() {
    return observable;
  }

  /** Records that a request about the job goes to CrowdSec, or that a cached answer is used. */
  public void noteAsked() {
    asked = true;
  }

  /** Whether CrowdSec was called for the job, or its answer came from the cache. */
  public boolean asked() {
    return asked;
  }

  /** Records the outcome of the job after a request was blocked. */
  void withhold(Outcome outcome) {
    withheld = outcome;
  }

  /** The outcome of the job after a blocked request; null if none was blocked. */
  @Nullable Outcome withheld() {
    return withheld;
  }
}
