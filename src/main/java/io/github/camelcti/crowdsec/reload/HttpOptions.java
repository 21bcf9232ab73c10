package io.github.camelcti.crowdsec.reload;

import io.github.camelcti.crowdsec.config.Spelling;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.http.common.HttpCommonEndpoint;
import org.apache.camel.model.EndpointRequiredDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.jspecify.annotations.Nullable;

/**
 * Finds misspelt options of {@code http} and {@code https}. Camel rejects unknown options of every component but
 * these two, which send them as query parameters.
 */
final class HttpOptions {

  /** What the component reads and its endpoints don't list. */
  private static final Set<String> OF_COMPONENT =
      Set.of("connectionRequestTimeout", "connectTimeout", "responseTimeout", "soTimeout");

  private HttpOptions() {}

  /**
   * @param context which has built the step
   * @param step any step
   * @return what is wrong and how to fix it, when the name of a query parameter is close to that of an option
   */
  static Optional<String> misspelt(CamelContext context, ProcessorDefinition<?> step) {
    if (!(step instanceof EndpointRequiredDefinition call) || call.getEndpointUri() == null
        || !(endpoint(context, call.getEndpointUri()) instanceof HttpCommonEndpoint http)) {
      return Optional.empty();
    }
    URI address = http.getHttpUri();
    if (address == null || address.getRawQuery() == null) {
      return Optional.empty();
    }
    Set<String> options = new TreeSet<>(context.getCamelContextExtension().getEndpointUriFactory("http").propertyNames());
    options.addAll(OF_COMPONENT);
    for (String pair : address.getRawQuery().split("&")) {
      String name = pair.replaceFirst("=.*", "");
      Optional<String> nearest = Spelling.nearest(name, options, false);
      if (nearest.isPresent()) {
        return Optional.of("'" + name + "' is not an option of http and would be sent as a query parameter; did you"
            + " mean " + nearest.get() + "? To send a parameter of that name, use the header CamelHttpQuery");
      }
    }
    return Optional.empty();
  }

  /** As the context knows it; null for an address that only a message completes. */
  private static @Nullable Endpoint endpoint(CamelContext context, String uri) {
    return uri.contains("${") ? null : context.hasEndpoint(context.resolvePropertyPlaceholders(uri));
  }
}
