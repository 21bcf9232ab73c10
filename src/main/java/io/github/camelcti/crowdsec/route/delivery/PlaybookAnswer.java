package io.github.camelcti.crowdsec.route.delivery;

import io.github.camelcti.crowdsec.opencti.Job;
import io.github.camelcti.crowdsec.opencti.graphql.GraphQlReply;
import org.apache.camel.Body;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks OpenCTI's reply to a playbook's answer. A problem can only be reported in the log. */
public final class PlaybookAnswer {

  private static final Logger LOG = LoggerFactory.getLogger(PlaybookAnswer.class);

  /** Warns if nothing waits for the answer. */
  public void check(@Variable("job") Job job, @Body GraphQlReply reply) {
    if (!reply.data().path("playbookStepExecution").asBoolean(false)) {
      LOG.warn("OpenCTI did not accept the answer for {}: the playbook or its step no longer exists", job.playbook());
    }
  }
}
