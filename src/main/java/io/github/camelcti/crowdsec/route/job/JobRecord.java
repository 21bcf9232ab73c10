package io.github.camelcti.crowdsec.route.job;

import io.github.camelcti.crowdsec.enrich.Observable;
import io.github.camelcti.crowdsec.opencti.Job;
import io.github.camelcti.crowdsec.opencti.ObservableReader;
import io.github.camelcti.crowdsec.opencti.PlaybookObservable;
import io.github.camelcti.crowdsec.opencti.graphql.GraphQlReply;
import io.github.camelcti.crowdsec.opencti.graphql.Operation;
import org.apache.camel.Exchange;

/**
 * What Java itself knows of a job in hand, whatever edited routes do with their variables: which job it is, the observable
 * that OpenCTI gave for it, and whether CrowdSec was asked. One for all copies of the job's exchange. Thread-safe.
 */
public final class JobRecord {

  private static final String PROPERTY = "CrowdSecJobRecord";

  private final Job job;
  private volatile Observable observable;
  private volatile boolean asked;
  private volatile Outcome withheld;

  private JobRecord(Job job) {
    this.job = job;
  }

  /** Begins the record of a job that has just come. */
  static void begin(Exchange exchange, Job job) {
    exchange.setProperty(PROPERTY, new JobRecord(job));
  }

  /** The record of the exchange's job; null where no job came, as in a route of somebody's own. */
  public static JobRecord of(Exchange exchange) {
    return exchange.getProperty(PROPERTY, JobRecord.class);
  }

  /** Lets another exchange speak for the same job. */
  static void hand(Exchange from, Exchange to) {
    to.setProperty(PROPERTY, of(from));
  }

  /** Takes note of an answer of OpenCTI, if it is the one about this job's observable. */
  public void read(Operation operation, GraphQlReply reply) {
    if (operation.documents().contains("read-observable") && job.entityId().equals(operation.variables().get("id"))) {
      observable = observable(job, reply);
    }
  }

  /** The observable of an answer as the job sees it; null if OpenCTI shows none. */
  static Observable observable(Job job, GraphQlReply reply) {
    Observable read = ObservableReader.read(reply.data().get("stixCyberObservable"));
    return read == null || !job.forPlaybook() ? read : PlaybookObservable.of(read, job.playbook());
  }

  /** The job as it came. */
  Job job() {
    return job;
  }

  /** The job's observable as OpenCTI gave it; null while it has not been read, and when there is none. */
  Observable observable() {
    return observable;
  }

  /** A request about the job is on its way to CrowdSec, or an earlier answer serves it. */
  public void noteAsked() {
    asked = true;
  }

  /** Whether CrowdSec was asked for the job, or its answer came from the cache. */
  boolean asked() {
    return asked;
  }

  /** A request was not let through; that is how the job ends. */
  void withhold(Outcome outcome) {
    withheld = outcome;
  }

  /** How the job ends because a request was not let through; null if none was stopped. */
  Outcome withheld() {
    return withheld;
  }
}
