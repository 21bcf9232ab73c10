package io.github.camelcti.crowdsec.config.type;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The http or https URL of a server, without a trailing slash. */
public final class UrlType {

  private UrlType() {}

  /**
   * @param example what messages show
   * @param ending a path that people add although the connector does, for example {@code /graphql}; removed with a
   *     warning; null for none
   */
  public static ValueType<String> create(String example, @Nullable String ending) {
    return ValueType.of(
        "an http or https URL without user name, ? or #, for example " + example,
        (text, warning) -> {
          check(uri(text));
          String trimmed = withoutSlash(text);
          if (ending == null || !trimmed.toLowerCase(Locale.ROOT).endsWith(ending)) {
            return trimmed;
          }
          warning.accept("ends in " + ending + ", which the connector adds itself; remove it");
          return withoutSlash(trimmed.substring(0, trimmed.length() - ending.length()));
        },
        schema -> schema.put("type", "string").put("format", "uri").put("pattern", "^[hH][tT][tT][pP][sS]?://"));
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new InvalidValueException("is not a URL");
    }
  }

  private static void check(URI uri) {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new InvalidValueException("does not start with http:// or https://");
    }
    // If a compose service has an underscore in its name, Java sees an authority without a host.
    if (uri.getRawAuthority() == null || uri.getRawAuthority().startsWith(":")) {
      throw new InvalidValueException("has no host");
    }
    if (uri.getRawAuthority().contains("@")) {
      throw new InvalidValueException("contains a user name or password");
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new InvalidValueException("contains ? or #");
    }
    if (uri.getPort() > 65_535) {
      throw new InvalidValueException("has a port above 65535");
    }
  }

  private static String withoutSlash(String text) {
    return text.replaceFirst("/+$", "");
  }
}
