package io.github.camelcti.crowdsec.opencti.graphql;

import org.jspecify.annotations.Nullable;

/** The platform answered with GraphQL errors in a field that matters. */
public class GraphQlException extends PlatformException {

  static final String UNKNOWN_TO_THE_SCHEMA = "GRAPHQL_VALIDATION_FAILED";

  private final @Nullable String code;

  /**
   * @param code {@code extensions.code} of the first error that matters, or its {@code name}; may be null
   * @param message what the platform said, fit for a log line
   */
  public GraphQlException(@Nullable String code, String message) {
    super(message);
    this.code = code;
  }

  /** Whether the platform's schema lacks something that the document names, so that an older variant may do. */
  public boolean unknownToTheSchema() {
    return UNKNOWN_TO_THE_SCHEMA.equals(code);
  }

  /** The platform's error code, for example {@code FUNCTIONAL_ERROR}; may be null. */
  public @Nullable String code() {
    return code;
  }
}
