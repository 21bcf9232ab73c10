package io.github.camelcti.crowdsec.opencti;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Setting;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.config.type.Secret;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where the jobs are: what registration returned, with the operator's {@code MQ_*} overrides on top (OpenCTI returns
 * the broker's internal host name, which may not be reachable from elsewhere).
 *
 * @param vhost virtual host, {@code /} where the platform names none
 * @param ssl whether to speak TLS
 * @param listenQueue the queue to consume; never guessed, never declared
 * @param pushExchange the exchange that leads to the platform's workers
 * @param pushRouting the routing key for them
 */
public record QueueAccess(
    String host, int port, String vhost, String user, Secret password, boolean ssl, String listenQueue,
    String pushExchange, String pushRouting) {

  /**
   * @param config the {@code config} object of {@code registerConnector}'s answer
   * @throws PlatformException if the answer names no queue or no broker
   */
  public static QueueAccess of(JsonNode config, Config overrides) {
    JsonNode connection = config.path("connection");
    String listen = config.path("listen").asText("");
    String host = overrides.find(Settings.MQ_HOST).orElse(connection.path("host").asText(""));
    if (listen.isEmpty() || host.isEmpty()) {
      throw new PlatformException("OpenCTI's reply to the registration has no broker or no listen queue");
    }
    return new QueueAccess(
        host,
        overrides.find(Settings.MQ_PORT).orElse(connection.path("port").asInt(5672)),
        overrides.find(Settings.MQ_VHOST).orElse(connection.path("vhost").asText("/")),
        overrides.find(Settings.MQ_USER).orElse(connection.path("user").asText("")),
        overrides.find(Settings.MQ_PASS).orElse(Secret.of(connection.path("pass").asText(""))),
        overrides.find(Settings.MQ_USE_SSL).orElse(connection.path("use_ssl").asBoolean(false)),
        listen,
        config.path("push_exchange").asText(""),
        // 5.3 does not return it, but builds it like this (OpenCTI contract, section 1.2).
        config.path("push_routing").asText("push_routing_" + overrides.get(Settings.CONNECTOR_ID)));
  }

  /** Where host and port come from, for people: the settings that override them, or OpenCTI. */
  public static String origin(Config overrides) {
    boolean host = overrides.find(Settings.MQ_HOST).isPresent();
    boolean port = overrides.find(Settings.MQ_PORT).isPresent();
    if (!host && !port) {
      return "as OpenCTI names it";
    }
    return host && port ? "MQ_HOST and MQ_PORT"
        : host ? "MQ_HOST, the port as OpenCTI names it" : "MQ_PORT, the host as OpenCTI names it";
  }

  /** The settings that override the login which OpenCTI sends, separated by commas; empty if none does. */
  public static String login(Config overrides) {
    return Stream.of(Settings.MQ_USER, Settings.MQ_PASS, Settings.MQ_VHOST)
        .filter(setting -> overrides.find(setting).isPresent()).map(Setting::environmentName).collect(Collectors.joining(", "));
  }
}
