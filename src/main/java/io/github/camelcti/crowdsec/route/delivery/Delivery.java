package io.github.camelcti.crowdsec.route.delivery;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.opencti.Job;
import io.github.camelcti.crowdsec.route.opencti.GraphQlDocuments;

/** Decides how a job's result goes back to the platform: by what the job is, and by what the platform can do. */
public final class Delivery {

  private final Config config;

  public Delivery(Config config, GraphQlDocuments documents) {
    this.config = config;
    this.documents = documents;
  }

  /** The ways back. */
  public enum Way {
    /** As the answer of a playbook's step, which waits for it. */
    PLAYBOOK,
    /** As messages to the platform's workers, by the broker. */
    WORKERS,
    /** As one bundle by the API. */
    BUNDLE,
    /** Object by object by the API. */
    MUTATIONS
  }

  private final GraphQlDocuments documents;

  /** The way for a job. */
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

  /** Whether the broker is in use anyway; with the API protocol for jobs too, it may be out of reach. */
  private boolean listensToBroker() {
    return config.get(Settings.CONNECTOR_LISTEN_PROTOCOL).equals("AMQP");
  }
}
