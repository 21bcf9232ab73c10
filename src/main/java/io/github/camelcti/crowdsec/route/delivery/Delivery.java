package io.github.camelcti.crowdsec.route.delivery;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.opencti.Job;
import io.github.camelcti.crowdsec.route.job.JobState;
import io.github.camelcti.crowdsec.route.opencti.GraphQlDocuments;
import org.apache.camel.Predicate;

/** Decides how a job's result is delivered: by the kind of job, and by what the platform supports. */
public final class Delivery {

  private final Config config;
  private final GraphQlDocuments documents;

  public Delivery(Config config, GraphQlDocuments documents) {
    this.config = config;
    this.documents = documents;
  }

  /** The ways to deliver a result. */
  public enum Way {
    /** As the answer to a playbook's step, which waits for it. */
    PLAYBOOK,
    /** As messages to OpenCTI's workers, through the broker. */
    WORKERS,
    /** As one bundle, through the API. */
    BUNDLE,
    /** Object by object, through the API. */
    MUTATIONS
  }

  /** Whether a job's result is delivered in a certain way. */
  public Predicate by(Way way) {
    return exchange -> of(JobState.job(exchange)) == way;
  }

  Way of(Job job) {
    if (job.forPlaybook()) {
      return Way.PLAYBOOK;
    }
    if (config.get(Settings.CONNECTOR_QUEUE_PROTOCOL).equals("amqp")) {
      return Way.WORKERS;
    }
    if (job.inDraft()) {
      // A pushed bundle ignores the draft and edits the live data (observed on 6.9.10). Workers and mutations do not.
      return listensToBroker() ? Way.WORKERS : Way.MUTATIONS;
    }
    return documents.has("push-bundle") ? Way.BUNDLE : Way.MUTATIONS;
  }

  /** Whether the broker is used anyway; with the API protocol for jobs and results, it may be unreachable. */
  private boolean listensToBroker() {
    return config.get(Settings.CONNECTOR_LISTEN_PROTOCOL).equals("AMQP");
  }
}
