package io.github.camelcti.crowdsec.config.source;

import java.util.Locale;

/** The spellings of a setting's name; all derive from its environment variable. */
public enum Naming {
  /** {@code CROWDSEC_MAX_TLP} */
  ENVIRONMENT {
    @Override
    public String of(String environmentName) {
      return environmentName;
    }
  },

  /** {@code crowdsec.max_tlp}. OpenCTI's rule: the first underscore splits section and key, all lower case. */
  CONFIG_YML {
    @Override
    public String of(String environmentName) {
      return environmentName.toLowerCase(Locale.ROOT).replaceFirst("_", ".");
    }
  },

  /** {@code crowdsec.max-tlp}. Camel's habit in {@code application.properties}: words joined by dashes. */
  CAMEL {
    @Override
    public String of(String environmentName) {
      return CONFIG_YML.of(environmentName).replace('_', '-');
    }
  };

  /** The name of an environment variable in this spelling. */
  public abstract String of(String environmentName);
}
