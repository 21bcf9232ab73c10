package io.github.camelcti.crowdsec.cli.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.http.ProxyRoutes;
import io.github.camelcti.crowdsec.opencti.CallbackUri;
import io.github.camelcti.crowdsec.opencti.graphql.Documents;
import io.github.camelcti.crowdsec.opencti.graphql.Operation;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformClient;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformException;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformUnavailableException;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformVersion;
import io.github.camelcti.crowdsec.opencti.graphql.TokenRefusedException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks the platform: whether it can be reached, its version, the token's user and rights. Changes nothing there. */
public final class PlatformCheck {

  private static final String PLATFORM = "platform";
  private static final String TOKEN = "token";
  private static final String RIGHTS = "rights";
  private static final String RESULTS = "results";
  private static final String REGISTRATION = "registration";

  /** The rights that the token's user needs, and what for (observed on 6.9.10). */
  private static final Map<String, String> NEEDED = new LinkedHashMap<>();

  static {
    NEEDED.put("CONNECTORAPI", "register, ping, push results");
    NEEDED.put("KNOWLEDGE", "read observables");
    NEEDED.put("KNOWLEDGE_KNUPDATE", "write enrichments");
  }

  private final Config config;
  private final Documents documents;
  private final List<Check> checks = new ArrayList<>();
  private @Nullable JsonNode registered;

  public PlatformCheck(Config config, Documents documents) {
    this.config = config;
    this.documents = documents;
  }

  public List<Check> all(PlatformClient client) {
    PlatformVersion version;
    try {
      version = client.about();
    } catch (TokenRefusedException e) {
      checks.add(Check.ok(PLATFORM, "answers at " + config.get(Settings.OPENCTI_URL)));
      checks.add(Check.wrong(TOKEN, "OpenCTI does not know it (" + config.origin(Settings.OPENCTI_TOKEN) + ")",
          "Set OPENCTI_TOKEN to the token of the connector's user: OpenCTI > Settings > Security > Users > API "
              + "access."));
      return skip("the token is refused", RIGHTS, RESULTS, REGISTRATION);
    } catch (PlatformException e) {
      boolean name = e.getCause() instanceof UnknownHostException;
      String message = String.valueOf(e.getMessage());
      checks.add(name ? Check.wrong(PLATFORM, message, reachable(name)) : Check.away(PLATFORM, message, reachable(name)));
      return skip("the platform can't be reached", TOKEN, RIGHTS, RESULTS, REGISTRATION);
    }
    checks.add(Check.ok(PLATFORM, "OpenCTI " + version + " at " + config.get(Settings.OPENCTI_URL)));
    rights(client);
    results(version);
    registration(client);
    return checks;
  }

  /** What to do so that OpenCTI can be reached. */
  private String reachable(boolean unknownName) {
    String url = config.get(Settings.OPENCTI_URL);
    if (!ProxyRoutes.between(config, url).isEmpty()) {
      return "If the proxy is the right one, start it; otherwise correct " + (url.startsWith("https") ? "HTTPS_PROXY" : "HTTP_PROXY")
          + ", or add the platform's host to NO_PROXY.";
    }
    return unknownName ? "Correct the host name in OPENCTI_URL; in containers, it is the platform's service name."
        : "Start OpenCTI, or correct OPENCTI_URL (" + config.origin(Settings.OPENCTI_URL) + ").";
  }

  private void rights(PlatformClient client) {
    JsonNode me;
    try {
      me = client.ask(Operation.of("read-rights", Map.of(), "me")).data().path("me");
    } catch (PlatformUnavailableException e) {
      checks.add(inTrouble(TOKEN, e));
      checks.add(Check.skipped(RIGHTS, "OpenCTI can't report them at the moment"));
      return;
    } catch (PlatformException e) {
      checks.add(Check.ok(TOKEN, "valid"));
      checks.add(Check.skipped(RIGHTS, "OpenCTI does not report them: " + e.getMessage()));
      return;
    }
    String user = "'" + me.path("name").asText("") + "'";
    checks.add(Check.ok(TOKEN, "belongs to the user " + user));
    List<String> missing = new ArrayList<>();
    NEEDED.forEach((name, what) -> {
      if (!has(me, name)) {
        missing.add(name + " (" + what + ")");
      }
    });
    if (!missing.isEmpty()) {
      checks.add(Check.wrong(RIGHTS, user + " lacks " + String.join(", ", missing),
          "Give the user a role with " + (missing.size() == 1 ? "it" : "them")
              + ", or set OPENCTI_TOKEN to the token of a user with the role Connector."));
    } else if (!has(me, "SETTINGS_SETLABELS")) {
      checks.add(Check.ok(RIGHTS, "sufficient; without SETTINGS_SETLABELS, labels that do not exist yet are left out"));
    } else {
      checks.add(Check.ok(RIGHTS, "complete"));
    }
  }

  private static Check inTrouble(String name, PlatformUnavailableException e) {
    return Check.away(name, String.valueOf(e.getMessage()), "Check OpenCTI's search engine and its RabbitMQ; jobs wait until they are "
        + "back.");
  }

  /** In OpenCTI, a right includes those that are a prefix of its name. */
  private static boolean has(JsonNode me, String capability) {
    for (JsonNode each : me.path("capabilities")) {
      String name = each.path("name").asText();
      if (name.equals("BYPASS") || name.equals(capability) || name.startsWith(capability + "_")) {
        return true;
      }
    }
    return false;
  }

  private void results(PlatformVersion version) {
    boolean byCall = CallbackUri.of(config) != null;
    if (byCall && documents.find("register-connector", version)
        .filter(it -> it.variables().contains("listen_callback_uri")).isEmpty()) {
      checks.add(Check.wrong(RESULTS, "OpenCTI " + version + " can't send jobs over HTTP",
          "Set CONNECTOR_LISTEN_PROTOCOL to AMQP."));
      return;
    }
    String way = config.get(Settings.CONNECTOR_QUEUE_PROTOCOL).equals("amqp") ? "through RabbitMQ to OpenCTI's workers"
        : documents.find("push-bundle", version).isPresent() ? "as one bundle through the API" : "object by object "
            + "through the API";
    checks.add(Check.ok(RESULTS, "go " + way + "; jobs come " + (byCall ? "over HTTP to " + CallbackUri.of(config)
        : "from RabbitMQ")));
  }

  private void registration(PlatformClient client) {
    try {
      JsonNode connector = client.ask(Operation.of("read-connector",
          Map.of("id", config.get(Settings.CONNECTOR_ID)), "connector")).data().path("connector");
      if (connector.isObject()) {
        registered = connector.path("config");
        checks.add(Check.ok(REGISTRATION, "as '" + connector.path("name").asText() + "', "
            + (connector.path("active").asBoolean() ? "active" : "not active at the moment")));
      } else {
        checks.add(Check.skipped(REGISTRATION, "not yet; the first run registers the connector"));
      }
    } catch (PlatformUnavailableException e) {
      checks.add(inTrouble(REGISTRATION, e));
    } catch (PlatformException e) {
      checks.add(Check.skipped(REGISTRATION, "OpenCTI does not report it to this user: " + e.getMessage()));
    }
  }

  /** What the platform says about the connector's queue and broker; null if it does not. */
  public @Nullable JsonNode registered() {
    return registered;
  }

  private List<Check> skip(String why, String... names) {
    for (String name : names) {
      checks.add(Check.skipped(name, why));
    }
    return checks;
  }
}
