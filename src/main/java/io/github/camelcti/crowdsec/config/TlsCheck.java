package io.github.camelcti.crowdsec.config;

import io.github.camelcti.crowdsec.config.source.Problem;
import io.github.camelcti.crowdsec.config.type.Secret;
import io.github.camelcti.crowdsec.tls.Certificates;
import io.github.camelcti.crowdsec.tls.Identity;
import io.github.camelcti.crowdsec.tls.UnusableMaterialException;
import io.github.camelcti.crowdsec.tls.WrongPassphraseException;
import java.util.List;
import java.util.Map;

/** Checks TLS settings that depend on each other: whether a key can be decrypted and matches its certificate. */
record TlsCheck(Map<Setting<?>, Object> values, Map<Setting<?>, String> origins, List<Problem> problems) {
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
  void remark(List<String> warnings) {
    if (Boolean.FALSE.equals(values.get(Settings.MQ_USE_SSL_REJECT_UNAUTHORIZED))) {
      warnings.add(Settings.MQ_USE_SSL_REJECT_UNAUTHORIZED + " (" + origins.get(Settings.MQ_USE_SSL_REJECT_UNAUTHORIZED)
          + ") turns off the check of the broker's certificate: anyone in between can read the password and the jobs; "
          + "instead, give the certificate of its authority in " + Settings.MQ_USE_SSL_CA + " instead");
    }
  }
}
