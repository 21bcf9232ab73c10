package io.github.camelcti.crowdsec.reload.options;

import io.github.camelcti.crowdsec.config.Spelling;
import java.util.Optional;
import java.util.Set;

/** What is wrong with an option of an endpoint that Camel would not reject, or only when a job comes. */
public final class EndpointOptions {

  private static final Set<String> HTTP = Set.of("http", "https");

  private EndpointOptions() {}

  /**
   * @param scheme the component
   * @param name an option, as written
   * @param written its value, as the route says it
   * @param value the same, its placeholders resolved
   * @param later whether Camel makes the endpoint only when a message comes, so that it finds no unknown option before
   * @param optimised whether the step makes one endpoint for all messages
   * @return the reason and the fix; empty if nothing is wrong, or can be known
   */
  public static Optional<String> misused(String scheme, String name, String written, String value, boolean later,
      boolean optimised) {
    Optional<CamelOptions> described = CamelOptions.ofEndpoint(scheme);
    if (described.isEmpty()) {
      return Optional.empty();
    }
    CamelOptions options = described.get();
    if (HTTP.contains(scheme) && optimised && CamelOptions.OF_HTTP_COMPONENT.contains(name)) {
      return Optional.of(name + " would be sent as a query parameter, since this step makes one endpoint for all"
          + " messages; add allowOptimisedComponents: false to the step");
    }
    if (options.has(name)) {
      return options.refuses(name, written, value);
    }
    if (!options.lenient()) {
      return later ? Optional.of(unknown(name, scheme)) : Optional.empty();
    }
    // Camel rejects unknown options of every component but these, which send them as query parameters.
    return !HTTP.contains(scheme) ? Optional.empty() : Spelling.nearest(name, options.names(), false).map(nearest ->
        "'" + name + "' is not an option of http and would be sent as a query parameter; did you mean " + nearest
            + "? To send a parameter of that name, use the header CamelHttpQuery");
  }

  /** The sentence for an option that a component does not have. */
  static String unknown(String name, String scheme) {
    return "'" + name + "' is not an option of " + scheme + CamelMessages.meant(name,
        CamelOptions.ofEndpoint(scheme).map(CamelOptions::names).orElse(Set.of()));
  }
}
