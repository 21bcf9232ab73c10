package io.github.camelcti.crowdsec.doubles;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A refusal with the code and the details that OpenCTI puts under {@code extensions}. */
final class PlatformError extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String code;
  private final transient Map<String, Object> data;

  PlatformError(String code, String message, Map<String, Object> data) {
    super(message);
    this.code = code;
    this.data = data;
  }

  /** A rule of the platform was broken. */
  static PlatformError functional(String message, String key, String value) {
    return new PlatformError("FUNCTIONAL_ERROR", message, data(400, "BUSINESS", Map.of(key, value)));
  }

  /** A bundle or its sender was refused; the cause stands inside, as the platform nests it. */
  static PlatformError invalidBundle(Map<String, Object> cause) {
    return new PlatformError("UNSUPPORTED_ERROR", "Invalid bundle",
        data(500, "BUSINESS", Map.of("cause", cause)));
  }

  /** No token, or not ours. */
  static PlatformError loggedOut() {
    return new PlatformError("AUTH_REQUIRED", "You must be logged in to do this.",
        data(401, "TECHNICAL", Map.of()));
  }

  /** The token is good, but not for this. */
  static PlatformError forbidden() {
    return ordered("FORBIDDEN_ACCESS", "You are not allowed to do this.");
  }

  /** Something that is referred to is not there. */
  static PlatformError missing(Collection<String> ids) {
    return new PlatformError("MISSING_REFERENCE_ERROR", "Element(s) not found", data(404, "BUSINESS",
        Map.of("unresolvedIds", List.copyOf(ids), "doc_code", "ELEMENT_NOT_FOUND")));
  }

  /** What a bug inside the platform looks like: a code without data. */
  static PlatformError internal(String message) {
    return new PlatformError("INTERNAL_SERVER_ERROR", message, null);
  }

  /** An error that a test orders. */
  static PlatformError ordered(String code, String message) {
    int status = switch (code) {
      case "AUTH_REQUIRED" -> 401;
      case "FORBIDDEN_ACCESS" -> 403;
      case "FUNCTIONAL_ERROR", "BAD_USER_INPUT" -> 400;
      default -> 500;
    };
    String genre = status == 401 || status == 403 || code.equals("DATABASE_ERROR") ? "TECHNICAL" : "BUSINESS";
    return new PlatformError(code, message, data(status, genre, Map.of()));
  }

  static Map<String, Object> data(int status, String genre, Map<String, Object> more) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("http_status", status);
    data.put("genre", genre);
    data.putAll(more);
    return data;
  }

  Map<String, Object> extensions() {
    Map<String, Object> extensions = new LinkedHashMap<>();
    extensions.put("code", code);
    if (data != null) {
      extensions.put("data", data);
    }
    return extensions;
  }

  String code() {
    return code;
  }
}
