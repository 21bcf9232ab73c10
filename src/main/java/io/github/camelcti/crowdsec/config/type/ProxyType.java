package io.github.camelcti.crowdsec.config.type;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTTP proxy as the usual variables give it, possibly with a password. Parsed by hand, because such passwords often
 * contain characters that a URL would have to escape; the last {@code @} ends the credentials.
 */
public final class ProxyType {

  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://(.*)");
  private static final Pattern SERVER = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^\\s:/@\\[\\]?#]+)(?::(\\d{1,5}))?/*");
  private static final int USUAL_PORT = 80;

  private ProxyType() {}

  public static ValueType<ProxyServer> create() {
    return ValueType.secret("a proxy as http://host:port or http://user:password@host:port",
        (text, warning) -> parse(text));
  }

  private static ProxyServer parse(String text) {
    Matcher scheme = SCHEME.matcher(text);
    if (scheme.matches() && !scheme.group(1).equalsIgnoreCase("http")) {
      throw new InvalidValueException("is a proxy that does not use plain HTTP",
          "Give the address as http://host:port; connections through it are still encrypted.");
    }
    String rest = scheme.matches() ? scheme.group(2) : text;
    int at = rest.lastIndexOf('@');
    Matcher server = SERVER.matcher(rest.substring(at + 1));
    if (!server.matches()) {
      throw new InvalidValueException("is not the address of a proxy");
    }
    int port = server.group(2) == null ? USUAL_PORT : Integer.parseInt(server.group(2));
    if (port < 1 || port > 65_535) {
      throw new InvalidValueException("has a port that is not between 1 and 65535");
    }
    String host = server.group(1).replaceAll("[\\[\\]]", "");
    if (at < 0) {
      return new ProxyServer(host, port, null, null);
    }
    int colon = rest.indexOf(':');
    boolean password = colon >= 0 && colon < at;
    return new ProxyServer(host, port, decoded(rest.substring(0, password ? colon : at)),
        Secret.of(password ? decoded(rest.substring(colon + 1, at)) : ""));
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text; // a literal percent sign
    }
  }
}
