package io.github.camelcti.crowdsec.route.job;

import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceSupport;

/**
 * A bean that starts with the first route that names it and stops with Camel. By default, Camel stops it with each such
 * route, even one that is just replaced by an edited one, although other routes still need it.
 */
public abstract class ContextService extends ServiceSupport {

  private final CamelContext camelContext;
  private boolean begun;

  protected ContextService(CamelContext camelContext) {
    this.camelContext = camelContext;
  }

  /** Once. */
  protected abstract void begin() throws Exception;

  /** Once, when Camel stops. */
  protected abstract void end() throws Exception;

  @Override
  protected final void doStart() throws Exception {
    if (!begun) {
      begun = true;
      begin();
    }
  }

  @Override
  protected final void doStop() throws Exception {
    if (begun && (camelContext.isStopping() || camelContext.isStopped())) {
      begun = false;
      end();
    }
  }

  protected final CamelContext getCamelContext() {
    return camelContext;
  }
}
