package io.github.camelcti.crowdsec.route;

import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.SocketConfigurators;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.TlsSettings;
import io.github.camelcti.crowdsec.tls.ServerTrust;
import io.github.camelcti.crowdsec.tls.TlsContexts;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;

/** How connections to RabbitMQ are encrypted. */
public final class BrokerTls {

  private BrokerTls() {}

  /**
   * Sets a client library up for the next connections.
   *
   * @param broker what makes connections
   * @param ssl whether to speak TLS
   * @param config whom to believe, and who we are
   */
  public static void use(ConnectionFactory broker, boolean ssl, Config config) {
    if (!ssl) {
      broker.setSslContextFactory(null);
      broker.setSocketFactory(SocketFactory.getDefault());
      broker.setSocketConfigurator(SocketConfigurators.defaultConfigurator());
      return;
    }
    ServerTrust trust = TlsSettings.broker(config);
    SSLContext context = TlsContexts.client(trust, TlsSettings.brokerClient(config).orElse(null));
    broker.useSslProtocol(context);
    broker.setSocketConfigurator(SocketConfigurators.defaultConfigurator());
    if (trust.verified()) {
      broker.enableHostnameVerification();
    }
  }
}
