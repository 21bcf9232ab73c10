package io.github.camelcti.crowdsec.config;

import io.github.camelcti.crowdsec.config.type.Secret;
import io.github.camelcti.crowdsec.tls.Certificates;
import io.github.camelcti.crowdsec.tls.Identity;
import io.github.camelcti.crowdsec.tls.ServerTrust;
import java.util.Optional;

/** The TLS settings for each peer. They were checked at start. */
public final class TlsSettings {

  private TlsSettings() {}

  /** Which servers to trust as OpenCTI. */
  public static ServerTrust openCti(Config config) {
    return config.get(Settings.OPENCTI_SSL_VERIFY).plus(config.find(Settings.HTTPS_CA_CERTIFICATES));
  }

  /** Which servers to trust as CrowdSec; the certificate is always checked. */
  public static ServerTrust crowdSec(Config config) {
    return ServerTrust.system().plus(config.find(Settings.HTTPS_CA_CERTIFICATES));
  }

  /** Which servers to trust as the broker. */
  public static ServerTrust broker(Config config) {
    return config.get(Settings.MQ_USE_SSL_REJECT_UNAUTHORIZED)
        ? ServerTrust.system().plus(config.find(Settings.MQ_USE_SSL_CA))
        : ServerTrust.everybody();
  }

  /** Our identity for the broker; empty without a client certificate. */
  public static Optional<Identity> brokerClient(Config config) {
    return identity(config, Settings.MQ_USE_SSL_CERT, Settings.MQ_USE_SSL_KEY, Settings.MQ_USE_SSL_PASSPHRASE);
  }

  /** Our identity for the platform's workers that deliver jobs; empty if that port does not use TLS. */
  public static Optional<Identity> callbackServer(Config config) {
    return config.get(Settings.CONNECTOR_LISTEN_PROTOCOL_API_SSL)
        ? identity(config, Settings.CONNECTOR_LISTEN_PROTOCOL_API_SSL_CERT, Settings.CONNECTOR_LISTEN_PROTOCOL_API_SSL_KEY,
            Settings.CONNECTOR_LISTEN_PROTOCOL_API_SSL_PASSPHRASE)
        : Optional.empty();
  }

  /** Our identity for operators and their probes; empty if that port does not use TLS. */
  public static Optional<Identity> managementServer(Config config) {
    return config.get(Settings.CONNECTOR_MANAGEMENT_SSL)
        ? identity(config, Settings.CONNECTOR_MANAGEMENT_SSL_CERT, Settings.CONNECTOR_MANAGEMENT_SSL_KEY,
            Settings.CONNECTOR_MANAGEMENT_SSL_PASSPHRASE)
        : Optional.empty();
  }

  /**
   * Certificate and key from three settings that {@link TlsCheck} has checked together.
   *
   * @return empty if no certificate is set
   */
  public static Optional<Identity> identity(
      Config config, Setting<Certificates> certificate, Setting<Secret> key, Setting<Secret> passphrase) {
    return config.find(certificate).map(chain -> Identity.of(
        chain, config.get(key).reveal(), config.find(passphrase).map(Secret::reveal).orElse(null)));
  }
}
