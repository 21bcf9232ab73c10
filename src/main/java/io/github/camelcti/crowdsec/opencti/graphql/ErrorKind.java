package io.github.camelcti.crowdsec.opencti.graphql;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an error of OpenCTI's GraphQL API means to whoever asked: the one place that knows the platform's error codes
 * (OpenCTI observations, 8, 10 and 13.3). They come with HTTP 200.
 */
enum ErrorKind {

  /** The platform, or something that it needs, is in trouble: the same call may go well later. */
  WEATHER,

  /** The platform will not do this, however often it is asked. */
  REFUSED,

  /** What the call is about is not there. */
  GONE,

  /** The platform does not know the connector. */
  FORGOTTEN,

  /** The platform does not know the token. */
  TOKEN,

  /** The platform's schema does not know the document, and nothing of it has run. */
  SCHEMA;

  private static final Map<String, ErrorKind> BY_CODE = Map.ofEntries(
      Map.entry("DATABASE_ERROR", WEATHER),
      Map.entry("INTERNAL_SERVER_ERROR", WEATHER),
      Map.entry("LOCK_ERROR", WEATHER),
      Map.entry("AUTH_REQUIRED", TOKEN),
      Map.entry("FORBIDDEN_ACCESS", REFUSED),
      Map.entry("BAD_USER_INPUT", REFUSED),
      Map.entry("BAD_REQUEST", REFUSED),
      Map.entry("FUNCTIONAL_ERROR", REFUSED),
      // Comes with http_status 500, for a bundle that is none, say.
      Map.entry("UNSUPPORTED_ERROR", REFUSED),
      Map.entry("DRAFT_LOCKED", REFUSED),
      Map.entry("OPERATION_RESOLUTION_FAILURE", REFUSED),
      Map.entry("ALREADY_DELETED_ERROR", GONE),
      Map.entry("MISSING_REFERENCE_ERROR", GONE),
      Map.entry("RESOURCE_NOT_FOUND", GONE),
      Map.entry("GRAPHQL_VALIDATION_FAILED", SCHEMA),
      Map.entry("GRAPHQL_PARSE_FAILED", SCHEMA));

  private static final String PING = "pingConnector";
  private static final String NO_CONNECTOR = "No connector found";
  private static final int SERVER_ERROR = 500;

  /**
   * @param field the root field that failed, null if it is the whole request
   * @param code the platform's code, may be null
   * @param message the platform's words
   * @param httpStatus what the error carries in {@code data.http_status}, 0 if nothing
   * @return what it means; a code that is not known is weather if its status is 500 or more, else a refusal
   */
  static ErrorKind of(@Nullable String field, @Nullable String code, String message, int httpStatus) {
    if (message.contains("LOCK_ERROR")) {
      return WEATHER;
    }
    if (PING.equals(field) && message.contains(NO_CONNECTOR)) {
      return FORGOTTEN;
    }
    ErrorKind kind = code == null ? null : BY_CODE.get(code);
    return kind != null ? kind : httpStatus >= SERVER_ERROR ? WEATHER : REFUSED;
  }
}
