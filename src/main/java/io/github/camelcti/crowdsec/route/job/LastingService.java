package io.github.camelcti.crowdsec.route.job;

import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceSupport;

/**
 * A bean that begins with the first route that names it and ends with Camel. Left alone, Camel ends it with each such
 * route, also with one that only gives way to an edited one; what others rely on would be gone.
 */
public abstract class LastingService extends ServiceSupport {

  private final CamelContext camelContext;
  private boolean begun;

  protected LastingService(CamelContext camelContext) {
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
