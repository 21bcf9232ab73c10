package io.github.camelcti.crowdsec.route.intake;

import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.SocketConfigurators;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.TlsSettings;
import io.github.camelcti.crowdsec.opencti.QueueAccess;
import io.github.camelcti.crowdsec.tls.ServerTrust;
import io.github.camelcti.crowdsec.tls.TlsContexts;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;

/** The connection to RabbitMQ: its address, our credentials, and TLS. */
public final class BrokerLogin {

  private BrokerLogin() {}

  /** Sets up a connection factory for its next connections. */
  public static void use(ConnectionFactory broker, QueueAccess access, Config config) {
    broker.setHost(access.host());
    broker.setPort(access.port());
    broker.setVirtualHost(access.vhost());
    broker.setUsername(access.user());
    broker.setPassword(access.password().reveal());
    encrypt(broker, access.ssl(), config);
  }

  private static void encrypt(ConnectionFactory broker, boolean ssl, Config config) {
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
