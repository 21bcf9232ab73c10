package io.github.camelcti.crowdsec.config;

import io.github.camelcti.crowdsec.config.source.Problem;
import io.github.camelcti.crowdsec.config.type.Secret;
import io.github.camelcti.crowdsec.tls.Certificates;
import io.github.camelcti.crowdsec.tls.Identity;
import io.github.camelcti.crowdsec.tls.UnusableMaterialException;
import io.github.camelcti.crowdsec.tls.WrongPassphraseException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Checks TLS settings that depend on each other: whether a key can be decrypted and matches its certificate. Warns about the
 * connector's own certificates if clients are likely to refuse them. These are not problems: the clients decide (probes
 * often don't check), and a connector that does not start would do more harm.
 */
final class TlsCheck {

  private final Map<Setting<?>, Object> values;
  private final Map<Setting<?>, String> origins;
  private final List<Problem> problems;
  private final List<String> warnings;

  TlsCheck(Map<Setting<?>, Object> values, Map<Setting<?>, String> origins, List<Problem> problems, List<String> warnings) {
    this.values = values;
    this.origins = origins;
    this.problems = problems;
    this.warnings = warnings;
  }

  /**
   * Adds what is wrong with a certificate, its key and the key's passphrase. A setting that already has a problem has
   * no value here and is not reported as missing.
   */
  void identity(Setting<Certificates> certificate, Setting<Secret> key, Setting<Secret> passphrase) {
    Certificates chain = (Certificates) values.get(certificate);
    Secret secret = (Secret) values.get(key);
    if (chain == null && secret == null) {
      return;
    }
    if (chain == null || secret == null) {
      Setting<?> there = chain == null ? key : certificate;
      Setting<?> missing = chain == null ? certificate : key;
      if (problems.stream().noneMatch(problem -> problem.subject().startsWith(missing.environmentName()))) {
        problems.add(new Problem(missing.environmentName(), null, null, "is not set, although " + there + " is",
            "Set both " + certificate + " and " + key + ", or neither."));
      }
      return;
    }
    Secret word = (Secret) values.get(passphrase);
    try {
      Identity.of(chain, secret.reveal(), word == null ? null : word.reveal());
    } catch (WrongPassphraseException e) {
      problems.add(new Problem(passphrase.environmentName(), origins.get(passphrase), word == null ? null : Secret.MASK,
          String.valueOf(e.getMessage()), "Set " + passphrase + " to the passphrase of " + key + "."));
    } catch (UnusableMaterialException e) {
      problems.add(new Problem(key.environmentName(), origins.get(key), Secret.MASK, String.valueOf(e.getMessage()),
          e.fix() != null ? e.fix() : "Set " + key + " to the key of the certificate in " + certificate + ", in PEM."));
    }
  }

  /** A port that uses TLS must have a certificate. */
  void demand(Setting<Boolean> tls, Setting<Certificates> certificate) {
    if (Boolean.TRUE.equals(values.get(tls)) && values.get(certificate) == null
        && problems.stream().noneMatch(problem -> problem.subject().startsWith(certificate.environmentName()))) {
      problems.add(new Problem(certificate.environmentName(), null, null, "is not set, although " + tls + " is true",
          "Set it to the certificate of the port, in PEM, as text or as the path of a file."));
    }
  }

  /** Warns about checks that are turned off. */
  void remark() {
    if (Boolean.FALSE.equals(values.get(Settings.MQ_USE_SSL_REJECT_UNAUTHORIZED))) {
      warnings.add(Settings.MQ_USE_SSL_REJECT_UNAUTHORIZED + " (" + origins.get(Settings.MQ_USE_SSL_REJECT_UNAUTHORIZED)
          + ") turns off the check of the broker's certificate: anyone in between can read the password and the jobs; "
          + "give the certificate of its authority in " + Settings.MQ_USE_SSL_CA + " instead");
    }
  }

  /** Adds a line for each certificate in use that is out of date or does not contain the name that clients use. */
  void remarkOwn(Instant now) {
    if (Boolean.TRUE.equals(values.get(Settings.MQ_USE_SSL))) {
      dates(Settings.MQ_USE_SSL_CERT, "RabbitMQ", now);
    }
    if (Boolean.TRUE.equals(values.get(Settings.CONNECTOR_MANAGEMENT_SSL))) {
      dates(Settings.CONNECTOR_MANAGEMENT_SSL_CERT, "clients that check the connector's health", now);
    }
    if (Boolean.TRUE.equals(values.get(Settings.CONNECTOR_LISTEN_PROTOCOL_API_SSL))
        && "API".equals(values.get(Settings.CONNECTOR_LISTEN_PROTOCOL))) {
      dates(Settings.CONNECTOR_LISTEN_PROTOCOL_API_SSL_CERT, "OpenCTI's workers", now);
      name();
    }
  }

  private void dates(Setting<Certificates> setting, String client, Instant now) {
    Certificates chain = (Certificates) values.get(setting);
    if (chain == null) {
      return;
    }
    chain.outOfDate(now).ifPresent(when -> warnings.add(
        setting + " (" + origins.get(setting) + ") " + when + ", so " + client + " may refuse it; renew it"));
  }

  /** The platform's workers check the certificate against the address that we register. */
  private void name() {
    Setting<String> setting = Settings.CONNECTOR_LISTEN_PROTOCOL_API_URI;
    Certificates chain = (Certificates) values.get(Settings.CONNECTOR_LISTEN_PROTOCOL_API_SSL_CERT);
    URI address = URI.create((String) values.getOrDefault(setting, "https://127.0.0.1"));
    String where = setting + (values.containsKey(setting) ? " (" + origins.get(setting) + ")" : " is not set, so "
        + "OpenCTI's workers get https://127.0.0.1; it");
    if ("http".equals(address.getScheme())) {
      warnings.add(where + " starts with http://, although " + Settings.CONNECTOR_LISTEN_PROTOCOL_API_SSL
          + " is true; change it to https://");
    } else if (chain != null && !chain.isFor(address.getHost())) {
      warnings.add(where + " names the host " + address.getHost() + ", but the certificate in "
          + Settings.CONNECTOR_LISTEN_PROTOCOL_API_SSL_CERT + " is not valid for it, so OpenCTI's workers may refuse it; "
          + "use a name from the certificate");
    }
  }
}
