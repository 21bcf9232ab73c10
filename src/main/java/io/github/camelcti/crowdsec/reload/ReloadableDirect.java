package io.github.camelcti.crowdsec.reload;

import java.util.Map;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.component.direct.DirectConsumer;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.support.DefaultAsyncProducer;

/**
 * Camel's {@code direct}, for routes that are replaced while others call them: a message always goes to the current
 * route. Camel 4.17.0 caches the route in the caller, and marks the cache as fresh before it has updated it: of two
 * messages sent at once after a change, one goes to the removed route, whose thread pools are shut down. There it
 * fails, or gets lost.
 */
public final class ReloadableDirect extends DirectComponent {

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
    DirectEndpoint endpoint = new DirectEndpoint(uri, this) {
      @Override
      public Producer createProducer() {
        return new ToCurrent(this);
      }
    };
    endpoint.setBlock(isBlock());
    endpoint.setTimeout(getTimeout());
    setProperties(endpoint, parameters);
    return endpoint;
  }

  private static final class ToCurrent extends DefaultAsyncProducer {

    private final DirectEndpoint endpoint;

    private ToCurrent(DirectEndpoint endpoint) {
      super(endpoint);
      this.endpoint = endpoint;
    }

    @Override
    @SuppressWarnings("deprecation") // for tests, Camel says; it is the one public way to the consumer of now
    public boolean process(Exchange exchange, AsyncCallback callback) {
      try {
        DirectConsumer consumer = endpoint.getConsumer();
        if (consumer != null && !endpoint.isSynchronous() && !consumer.getEndpoint().isSynchronous()) {
          return consumer.getAsyncProcessor().process(exchange, callback);
        }
        if (consumer != null) {
          consumer.getProcessor().process(exchange);
        } else if (endpoint.isFailIfNoConsumers()) {
          throw new DirectConsumerNotAvailableException("No route starts with " + endpoint, exchange);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        exchange.setException(e);
      } catch (Exception e) {
        exchange.setException(e);
      }
      callback.done(true);
      return true;
    }
  }
}
