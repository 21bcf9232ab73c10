package io.github.camelcti.crowdsec.health;

import io.github.camelcti.crowdsec.tls.ServerTrust;
import io.github.camelcti.crowdsec.tls.TlsContexts;
import java.io.IOException;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.HttpsURLConnection;

/**
 * Checks the health of the connector in this container, for an image without a shell or curl. It needs only the JDK and
 * reads only the environment, so that 16 MB of heap are enough for a run every 30 seconds. If you set
 * {@code management_host} or {@code management_port} in {@code config.yml}, set the variables as well.
 *
 * <p>Exit codes: 0 for healthy (or health is switched off), 1 for anything else.
 */
public final class HealthProbe {

  private static final int PATIENCE_MILLIS = 5_000;
  private static final Set<String> YES = Set.of("true", "yes", "on", "1");
  private static final Set<String> NO = Set.of("false", "no", "off", "0");
  private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "::", "[::]");

  private HealthProbe() {}

  /** Checks once; the first argument may be {@code live} (the default) or {@code ready}. */
  public static void main(String[] args) {
    System.exit(ask(args.length > 0 ? args[0] : "live", System.getenv(), System.out));
  }

  /**
   * @param what {@code live} or {@code ready}
   * @param environment with {@code CONNECTOR_MANAGEMENT_HOST}, {@code _PORT}, {@code _SSL} and {@code _ENABLED}, or
   *     their defaults
   * @param out one line on what was found
   */
  static int ask(String what, Map<String, String> environment, PrintStream out) {
    if (NO.contains(value(environment, "CONNECTOR_MANAGEMENT_ENABLED", "true").toLowerCase(Locale.ROOT))) {
      out.println("CONNECTOR_MANAGEMENT_ENABLED is off: nothing to check");
      return 0;
    }
    boolean tls = YES.contains(value(environment, "CONNECTOR_MANAGEMENT_SSL", "false").toLowerCase(Locale.ROOT));
    String url = (tls ? "https://" : "http://") + host(value(environment, "CONNECTOR_MANAGEMENT_HOST", "127.0.0.1")) + ":"
        + value(environment, "CONNECTOR_MANAGEMENT_PORT", "9876") + "/observe/health/" + what;
    try {
      // The container's proxy settings are for other servers than the one in it.
      HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection(Proxy.NO_PROXY);
      if (connection instanceof HttpsURLConnection encrypted) {
        // It talks to the process next to it and sends no secrets; the certificate is for clients elsewhere.
        encrypted.setSSLSocketFactory(TlsContexts.client(ServerTrust.everybody(), null).getSocketFactory());
        encrypted.setHostnameVerifier((host, session) -> true);
      }
      connection.setConnectTimeout(PATIENCE_MILLIS);
      connection.setReadTimeout(PATIENCE_MILLIS);
      connection.setInstanceFollowRedirects(false);
      int status = connection.getResponseCode();
      out.println(url + " says " + status);
      return status == HttpURLConnection.HTTP_OK ? 0 : 1;
    } catch (IOException | IllegalArgumentException e) {
      out.println(url + " can't be reached: " + e.getMessage());
      return 1;
    }
  }

  /** A server that listens on every interface is called on loopback; an IPv6 address needs brackets. */
  private static String host(String host) {
    if (EVERYWHERE.contains(host)) {
      return InetAddress.getLoopbackAddress().getHostAddress();
    }
    return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
  }

  private static String value(Map<String, String> environment, String name, String byDefault) {
    String value = environment.getOrDefault(name, "").strip();
    return value.isEmpty() ? byDefault : value;
  }
}
