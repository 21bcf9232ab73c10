package io.github.camelcti.crowdsec.opencti.graphql;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an error of OpenCTI's GraphQL API means to the caller: the only place that knows the platform's error codes
 * (OpenCTI observations, 8, 10 and 13.3). They come with HTTP 200.
 */
enum ErrorKind {

  /** Temporary: the platform, or something it needs, is failing. The same call may succeed later. */
  WEATHER,

  /** Final: the platform rejects this, however often it is called. */
  REFUSED,

  /** The object of the call does not exist. */
  GONE,

  /** The platform does not know the connector. */
  FORGOTTEN,

  /** The platform rejects the token. */
  TOKEN,

  /** The platform's schema does not match the document, and nothing of it was executed. */
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
      // Comes with http_status 500, for example for an invalid bundle.
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
   * @param httpStatus the error's {@code data.http_status}, 0 if there is none
   * @return what it means; an unknown code is temporary if its status is 500 or more, otherwise final
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
