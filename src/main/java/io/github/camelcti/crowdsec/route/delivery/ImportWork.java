package io.github.camelcti.crowdsec.route.delivery;

import io.github.camelcti.crowdsec.enrich.Enrichment;
import io.github.camelcti.crowdsec.opencti.graphql.GraphQlReply;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformUnavailableException;
import io.github.camelcti.crowdsec.opencti.result.Pushes;
import io.github.camelcti.crowdsec.route.opencti.Operations;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;

/**
 * The separate work under which a result is imported where the job's own may be closed by then
 * (docs/decisions/0015-a-work-for-the-import.md).
 */
public final class ImportWork {

  /** Exchange variable: its id. */
  static final String ID = "importWork";

  /** Takes the answer to opening it. */
  public void opened(@Body GraphQlReply reply, Exchange exchange) {
    exchange.setVariable(ID, Pushes.opened(reply));
    exchange.setVariable(Operations.PUSHED, true);
  }

  /**
   * Takes the answer to whether it was still open when the bundle was pushed.
   *
   * @throws PlatformUnavailableException if not, so that the bundle is pushed again under another work
   */
  public void check(@Body GraphQlReply reply, @Variable("enrichment") Enrichment enrichment, Exchange exchange) {
    if (Pushes.dead(reply, enrichment.toSend().objects().size())) {
      exchange.removeVariable(ID);
      throw new PlatformUnavailableException("OpenCTI closed the work of an import before its bundle was pushed");
    }
  }
}
